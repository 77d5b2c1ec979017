/** What a reader is told of the lead, from what the cluster says of itself and whether it says anything. Pure. */

import type { LinkStatus } from "../../api/live/stream-event.ts";
import type { Cluster } from "../../api/messages.ts";

export interface Lead {
  readonly name: string;
  readonly term: number;
}

export interface FailOver {
  /** The last that was known. */
  readonly lead: Lead | undefined;
  /** Since when nobody leads, or nobody answers: milliseconds since 1970. */
  readonly lostAt: number | undefined;
  /** Another one leads since: told for a while. */
  readonly taken: { readonly from: Lead; readonly to: Lead; readonly at: number; readonly afterMs: number } | undefined;
  readonly store: NonNullable<Cluster["store"]>["state"] | undefined;
}

export const calm: FailOver = { lead: undefined, lostAt: undefined, taken: undefined, store: undefined };

/** How long it is told that another coordinator has taken over. */
export const toldMs = 12_000;

export function heardCluster(before: FailOver, { leader, store }: Cluster, now: number): FailOver {
  const state = store?.state;
  if (leader === undefined) return { ...before, store: state, lostAt: before.lostAt ?? now };
  const lead = { name: leader.name, term: leader.term };
  const isNew = before.lead !== undefined && lead.term > before.lead.term;
  // A follower may tell of the old one for a moment, when the new one was heard of already.
  if (before.lead !== undefined && lead.term < before.lead.term) return before;
  const taken =
    isNew && before.lead !== undefined
      ? { from: before.lead, to: lead, at: now, afterMs: before.lostAt === undefined ? 0 : now - before.lostAt }
      : before.taken;
  return { lead, lostAt: undefined, taken, store: state };
}

/** The stream is broken: whether the cluster is, nobody here can tell. */
export function heardLink(before: FailOver, status: LinkStatus, now: number): FailOver {
  return status === "broken" && before.lostAt === undefined ? { ...before, lostAt: now } : before;
}

export interface BannerWords {
  readonly tone: "bad" | "warn" | "good";
  readonly title: string;
  readonly text: string;
}

/** Undefined: all is well, and nothing is said. */
export function bannerWords(state: FailOver, link: LinkStatus, now: number): BannerWords | undefined {
  const { lostAt, lead, taken, store } = state;
  const goesOn = "What runs goes on; nothing on this page is lost.";
  if (lostAt !== undefined) {
    const seconds = Math.max(0, Math.round((now - lostAt) / 1000));
    const since = seconds < 1 ? "" : ` It has been ${seconds} s.`;
    return link === "broken"
      ? {
          tone: "bad",
          title: "The coordinator does not answer",
          text: `This page connects again by itself. ${goesOn}${since}`,
        }
      : {
          tone: "bad",
          title: `${lead?.name ?? "The leader"} leads no more`,
          text: `Another coordinator takes over. ${goesOn}${since}`,
        };
  }
  if (taken !== undefined && now - taken.at < toldMs) return takenWords(taken);
  if (store === "STORE_STATE_FULL")
    return {
      tone: "bad",
      title: "The state store is full",
      text: "No run can be created until space is given back: troupe reclaim.",
    };
  if (store === "STORE_STATE_UNREACHABLE")
    return {
      tone: "bad",
      title: "The state store does not answer",
      text: "What runs goes on; nothing new is decided meanwhile.",
    };
  if (store === "STORE_STATE_FILLING")
    return {
      tone: "warn",
      title: "The state store is filling",
      text: "No run is created until some of what is live has ended.",
    };
  return undefined;
}

function takenWords({ from, to, afterMs }: NonNullable<FailOver["taken"]>): BannerWords {
  const took = afterMs < 100 ? "" : ` after ${(afterMs / 1000).toFixed(1)} s`;
  const title =
    from.name === to.name ? `${to.name} leads again${took}` : `${to.name} has taken over from ${from.name}${took}`;
  return { tone: "good", title, text: `Term ${to.term}. This page has missed nothing.` };
}

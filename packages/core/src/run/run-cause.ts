/** Why a run was made, and for which span of time. */

import { unreachable } from "../error.ts";

/** Instants in ms since the epoch. Histories of before causes were noted have none: those runs were made by hand. */
export type RunCause =
  | { readonly kind: "manual" }
  | { readonly kind: "schedule"; readonly tick: number }
  | { readonly kind: "backfill"; readonly backfill: string }
  /** A task of another run. `depth`: how many runs each started the next, this one among them; absent: one. */
  | { readonly kind: "trigger"; readonly runId: string; readonly task: string; readonly depth?: number }
  | { readonly kind: "dataset"; readonly dataset: string; readonly revision: string }
  | { readonly kind: "webhook"; readonly delivery: string }
  | { readonly kind: "rerun"; readonly of: string };

/** From `start` up to, and without, `end`: ms since the epoch. */
export interface RunInterval {
  readonly start: number;
  readonly end: number;
}

/** The run that had it made: by a task of it, or by being repeated. Null if there is none. */
export function parentOf(cause: RunCause): string | null {
  switch (cause.kind) {
    case "trigger":
      return cause.runId;
    case "rerun":
      return cause.of;
    case "manual":
    case "schedule":
    case "backfill":
    case "dataset":
    case "webhook":
      return null;
    default:
      return unreachable(cause);
  }
}

export const causeKinds: readonly RunCause["kind"][] = [
  "manual",
  "schedule",
  "backfill",
  "trigger",
  "dataset",
  "webhook",
  "rerun",
];

export const madeByHand: RunCause = { kind: "manual" };

/** Of runs that were written before their origin was noted. */
export const unnotedOrigin = { cause: madeByHand, interval: null } as const;

/** As steps see it: ISO 8601, in UTC. */
export function isoInterval({ start, end }: RunInterval): { readonly start: string; readonly end: string } {
  return { start: new Date(start).toISOString(), end: new Date(end).toISOString() };
}

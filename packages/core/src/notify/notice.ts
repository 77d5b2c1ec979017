/**
 * Notices: what somebody is to be told about a run. Made of the run's state and the event, and written in the very group
 * that writes the event, so that none is forgotten, whoever leads by then.
 */
import type { Digest } from "../artifact.ts";
import type { RunEvent } from "../run/run-event.ts";
import type { RunState } from "../run/run-state.ts";
import type { NotifyCause, NotifyTarget } from "./notify-rule.ts";

export interface Notice {
  /** The same whenever it is sent: whoever gets it twice can tell. */
  readonly id: string;
  readonly cause: NotifyCause;
  readonly target: NotifyTarget;
  readonly runId: string;
  readonly pipeline: string;
  readonly version: Digest;
  /** When the run was made, and when it came to this. */
  readonly createdAt: number;
  readonly at: number;
  /** As JSON; its first 500 characters. */
  readonly params: string;
  /** The task that is to blame, or that asks; null if it is the run as a whole. */
  readonly task: string | null;
  /** Why it failed, was cancelled, took too long; what is asked. Its first 2,000 characters. */
  readonly why: string;
  /** From docs/errors.md; empty where there is none. */
  readonly code: string;
}

const limits = { params: 500, why: 2000 } as const;

/** What follows from an event that is in the state already. */
export function noticesOf(state: RunState, event: RunEvent): readonly Notice[] {
  const rules = state.plan.spec.notify;
  const told = rules === undefined ? undefined : toldOf(state, event);
  if (rules === undefined || told === undefined) return [];
  const { cause, key, task = null, why = "", code = "" } = told;
  const { runId, pipeline, version, createdAt, params } = state.header;
  return rules.flatMap(({ to, on }, index) => {
    if (!on.includes(cause)) return [];
    const about = { runId, pipeline, version, createdAt, at: event.at, task, why: why.slice(0, limits.why), code };
    const json = JSON.stringify(params).slice(0, limits.params);
    return [{ id: `${runId}.${key}.${index}`, cause, target: to, params: json, ...about }];
  });
}

interface Told {
  readonly cause: NotifyCause;
  /** Tells the notices of one run apart. */
  readonly key: string;
  readonly task?: string | null;
  readonly why?: string;
  readonly code?: string;
}

function toldOf(state: RunState, event: RunEvent): Told | undefined {
  switch (event.type) {
    case "RunSucceeded":
      return { cause: "succeeded", key: "ended" };
    case "RunFailed": {
      const { task, failure } = event;
      return { cause: "failed", key: "ended", task, why: failure.message, code: failure.code };
    }
    case "RunCancelled":
      return { cause: "cancelled", key: "ended", why: event.reason };
    case "RunTimedOut":
      return { cause: "timed-out", key: "ended", why: state.header.cancel?.reason ?? "" };
    case "TaskWaiting": {
      const { task, attempt, on } = event;
      if (on.kind !== "approval") return undefined;
      return { cause: "approval", key: `approval.${task}.${attempt}`, task, why: on.ask };
    }
    default:
      return undefined;
  }
}

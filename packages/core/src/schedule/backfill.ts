/**
 * A backfill: runs for intervals of the past, so many at once. What it has come to is a few numbers: intervals are counted
 * in the order in which they are run.
 *
 *   running ──▶ succeeded                          every interval has a run that succeeded
 *      │  └───▶ failed ────────┐                   over, and some have none
 *      ▼                       ▼ rerun
 *   cancelling ─▶ cancelled ─▶ running
 */
import { unreachable } from "../error.ts";

export type BackfillStatus = "running" | "cancelling" | "succeeded" | "failed" | "cancelled";

export interface BackfillState {
  readonly status: BackfillStatus;
  /** Intervals from here on had no run yet. */
  readonly next: number;
  /** To be run again, before the next one, in order. */
  readonly again: readonly number[];
  readonly underWay: readonly { readonly index: number; readonly runId: string }[];
  /** Whose newest run did not succeed, in order. */
  readonly failed: readonly number[];
  /** Instant of its end; null while it is not over. */
  readonly endedAt: number | null;
}

export const backfillLimits = { intervals: 10_000, parallel: 100 } as const;

export const newBackfill: BackfillState = {
  status: "running",
  next: 0,
  again: [],
  underWay: [],
  failed: [],
  endedAt: null,
};

/** The interval that is run next; undefined if none is, now or at all. */
export function nextInterval(state: BackfillState, total: number, parallel: number): number | undefined {
  if (state.status !== "running" || state.underWay.length >= parallel) return undefined;
  return state.again[0] ?? (state.next < total ? state.next : undefined);
}

/** Its run is made. */
export function beginInterval(state: BackfillState, index: number, runId: string): BackfillState {
  const isAgain = state.again[0] === index;
  return {
    ...state,
    again: isAgain ? state.again.slice(1) : state.again,
    next: isAgain ? state.next : state.next + 1,
    underWay: [...state.underWay, { index, runId }],
  };
}

/** A run of it has ended. */
export function endInterval(
  state: BackfillState,
  runId: string,
  succeeded: boolean,
  total: number,
  now: number,
): BackfillState {
  const ended = state.underWay.find((each) => each.runId === runId);
  if (ended === undefined) return state;
  const underWay = state.underWay.filter((each) => each !== ended);
  const failed = succeeded ? state.failed : [...state.failed, ended.index].sort((a, b) => a - b);
  return settle({ ...state, underWay, failed }, total, now);
}

/** No further run is made. Undefined if it is over. */
export function cancelBackfill(state: BackfillState, total: number, now: number): BackfillState | undefined {
  if (isOver(state)) return undefined;
  const { again, failed } = state;
  const stopped = { ...state, status: "cancelling" as const, again: [], failed: sorted([...failed, ...again]) };
  return settle(stopped, total, now);
}

/** Runs again what did not succeed, and goes on with what had no run yet. Undefined if there is none, or it is not over. */
export function rerunBackfill(state: BackfillState, total: number): BackfillState | undefined {
  if (!isOver(state) || (state.failed.length === 0 && state.next >= total)) return undefined;
  return { ...state, status: "running", again: state.failed, failed: [], endedAt: null };
}

export function countIntervals(state: BackfillState, total: number) {
  const running = state.underWay.length;
  const failed = state.failed.length;
  const pending = total - state.next + state.again.length;
  return { pending, running, failed, succeeded: total - pending - running - failed };
}

export function isOver({ status }: BackfillState): boolean {
  switch (status) {
    case "running":
    case "cancelling":
      return false;
    case "succeeded":
    case "failed":
    case "cancelled":
      return true;
    default:
      return unreachable(status);
  }
}

function settle(state: BackfillState, total: number, now: number): BackfillState {
  if (state.underWay.length > 0) return state;
  if (state.status === "cancelling") return { ...state, status: "cancelled", endedAt: now };
  if (state.again.length > 0 || state.next < total) return state;
  return { ...state, status: state.failed.length === 0 ? "succeeded" : "failed", endedAt: now };
}

function sorted(indices: readonly number[]): readonly number[] {
  return [...indices].sort((a, b) => a - b);
}

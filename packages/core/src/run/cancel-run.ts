/** Ending a run because somebody says so, or its time is over. */
import { isExempt } from "./ending.ts";
import type { CancelCause, RunEventBody } from "./run-event.ts";
import type { RunState } from "./run-state.ts";
import { cancelTask } from "./stop.ts";

/** A client that hears nothing asks again: that is not a second wish. */
const repetitionMs = 10_000;

/** Once to end the run, and once more to end what runs in spite of that. */
export function mayCancel({ header }: RunState, now: number): boolean {
  return header.cancel === null || (header.cancel.final !== true && now - header.cancel.at > repetitionMs);
}

export function cancelRun(state: RunState, reason: string, cause: CancelCause, by?: string): readonly RunEventBody[] {
  const isFinal = state.header.cancel !== null || state.header.status === "finalizing";
  const tasks = [...state.queued, ...state.backingOff, ...state.waiting, ...state.onAgents];
  const how = { ...(by !== undefined && { by }), ...(isFinal && { final: true as const }) };
  const requested: RunEventBody = { type: "RunCancelRequested", reason, cause, ...how };
  const ended = tasks.filter((task) => isFinal || !isExempt(state, task));
  return [requested, ...ended.flatMap((task) => cancelTask(state, task, reason))];
}

export function reasonOf(state: RunState): string {
  return state.header.cancel?.reason ?? "the attempt was cancelled";
}

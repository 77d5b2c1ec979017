/** What is due by now, and when a run wants to hear of the time again. */
import { cancelRun } from "./cancel-run.ts";
import { endWait } from "./end-attempt.ts";
import { limitsOf } from "./limits.ts";
import { goesOn } from "./may-start.ts";
import type { RunEventBody } from "./run-event.ts";
import type { Moment } from "./run-input.ts";
import { type RunState, runStatuses } from "./run-state.ts";
import { finalizersUntil, overdueFinalizers } from "./stop.ts";
import { endOverdue, nextOverdue } from "./time-up.ts";
import { begin, dueWaits } from "./waiting.ts";

export function dueNow(state: RunState, moment: Moment): readonly RunEventBody[] {
  const { now } = moment;
  const deadline = deadlineOf(state);
  if (deadline !== undefined && now >= deadline && state.header.status === "running") {
    return cancelRun(state, `the run took longer than ${(state.plan.spec.timeoutMs ?? 0) / 1000} s`, "timeout");
  }
  const events: RunEventBody[] = goesOn(state) ? [...endOverdue(state, now), ...overdueFinalizers(state, now)] : [];
  events.push(...dueWaits(state, now).flatMap((wait) => endWait(state, wait, moment)));
  for (const task of state.backingOff) {
    const { state: current, dueAt = Number.POSITIVE_INFINITY } = state.tasks.get(task) ?? {};
    if (now < dueAt && current?.status === "backing-off" && isDue(state, task, current.until, now))
      events.push(begin(state, task, current.attempt, now));
  }
  return events;
}

/** Farther away than any backoff: the clock was set back while nobody led, and how long ago that was cannot be told. */
function isDue(state: RunState, task: string, until: number, now: number): boolean {
  return now >= until || until - now > limitsOf(state, task).retries.backoff.maxMs;
}

function deadlineOf(state: RunState): number | undefined {
  const { createdAt, releasedAt = createdAt } = state.header;
  return state.plan.spec.timeoutMs === undefined ? undefined : releasedAt + state.plan.spec.timeoutMs;
}

/** When the run wants to hear of the time again; undefined if it does not. */
export function nextWake(state: RunState): number | undefined {
  if (runStatuses[state.header.status].terminal) return undefined;
  const deadline = state.header.status === "running" ? deadlineOf(state) : finalizersUntil(state);
  const ends = goesOn(state) ? earlier(deadline, nextOverdue(state)) : undefined;
  let wake = earlier(ends, state.waiting.next);
  for (const task of state.backingOff) {
    const current = state.tasks.get(task)?.state;
    if (current?.status === "backing-off") wake = earlier(wake, current.until);
  }
  return wake;
}

function earlier(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? (a ?? b) : Math.min(a, b);
}

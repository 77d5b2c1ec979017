/** Counts what happens to runs, by their events. To be told of each event once. */
import type { RunEvent } from "@troupe/core";
import type { FeedEntry, RunObserver } from "@troupe/engine";
import type { RunCounters, TaskOutcome } from "../ports/metrics.ts";
import { runResult } from "../tracing/result.ts";

export class RunMeter implements RunObserver {
  readonly #counters: RunCounters;

  constructor(counters: RunCounters) {
    this.#counters = counters;
  }

  committed({ pipeline, events }: FeedEntry): void {
    // Added up first: a counter looks for the name of what it counts each time.
    const ended = new Map<TaskOutcome, number>();
    for (const event of events) {
      const outcome = taskOutcome(event);
      if (outcome === undefined) this.#count(pipeline, event);
      else ended.set(outcome, (ended.get(outcome) ?? 0) + 1);
    }
    for (const [outcome, count] of ended) this.#counters.tasksEnded(pipeline, outcome, count);
  }

  #count(pipeline: string, event: RunEvent): void {
    switch (event.type) {
      case "RunCreated":
        return this.#counters.created(pipeline);
      case "AttemptStarted":
        return this.#counters.attemptStarted(pipeline);
      case "RunSucceeded":
      case "RunFailed":
      case "RunCancelled":
      case "RunTimedOut":
        return this.#counters.ended(pipeline, runResult(event));
      default:
        // What else happens to a run is counted by nobody.
        return;
    }
  }
}

/** Undefined if no task has ended by it. */
function taskOutcome(event: RunEvent): TaskOutcome | undefined {
  switch (event.type) {
    case "TaskSucceeded":
      return "success";
    case "TaskFailed":
      return event.failure.exitClass;
    case "TaskCancelled":
      return "cancelled";
    case "NodeSkipped":
      return "skipped";
    default:
      return undefined;
  }
}

/** Counts what happens to runs, by their events. To be told of each event once. */
import type { RunEvent } from "@troupe/core";
import type { FeedEntry, RunObserver } from "@troupe/engine";
import type { RunCounters } from "../ports/metrics.ts";
import { runResult } from "../tracing/result.ts";

export class RunMeter implements RunObserver {
  readonly #counters: RunCounters;

  constructor(counters: RunCounters) {
    this.#counters = counters;
  }

  committed({ pipeline, events }: FeedEntry): void {
    for (const event of events) this.#count(pipeline, event);
  }

  #count(pipeline: string, event: RunEvent): void {
    switch (event.type) {
      case "RunCreated":
        return this.#counters.created(pipeline);
      case "AttemptStarted":
        return this.#counters.attemptStarted(pipeline);
      case "TaskSucceeded":
        return this.#counters.taskEnded(pipeline, "success");
      case "TaskFailed":
        return this.#counters.taskEnded(pipeline, event.failure.exitClass);
      case "TaskCancelled":
        return this.#counters.taskEnded(pipeline, "cancelled");
      case "NodeSkipped":
        return this.#counters.taskEnded(pipeline, "skipped");
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

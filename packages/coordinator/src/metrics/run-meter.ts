/** Counts what happens to runs, by their events. To be told of each event once. */
import type { RunEvent } from "@troupe/core";
import type { FeedEntry, RunObserver } from "@troupe/engine";
import type { Meters } from "../ports/meters.ts";
import { runResult } from "../tracing/result.ts";

export class RunMeter implements RunObserver {
  readonly #meters: Meters;

  constructor(meters: Meters) {
    this.#meters = meters;
  }

  committed({ pipeline, events }: FeedEntry): void {
    for (const event of events) this.#count(pipeline, event);
  }

  #count(pipeline: string, event: RunEvent): void {
    switch (event.type) {
      case "RunCreated":
        return this.#meters.runCreated(pipeline);
      case "AttemptStarted":
        return this.#meters.attemptStarted(pipeline);
      case "TaskSucceeded":
        return this.#meters.taskEnded(pipeline, "success");
      case "TaskFailed":
        return this.#meters.taskEnded(pipeline, event.failure.exitClass);
      case "TaskCancelled":
        return this.#meters.taskEnded(pipeline, "cancelled");
      case "NodeSkipped":
        return this.#meters.taskEnded(pipeline, "skipped");
      case "RunSucceeded":
      case "RunFailed":
      case "RunCancelled":
      case "RunTimedOut":
        return this.#meters.runEnded(pipeline, runResult(event));
      default:
        // What else happens to a run is counted by nobody.
        return;
    }
  }
}

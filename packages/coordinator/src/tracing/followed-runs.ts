/**
 * The live runs whose traces are in memory, in the order of their last event. Bounded by weight, a run and each of its
 * open tasks counting one: above it the run that was quiet for longest is forgotten.
 */
import type { RunTrace } from "./run-trace.ts";

export interface FollowedRun {
  readonly trace: RunTrace;
  /** Sequence number of the event that comes next. */
  readonly next: number;
}

export class FollowedRuns {
  readonly #capacity: number;
  readonly #runs = new Map<string, FollowedRun>();
  #weight = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get(runId: string): FollowedRun | undefined {
    return this.#runs.get(runId);
  }

  /** Takes the run out. A run's weight must not change while it is in here. */
  take(runId: string): void {
    const run = this.#runs.get(runId);
    if (run === undefined) return;
    this.#weight -= weightOf(run);
    this.#runs.delete(runId);
  }

  put(runId: string, run: FollowedRun): void {
    this.take(runId);
    this.#runs.set(runId, run);
    this.#weight += weightOf(run);
    for (const quiet of this.#runs.keys()) {
      if (this.#weight <= this.#capacity || quiet === runId) return;
      this.take(quiet);
    }
  }
}

function weightOf({ trace }: FollowedRun): number {
  return 1 + trace.openTasks;
}

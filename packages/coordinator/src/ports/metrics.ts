/** What a coordinator counts and measures about itself. Run ids are no labels: there is no end to them. */
import type { ExitClass } from "@troupe/core";
import type { EngineMeters, RunObserver } from "@troupe/engine";
import type { StoreView } from "../cluster/cluster-view.ts";
import type { Result } from "../tracing/result.ts";

export interface Metrics {
  /** For the engine while it leads. */
  readonly engine: EngineMeters & {
    /** How many attempts are on agents now. */
    running(attempts: number): void;
  };
  /** Counts what happens to runs. To be told of each event once. */
  readonly runs: RunObserver;
  /** It leads; or, with null, no more: what was so a moment ago, the depth of the queue, is no longer its to say. */
  term(term: number | null): void;
  /** How full the state store is. */
  store(view: StoreView): void;
  /** In the text format of Prometheus. */
  text(): Promise<string>;
}

export type TaskOutcome = ExitClass | "skipped";

export interface RunCounters {
  created(pipeline: string): void;
  ended(pipeline: string, result: Result): void;
  tasksEnded(pipeline: string, outcome: TaskOutcome, count: number): void;
  attemptStarted(pipeline: string): void;
}

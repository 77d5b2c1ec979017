/** What the coordinator counts and measures about itself. Run ids are no labels: there is no end to them. */
import type { ExitClass } from "@troupe/core";
import type { Result } from "../tracing/result.ts";

export interface Meters {
  runCreated(pipeline: string): void;
  runEnded(pipeline: string, result: Result): void;
  taskEnded(pipeline: string, outcome: ExitClass | "skipped"): void;
  attemptStarted(pipeline: string): void;
  /** A batch became durable: how long that took from its sending, and how many records it wrote. */
  batchCommitted(latencyMs: number, operations: number): void;
  telemetryReceived(kind: "logs" | "metrics", bytes: number): void;
  /** Who is asked for the gauges from now on, in place of who was asked before. Returns the way to stop; then all are 0. */
  watch(gauges: Gauges): () => void;
}

/** Asked at each scrape: answers from memory. */
export interface Gauges {
  queuedTasks(): number;
  runningAttempts(): number;
  /** By state. */
  agents(): Readonly<Record<string, number>>;
}

/** What one run asks of the cache, and what it leaves there. */
import { cacheQuestions, type Digest, type RunEvent, type RunState, stepOf } from "@troupe/core";
import { cacheParts } from "./cache-key.ts";
import type { CacheQuestion, RememberedResult } from "./consultant.ts";

export interface CacheAsking {
  /** Answers come to the run, as a message. */
  consult(runId: string, questions: readonly CacheQuestion[]): void;
  remember(result: RememberedResult): void;
}

export class CacheInquiry {
  readonly #around: CacheAsking;
  readonly #codeDigest: Digest | null;
  /** Asked for, and not answered yet. */
  readonly #open = new Set<string>();

  constructor(around: CacheAsking, codeDigest: Digest | null) {
    this.#around = around;
    this.#codeDigest = codeDigest;
  }

  get isOpen(): boolean {
    return this.#open.size > 0;
  }

  /** Asks for what has become ready since. */
  ask(state: RunState): void {
    const tasks = cacheQuestions(state).filter((task) => !this.#open.has(task));
    if (tasks.length === 0) return;
    const { runId, pipeline } = state.header;
    const questions = tasks.map((task) => ({
      place: { pipeline, task },
      parts: cacheParts(state, task, this.#codeDigest),
      maxAgeMs: stepOf(state, task).declaration.cache?.maxAgeMs,
    }));
    for (const task of tasks) this.#open.add(task);
    this.#around.consult(runId, questions);
  }

  answered(task: string): void {
    this.#open.delete(task);
  }

  /** A result is durable: it may count for others. Made without asking, it counts as well. */
  remember(state: RunState, event: Extract<RunEvent, { type: "TaskSucceeded" }>): void {
    const { task, output } = event;
    if (stepOf(state, task).declaration.cache === undefined) return;
    const { runId, pipeline } = state.header;
    const parts = cacheParts(state, task, this.#codeDigest);
    this.#around.remember({ place: { pipeline, task }, parts, result: { runId, output } });
  }
}

/** Looks results up for all runs, a few at a time, so that a map of ten thousand tasks does not flood the archive. */
import type { CacheAnswer, Output } from "@troupe/core";
import pLimit from "p-limit";
import type { CacheParts } from "./cache-key.ts";
import type { CachePlace, StepCache } from "./step-cache.ts";

export interface CacheQuestion {
  readonly place: CachePlace;
  readonly parts: CacheParts;
  readonly maxAgeMs: number | undefined;
}

export interface RememberedResult {
  readonly place: CachePlace;
  readonly parts: CacheParts;
  readonly result: { readonly runId: string; readonly output: Output | null };
}

export interface AnsweredQuestion {
  readonly task: string;
  readonly answer: CacheAnswer;
}

const atOnce = 16;
/** Answers that are given together: what they lead to is decided together. */
const portion = 100;

export class CacheConsultant {
  readonly #cache: StepCache;
  readonly #tell: (runId: string, answers: readonly AnsweredQuestion[]) => void;
  readonly #limit = pLimit(atOnce);

  constructor(cache: StepCache, tell: (runId: string, answers: readonly AnsweredQuestion[]) => void) {
    this.#cache = cache;
    this.#tell = tell;
  }

  consult(runId: string, questions: readonly CacheQuestion[]): void {
    for (let start = 0; start < questions.length; start += portion)
      void this.#answer(runId, questions.slice(start, start + portion));
  }

  remember({ place, parts, result }: RememberedResult): void {
    void this.#limit(() => this.#cache.remember(place, parts, result));
  }

  /** The cache never rejects. */
  async #answer(runId: string, questions: readonly CacheQuestion[]): Promise<void> {
    const answers = questions.map(({ place, parts, maxAgeMs }) =>
      this.#limit(async () => ({ task: place.task, answer: await this.#cache.find(place, parts, maxAgeMs) })),
    );
    this.#tell(runId, await Promise.all(answers));
  }
}

/** What one attempt prints, measures and tells, on its way to the coordinator. */
import type { StreamLengths } from "@troupe/core";
import type { AttemptSink } from "../ports/executor.ts";

export interface AttemptTelemetry {
  /** For functions. */
  readonly sink: AttemptSink;
  /** Nobody writes any more: answers the final length of each stream, without waiting for the coordinator. Idempotent. */
  finish(): Promise<StreamLengths>;
  /** Resolves once everything is durable; only after `finish`. */
  readonly shipped: Promise<void>;
  /** Everything is shipped: keeps what it takes to ship its streams again, and nothing else. */
  rest(): void;
  /** Gives up what is not shipped. */
  close(): void;
}

/** A checkpoint is kept as an artifact; the line that says so goes into the stream of messages. */
export interface CheckpointStore {
  /** Copies the file as it is now and answers what the archive will know it by; uploads it in the background. */
  keep(path: string): Promise<{ readonly digest: string; readonly size: number }>;
}

/** Resolves when it was called back as often as it was asked to wait for. */
export class Countdown {
  readonly #done = Promise.withResolvers<void>();
  #left = 1;

  get done(): Promise<void> {
    return this.#done.promise;
  }

  /** What it answers may be called again, to no effect. */
  add(): () => void {
    let isCounted = false;
    this.#left += 1;
    return () => {
      if (isCounted) return;
      isCounted = true;
      this.#count();
    };
  }

  /** Nothing more is added. */
  seal(): void {
    this.#count();
  }

  #count(): void {
    this.#left -= 1;
    if (this.#left === 0) this.#done.resolve();
  }
}

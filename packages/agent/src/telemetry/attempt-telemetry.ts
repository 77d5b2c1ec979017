/** What one attempt prints, measures and tells, on its way to the coordinator. */
import type { StreamLengths } from "@troupe/core";
import type { AttemptSink } from "../ports/executor.ts";
import type { Message } from "./message-line.ts";

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
  keep(
    told: Pick<KeptCheckpoint, "path" | "step" | "kind">,
  ): Promise<{ readonly digest: string; readonly size: number }>;
  /** An earlier agent process has kept it; whether the archive has it nobody knows. */
  again(kept: KeptCheckpoint): Promise<void>;
}

export interface KeptCheckpoint {
  readonly path: string;
  readonly step: number | null;
  /** What its file is, where its name does not say so. */
  readonly kind: string | null;
  readonly digest: string;
}

/** Hears each message of an attempt as it comes, in order. */
export type MessageObserver = (message: Message) => void;

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

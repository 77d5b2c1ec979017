/**
 * Streams that outlive their connection. A coordinator that restarts, or a network that blinks, cuts a stream in the
 * middle; it is opened again where it stopped, until it has been complete or nothing has come for too long.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { TroupeError } from "@troupe/core";

export interface Resumable<Item> {
  /** Opens the stream where the last one stopped. */
  open(): AsyncIterable<Item>;
  /** Asked when a stream ends without an error: false if it was cut off. */
  isComplete(): boolean;
}

export interface ResumeOptions {
  readonly signal?: AbortSignal | undefined;
  /** How long to go on trying while nothing comes. */
  readonly patienceMs?: number;
  /** Told each time the stream is cut, before it is opened again. */
  readonly onCut?: ((error: TroupeError) => void) | undefined;
}

const defaultPatienceMs = 60_000;
const firstDelayMs = 50;
const maxDelayMs = 2_000;

export async function* resumed<Item>(
  { open, isComplete }: Resumable<Item>,
  { signal, patienceMs = defaultPatienceMs, onCut }: ResumeOptions = {},
): AsyncGenerator<Item, void, undefined> {
  let heardAt = performance.now();
  for (let cuts = 0; ; cuts++) {
    try {
      for await (const item of open()) {
        cuts = 0;
        heardAt = performance.now();
        yield item;
        // Time that the reader took is not silence.
        heardAt = performance.now();
      }
      if (isComplete()) return;
      throw cutOff();
    } catch (error) {
      if (!isCut(error) || performance.now() - heardAt > patienceMs) throw error;
      onCut?.(error);
    }
    const delayMs = Math.min(maxDelayMs, firstDelayMs * 2 ** cuts);
    await sleep(delayMs / 2 + Math.random() * (delayMs / 2), undefined, { signal });
  }
}

function isCut(error: unknown): error is TroupeError {
  return error instanceof TroupeError && error.reaction === "retry";
}

function cutOff(): TroupeError {
  return new TroupeError("the coordinator ended the stream before it was complete", {
    code: "STREAM_CUT",
    reaction: "retry",
  });
}

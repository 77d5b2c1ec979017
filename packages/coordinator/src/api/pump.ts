/**
 * Writes a stream to its reader at the reader's pace: nothing is pulled while the reader takes nothing. "One by one":
 * nothing is pulled before the item before it has left, so that what gathers meanwhile can go together.
 */
import { TroupeError } from "@troupe/core";

/** What of a Writable it needs. */
export interface Sink {
  /** False: wait for the next "drain" before more is written. */
  write(item: unknown, done?: () => void): boolean;
  once(event: "drain", call: () => void): unknown;
}

/** Throws TroupeError(retry, "READER_TOO_SLOW") once the reader has taken nothing for so long. */
export async function pump(
  items: AsyncIterable<unknown>,
  target: Sink,
  signal: AbortSignal,
  stallLimitMs: number,
  pace: "buffered" | "one by one" = "buffered",
): Promise<void> {
  for await (const item of items) {
    if (signal.aborted) return;
    if (pace === "buffered") {
      if (!target.write(item)) await taken((done) => target.once("drain", done), signal, stallLimitMs);
    } else await taken((done) => target.write(item, done), signal, stallLimitMs);
  }
}

/** However it comes out: a stream that broke says so elsewhere. */
function taken(wait: (done: () => void) => void, signal: AbortSignal, stallLimitMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => settle(() => reject(readerTooSlow(stallLimitMs))), stallLimitMs);
    const onSettled = (): void => settle(resolve);
    function settle(how: () => void): void {
      clearTimeout(timer);
      signal.removeEventListener("abort", onSettled);
      how();
    }
    wait(onSettled);
    signal.addEventListener("abort", onSettled, { once: true });
  });
}

function readerTooSlow(stallLimitMs: number): TroupeError {
  const message =
    `this stream was ended because its reader took nothing for ${stallLimitMs / 1000} s. ` +
    "Read it again from the last message that arrived: by after_sequence, cursor or offset.";
  return new TroupeError(message, { code: "READER_TOO_SLOW", reaction: "retry" });
}

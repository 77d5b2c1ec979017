/** Does it again until it works, with backoff, for ever: without a coordinator an agent waits. Refusals are thrown at once. */
import { TroupeError } from "@troupe/core";
import type { Clock } from "@troupe/engine";
import { Backoff } from "../session/backoff.ts";

export interface RetryTools {
  readonly clock: Clock;
  readonly random: () => number;
}

export async function retrying<Result>(
  tools: RetryTools,
  signal: AbortSignal,
  work: () => Promise<Result>,
): Promise<Result> {
  const backoff = new Backoff({ initialMs: 100, maxMs: 5000, random: tools.random });
  for (;;) {
    signal.throwIfAborted();
    try {
      return await work();
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof TroupeError) || error.reaction !== "retry") throw error;
      await pause(tools.clock, backoff.next(), signal);
    }
  }
}

function pause(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const leave = (): void => {
    timer.cancel();
    reject(signal.reason);
  };
  const timer = clock.after(ms, () => {
    signal.removeEventListener("abort", leave);
    resolve();
  });
  signal.addEventListener("abort", leave, { once: true });
  return promise;
}

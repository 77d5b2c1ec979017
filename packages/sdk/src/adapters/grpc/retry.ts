/** Repeats what may be repeated: the same call, a little later, and not all clients at the same instant. */
import { setTimeout as sleep } from "node:timers/promises";

export interface Patience {
  /** Tries in all. */
  readonly tries: number;
  readonly firstDelayMs: number;
  readonly maxDelayMs: number;
}

export const patient: Patience = { tries: 5, firstDelayMs: 50, maxDelayMs: 800 };

export interface Persistence {
  isTransient(error: unknown): boolean;
  readonly patience: Patience;
  /** For at least so long it is tried on, however often: somebody else may answer soon. */
  untilMs(): number;
}

export async function retrying<T>(call: () => Promise<T>, persistence: Persistence): Promise<T> {
  const { patience, isTransient, untilMs } = persistence;
  const startedAt = performance.now();
  for (let failed = 1; ; failed++) {
    try {
      return await call();
    } catch (error) {
      const isEnough = failed >= patience.tries && performance.now() - startedAt >= untilMs();
      if (isEnough || !isTransient(error)) throw error;
      await sleep(delayMs(failed, patience));
    }
  }
}

/** Doubles with each failure; half of it is random. */
export function delayMs(failed: number, { firstDelayMs, maxDelayMs }: Patience): number {
  const full = Math.min(maxDelayMs, firstDelayMs * 2 ** (failed - 1));
  return full / 2 + Math.random() * (full / 2);
}

/** For what nobody tells. */
import { setTimeout as pause } from "node:timers/promises";
import { inspect } from "node:util";

export interface EventuallyOptions {
  /** After that, and with what it saw last, the test fails. A guard, not a pause. Default: 60 s. */
  readonly withinMs?: number;
  /** Between two looks. Default: 20 ms. */
  readonly everyMs?: number;
}

/**
 * Looks again and again until what it sees is as it should be, and yields it. Only where there is no event to wait for:
 * a file that another program writes, a process that a third one starts. For all else wait for a line (`Child.said`), a
 * watch, a log that is followed: they neither guess nor miss what was there for a moment only.
 *
 * @example
 * ```ts
 * await eventually(() => existsSync(pidFile), (isThere) => isThere);
 * ```
 */
export async function eventually<T>(
  read: () => T | Promise<T>,
  holds: (value: T) => boolean,
  { withinMs = 60_000, everyMs = 20 }: EventuallyOptions = {},
): Promise<T> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const value = await read();
    if (holds(value)) return value;
    if (performance.now() > deadline)
      throw new Error(`it did not come to hold within ${withinMs} ms; the last look saw ${inspect(value)}`);
    await pause(everyMs);
  }
}

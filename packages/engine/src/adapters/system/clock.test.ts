import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { SystemClock } from "./clock.ts";

describe("the system's clock", () => {
  it("fires no earlier than asked, by its own clock, also after a fraction of a millisecond", async () => {
    const clock = new SystemClock();
    const waited = await Promise.all(
      [0, 0.4, 1, 3.7, 10.2].map(async (ms) => {
        const from = clock.monotonic();
        const { promise, resolve } = Promise.withResolvers<void>();
        clock.after(ms, resolve);
        // A timer never keeps the process alive, but here somebody waits.
        const alive = setInterval(() => {}, 1000);
        await promise.finally(() => clearInterval(alive));
        return clock.monotonic() - from - ms;
      }),
    );
    expect(Math.min(...waited)).toBeGreaterThanOrEqual(0);
  });
});

describe("the system's clock over weeks", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  const day = 24 * 60 * 60 * 1000;

  it("fires a timer that is longer than the runtime can count when it is due", async () => {
    let isFired = false;
    new SystemClock().after(60 * day, () => {
      isFired = true;
    });
    await vi.advanceTimersByTimeAsync(59 * day);
    expect(isFired).toBe(false);
    await vi.advanceTimersByTimeAsync(day + 1);
    expect(isFired).toBe(true);
  });

  it("cancels one that has been armed anew", async () => {
    let isFired = false;
    const timer = new SystemClock().after(60 * day, () => {
      isFired = true;
    });
    await vi.advanceTimersByTimeAsync(50 * day);
    timer.cancel();
    await vi.advanceTimersByTimeAsync(50 * day);
    expect(isFired).toBe(false);
    expect(vi.getTimerCount()).toBe(0);
  });
});

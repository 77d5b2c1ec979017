import { describe, expect, it } from "vitest";
import { VirtualClock } from "./virtual-clock.ts";

describe("a virtual clock", () => {
  it("stands still until it is moved", async () => {
    const clock = new VirtualClock({ startsAt: 1000 });
    expect([clock.now(), clock.monotonic()]).toEqual([1000, 0]);
    await clock.advance(250);
    expect([clock.now(), clock.monotonic()]).toEqual([1250, 250]);
  });

  it("fires timers in the order of their instants, then of their making, each at its instant", async () => {
    const clock = new VirtualClock();
    const fired: string[] = [];
    const timer = (name: string, ms: number) => clock.after(ms, () => fired.push(`${name}@${clock.monotonic()}`));
    timer("c", 20);
    timer("a", 10);
    timer("b", 10);
    timer("never", 31);
    timer("now", 0);
    timer("past", -5);
    await clock.advance(30);
    expect(fired).toEqual(["now@0", "past@0", "a@10", "b@10", "c@20"]);
    expect(clock.monotonic()).toBe(30);
    expect(clock.nextTimerAt()).toBe(31);
  });

  it("fires timers that timers set, and lets promises settle in between", async () => {
    const clock = new VirtualClock();
    const fired: number[] = [];
    const sleep = (ms: number) => new Promise<void>((resolve) => clock.after(ms, resolve));
    const loop = (async () => {
      for (let round = 0; round < 5; round += 1) {
        await sleep(10);
        await null;
        fired.push(clock.monotonic());
      }
    })();
    await clock.advance(100);
    await loop;
    expect(fired).toEqual([10, 20, 30, 40, 50]);
  });

  it("does not fire what was cancelled", async () => {
    const clock = new VirtualClock();
    const fired: string[] = [];
    const second = clock.after(10, () => fired.push("second"));
    clock.after(5, () => second.cancel());
    await clock.advance(20);
    second.cancel();
    expect(fired).toEqual([]);
    expect(clock.nextTimerAt()).toBeUndefined();
  });

  it("runs until a claim holds, or time is up", async () => {
    const clock = new VirtualClock();
    let beats = 0;
    const beat = (): void => {
      beats += 1;
      clock.after(10, beat);
    };
    beat();
    expect(await clock.runUntil(() => beats === 5, 1000)).toBe(true);
    expect(clock.monotonic()).toBe(40);
    expect(await clock.runUntil(() => false, 100)).toBe(false);
    expect(clock.monotonic()).toBe(140);
    expect(await clock.runUntilIdle(100)).toBe(false);
  });

  it("runs until no timer is set, and no further", async () => {
    const clock = new VirtualClock();
    clock.after(30, () => clock.after(40, () => {}));
    expect(await clock.runUntilIdle(1000)).toBe(true);
    expect(clock.monotonic()).toBe(70);
  });

  it("may have its wall clock set without any timer noticing", async () => {
    const clock = new VirtualClock({ startsAt: 10_000 });
    let firedAt = -1;
    clock.after(50, () => {
      firedAt = clock.monotonic();
    });
    clock.jump(-5000);
    expect(clock.now()).toBe(5000);
    await clock.advance(60);
    expect(firedAt).toBe(50);
    expect(clock.now()).toBe(5060);
  });

  it("says so when a timer keeps an instant from passing", async () => {
    const clock = new VirtualClock({ settle: async () => {} });
    const again = (): void => {
      clock.after(0, again);
    };
    again();
    await expect(clock.advance(1)).rejects.toThrow("arms itself with no delay");
  });
});

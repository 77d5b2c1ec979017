import { describe, expect, it } from "vitest";
import { WallClock } from "./wall-clock.ts";

/** A machine whose clock can be set, and that can be put to sleep. */
class Machine {
  wall = 1_000_000_000;
  monotonic = 50;
  upMs = 700_000;
  readonly clock = new WallClock({
    wall: () => this.wall,
    monotonic: () => this.monotonic,
    uptime: () => this.upMs / 1000,
  });

  /** Reads the clock every `everyMs`, and yields the last reading. */
  run(ms: number, everyMs = 100): number {
    let shown = this.clock.now();
    for (let left = ms; left > 0; left -= everyMs) {
      this.wall += everyMs;
      this.monotonic += everyMs;
      this.upMs += everyMs;
      const next = this.clock.now();
      expect(next).toBeGreaterThanOrEqual(shown);
      shown = next;
    }
    return shown;
  }

  sleep(ms: number): void {
    this.wall += ms;
    this.upMs += ms;
  }
}

const hour = 3_600_000;

describe("the wall clock", () => {
  it("is the machine's", () => {
    const machine = new Machine();
    expect(machine.run(60_000)).toBe(machine.wall);
  });

  it("takes over a correction, and never goes back for one", () => {
    const machine = new Machine();
    machine.wall += 300;
    expect(machine.clock.now()).toBe(machine.wall);
    machine.wall -= 500;
    expect(machine.clock.now()).toBe(machine.wall + 500);
    expect(machine.run(1000)).toBe(machine.wall);
  });

  it.each([
    ["forward", hour],
    ["back", -hour],
  ])("follows an hour %s slowly, so that what lies between two instants stays what it is", (_, ms) => {
    const machine = new Machine();
    const before = machine.run(5000);
    machine.wall += ms;
    const passed = machine.run(10_000) - before;
    expect(passed).toBeGreaterThanOrEqual(9_500);
    expect(passed).toBeLessThanOrEqual(10_500);
    expect(machine.run(24 * hour, 1000)).toBe(machine.wall);
  });

  it("is right again when the clock is set back to where it was", () => {
    const machine = new Machine();
    machine.wall += hour;
    machine.run(10_000);
    machine.wall -= hour;
    expect(machine.run(1000)).toBe(machine.wall);
  });

  it("takes over at once what passed while the machine slept, also after days of drift", () => {
    const machine = new Machine();
    for (let minute = 0; minute < 3000; minute++) {
      machine.wall += 30;
      machine.run(60_000, 20_000);
    }
    machine.sleep(8 * hour);
    expect(machine.clock.now()).toBe(machine.wall);
  });
});

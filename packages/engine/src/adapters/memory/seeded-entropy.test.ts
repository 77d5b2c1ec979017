import { describe, expect, it } from "vitest";
import { SeededEntropy } from "./seeded-entropy.ts";

describe("seeded entropy", () => {
  it("repeats itself from its seed, and differs from other seeds", () => {
    const draw = (seed: number) => {
      const entropy = new SeededEntropy(seed);
      return [entropy.random(), entropy.runId(1), entropy.random(), entropy.runId(2)];
    };
    expect(draw(7)).toEqual(draw(7));
    expect(draw(7)).not.toEqual(draw(8));
  });

  it("is spread over [0, 1)", () => {
    const entropy = new SeededEntropy(1);
    const tenths = new Array<number>(10).fill(0);
    for (let round = 0; round < 10_000; round += 1) {
      const tenth = Math.floor(entropy.random() * 10);
      tenths[tenth] = (tenths[tenth] ?? 0) + 1;
    }
    expect(tenths.length).toBe(10);
    for (const count of tenths) expect(Math.abs(count - 1000)).toBeLessThan(150);
  });
});

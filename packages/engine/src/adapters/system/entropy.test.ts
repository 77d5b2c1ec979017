import { describe, expect, it } from "vitest";
import { SystemEntropy } from "./entropy.ts";

describe("the system's entropy", () => {
  it("makes run ids that differ between sources and sort by time", () => {
    const [one, other] = [new SystemEntropy(), new SystemEntropy()];
    expect(one.runId(1000)).not.toBe(other.runId(1000));
    expect(one.runId(Date.now())).toMatch(/^01[0-9a-hjkmnp-tv-z]{24}$/);
    expect(one.runId(2 ** 42) < one.runId(2 ** 42 + 1)).toBe(true);
  });

  it("draws numbers from [0, 1)", () => {
    const entropy = new SystemEntropy();
    for (let round = 0; round < 100; round += 1) expect(Math.floor(entropy.random())).toBe(0);
  });
});

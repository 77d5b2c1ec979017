/** The first half of the seeds of every test run, after those that failed once. */
import { runSeed } from "@troupe/testing/simulation";
import { describe, expect, it } from "vitest";
import { complaint, failingSeeds } from "./seeds.ts";
import { testSeeds } from "./test-seeds.ts";

describe("a cluster under faults, on virtual time", () => {
  it.each(failingSeeds())("keeps every promise under seed %i, which broke one once", async (seed) => {
    expect(complaint(await runSeed(seed))).toBe("");
  });

  testSeeds(1, 150);

  it.each([1, 9, 35])("does the very same again under seed %i", async (seed) => {
    const [first, second] = [await runSeed(seed), await runSeed(seed)];
    expect(second.fingerprint).toBe(first.fingerprint);
    expect(second.story.length).toBe(first.story.length);
  });

  it("does something else under another seed", async () => {
    const [first, second] = [await runSeed(1), await runSeed(2)];
    expect(second.fingerprint).not.toBe(first.fingerprint);
  });
});

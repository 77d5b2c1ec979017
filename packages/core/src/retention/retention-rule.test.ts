import { expect, it } from "vitest";
import { isResultDue, retentionOf } from "./retention-rule.ts";

it("lets a pipeline say what holds for it, and what holds for all count for the rest", () => {
  expect(retentionOf({ runs: 5 }, { runsForMs: 10, runs: 100 })).toEqual({ runsForMs: 10, runs: 5 });
  expect(retentionOf(undefined, { cacheForMs: 5 })).toEqual({ cacheForMs: 5 });
});

it.each([
  ["nothing is said", {}, undefined, false],
  ["its run may be there as long", { runsForMs: 10 }, undefined, false],
  ["its run may be gone", { runsForMs: 9 }, undefined, true],
  ["results are kept for less", { runsForMs: 100, cacheForMs: 9 }, undefined, true],
  ["results are to be kept for longer than runs", { runsForMs: 9, cacheForMs: 100 }, undefined, true],
  ["its step does not take older ones", {}, 9, true],
  ["its step takes it", {}, 10, false],
])("keeps a result of 10 ms ago or not, where %s", (_, rule, countsForMs, isDue) => {
  expect(isResultDue(1000, rule, 1010, countsForMs)).toBe(isDue);
});

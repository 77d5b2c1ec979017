import { expect, it } from "vitest";
import { oldVersions } from "./old-versions.ts";

const day = 24 * 3_600_000;
/** Applied a day after the other. */
const versions = [0, 1, 2, 3, 4].map((generation) => ({ generation, appliedAt: generation * day }));
const old = (rule: Parameters<typeof oldVersions>[1], now: number) =>
  oldVersions([...versions].reverse(), rule, now).map(({ generation }) => generation);

it("counts from when another version took the place of one, and never takes the last two", () => {
  expect(old({ runsForMs: 2 * day }, 4 * day)).toEqual([0]);
  expect(old({ runsForMs: 2 * day }, 4 * day + 1)).toEqual([1, 0]);
  expect(old({ runsForMs: 2 * day }, 100 * day)).toEqual([2, 1, 0]);
});

it("leaves each for a day, however short runs are kept, or if only their number is bounded", () => {
  for (const rule of [{ runsForMs: 1 }, { runs: 1 }]) {
    expect(old(rule, 4 * day)).toEqual([1, 0]);
    expect(old(rule, 4 * day + 1)).toEqual([2, 1, 0]);
  }
});

it("takes none where all runs are kept", () => {
  expect(old({}, 1000 * day)).toEqual([]);
  expect(old({ cacheForMs: 1 }, 1000 * day)).toEqual([]);
});

it("goes by the last time that a version was applied", () => {
  const again = [
    { generation: 3, appliedAt: 30 * day },
    { generation: 1, appliedAt: 10 * day },
    { generation: 2, appliedAt: 20 * day },
  ];
  expect(oldVersions(again, { runs: 1 }, 100 * day)).toEqual([again[1]]);
});

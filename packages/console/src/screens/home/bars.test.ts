import { expect, it } from "vitest";
import { type BarRun, barCount, barsOf } from "./bars.ts";

const run = (durationMs: number | undefined, at = 0): BarRun => ({
  runId: `r${at}`,
  state: "RUN_STATE_SUCCEEDED",
  createdAt: 1000,
  endedAt: durationMs === undefined ? undefined : 1000 + durationMs,
});

it("stands at the right, the newest last", () => {
  const bars = barsOf([run(10, 1), run(20, 2)], 0);
  expect(bars.map(({ runId, slot }) => `${runId} ${slot}`)).toEqual(["r1 28", "r2 29"]);
});

it("keeps the newest where there are more than fit", () => {
  const bars = barsOf(
    Array.from({ length: 40 }, (_, at) => run(5, at)),
    0,
  );
  expect(bars).toHaveLength(barCount);
  expect(bars[0]).toMatchObject({ runId: "r10", slot: 0 });
});

it("is as high as the longest, and never too low to be seen", () => {
  const heights = barsOf([run(0), run(25), run(100)], 0).map(({ height }) => height);
  expect(heights).toEqual([0.18, 0.5, 1]);
});

it("grows while a run goes on, whatever this machine's clock says of its beginning", () => {
  expect(barsOf([run(undefined)], 3000)[0]?.durationMs).toBe(2000);
  expect(barsOf([run(undefined)], 0)[0]).toMatchObject({ durationMs: 0, height: 0.18 });
});

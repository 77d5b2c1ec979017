import fc from "fast-check";
import { expect, it } from "vitest";
import {
  type BackfillState,
  beginInterval,
  cancelBackfill,
  countIntervals,
  endInterval,
  isOver,
  newBackfill,
  nextInterval,
  rerunBackfill,
} from "./backfill.ts";

/** Runs it to its end; `luck` says which runs succeed. */
function finish(from: BackfillState, total: number, parallel: number, luck: (index: number) => boolean) {
  const begun: number[] = [];
  let state = from;
  let most = 0;
  while (!isOver(state)) {
    for (let index = nextInterval(state, total, parallel); index !== undefined; ) {
      state = beginInterval(state, index, `r${begun.push(index)}`);
      index = nextInterval(state, total, parallel);
    }
    most = Math.max(most, state.underWay.length);
    const [first] = state.underWay;
    if (first === undefined) break;
    state = endInterval(state, first.runId, luck(first.index), total, 7);
  }
  return { state, begun, most };
}

it("runs each interval once, no more at once than it may, and then only those again that failed", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 40 }),
      fc.integer({ min: 1, max: 5 }),
      fc.func(fc.boolean()),
      (total, parallel, luck) => {
        const first = finish(newBackfill, total, parallel, luck);
        expect(first.begun).toEqual(Array.from({ length: total }, (_, index) => index));
        expect(first.most).toBeLessThanOrEqual(parallel);
        const failed = first.begun.filter((index) => !luck(index));
        expect(first.state).toMatchObject({ status: failed.length === 0 ? "succeeded" : "failed", failed, endedAt: 7 });
        const again = rerunBackfill(first.state, total);
        expect(again === undefined).toBe(failed.length === 0);
        if (again === undefined) return;
        const second = finish(again, total, parallel, () => true);
        expect(second.begun).toEqual(failed);
        expect(second.state.status).toBe("succeeded");
        expect(countIntervals(second.state, total)).toEqual({ pending: 0, running: 0, failed: 0, succeeded: total });
      },
    ),
  );
});

it("counts every interval once, whatever happens to it", () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom("begin", "succeed", "fail", "cancel", "rerun"), { maxLength: 60 }),
      (story) => {
        const total = 6;
        let state = newBackfill;
        let runs = 0;
        for (const what of story) {
          const index = nextInterval(state, total, 2);
          const [first] = state.underWay;
          if (what === "begin" && index !== undefined) state = beginInterval(state, index, `r${runs++}`);
          if (what === "succeed" || what === "fail")
            state = endInterval(state, first?.runId ?? "", what === "succeed", total, 1);
          if (what === "cancel") state = cancelBackfill(state, total, 1) ?? state;
          if (what === "rerun") state = rerunBackfill(state, total) ?? state;
          const { pending, running, failed, succeeded } = countIntervals(state, total);
          expect(pending + running + failed + succeeded).toBe(total);
          expect(succeeded).toBeGreaterThanOrEqual(0);
          expect(new Set([...state.again, ...state.failed, ...state.underWay.map((each) => each.index)]).size).toBe(
            state.again.length + state.failed.length + state.underWay.length,
          );
        }
      },
    ),
  );
});

it("makes no further run once it is cancelled, is over when its runs are, and goes on where it was with a rerun", () => {
  let state = beginInterval(beginInterval(newBackfill, 0, "a"), 1, "b");
  state = cancelBackfill(state, 4, 5) ?? state;
  expect(state.status).toBe("cancelling");
  expect(nextInterval(state, 4, 9)).toBeUndefined();
  state = endInterval(endInterval(state, "a", true, 4, 6), "b", false, 4, 7);
  expect(state).toMatchObject({ status: "cancelled", endedAt: 7, failed: [1], next: 2 });
  expect(cancelBackfill(state, 4, 8)).toBeUndefined();
  const again = rerunBackfill(state, 4) ?? state;
  expect(finish(again, 4, 1, () => true).begun).toEqual([1, 2, 3]);
});

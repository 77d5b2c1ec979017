/** Random histories, rules and references. What goes is exactly what no rule keeps and nothing that stays leads to. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type RunStatus, runStatuses } from "../run/run-state.ts";
import { type PastRun, RetentionPass } from "./retention-pass.ts";
import type { RetentionRule } from "./retention-rule.ts";

interface History {
  /** Oldest first. */
  readonly runs: readonly PastRun[];
  readonly rules: Readonly<Record<string, RetentionRule>>;
  readonly referredTo: readonly string[];
  readonly now: number;
}

const pipelines = ["a", "b", "c"] as const;
const statuses = Object.keys(runStatuses) as RunStatus[];
const id = (index: number): string => `r${String(index).padStart(3, "0")}`;

const run = fc.record({
  pipeline: fc.constantFrom(...pipelines),
  status: fc.constantFrom(...statuses, "succeeded" as const, "failed" as const),
  endedAt: fc.nat({ max: 100 }),
  /** How many runs before it the one is that it came from. */
  parent: fc.option(fc.integer({ min: 1, max: 8 })),
});

const rule = fc.record({ runsForMs: fc.nat({ max: 120 }), runs: fc.integer({ min: 1, max: 5 }) }, { requiredKeys: [] });

const histories: fc.Arbitrary<History> = fc
  .record({
    runs: fc.array(run, { maxLength: 40 }),
    rules: fc.record({ a: rule, b: rule, c: rule }),
    referred: fc.array(fc.nat({ max: 39 }), { maxLength: 5 }),
    now: fc.integer({ min: 0, max: 200 }),
  })
  .map(({ runs, rules, referred, now }) => ({
    runs: runs.map(({ pipeline, status, endedAt, parent }, index) => ({
      runId: id(index),
      pipeline,
      status,
      endedAt: runStatuses[status].terminal ? endedAt : null,
      parent: parent === null || parent > index ? null : id(index - parent),
    })),
    rules,
    referredTo: referred.map(id),
    now,
  }));

function judge({ runs, rules, referredTo, now }: History) {
  const pass = new RetentionPass(now);
  for (const past of runs.toReversed()) pass.look(past, rules[past.pipeline] ?? {});
  return pass.verdict(referredTo);
}

/** Said once more, without any of the thrift. */
function mayStay(history: History): ReadonlySet<string> {
  const { runs, rules, referredTo, now } = history;
  const newest = runs.toReversed();
  const stays = new Set(referredTo);
  for (const pipeline of pipelines) {
    const { runsForMs = Number.POSITIVE_INFINITY, runs: count = Number.POSITIVE_INFINITY } = rules[pipeline] ?? {};
    const own = newest.filter((each) => each.pipeline === pipeline);
    const ended = own.filter(({ status }) => runStatuses[status].terminal);
    const young = ended.filter(({ endedAt }) => now - (endedAt ?? 0) <= runsForMs);
    const latest = own.find(({ status }) => status === "succeeded");
    if (latest !== undefined) stays.add(latest.runId);
    for (const { runId, status } of own) if (!runStatuses[status].terminal) stays.add(runId);
    for (const { runId } of young.slice(0, count)) stays.add(runId);
  }
  for (const { runId, parent } of newest) if (stays.has(runId) && parent !== null) stays.add(parent);
  return stays;
}

describe("what retention takes", () => {
  it("is all that no rule keeps, and nothing that what stays leads to", () => {
    fc.assert(
      fc.property(histories, (history) => {
        const stays = mayStay(history);
        const taken = judge(history).removable.map(({ runId }) => runId);
        const expected = history.runs.map(({ runId }) => runId).filter((runId) => !stays.has(runId));
        expect(taken).toEqual(expected.toReversed());
      }),
      { numRuns: 5000 },
    );
  });

  it("leaves nothing dangling wherever taking stops, and takes the rest when it goes on", () => {
    fc.assert(
      fc.property(histories, fc.nat({ max: 40 }), (history, stop) => {
        const { removable } = judge(history);
        const gone = new Set(removable.slice(0, stop).map(({ runId }) => runId));
        const left = history.runs.filter(({ runId }) => !gone.has(runId));
        for (const { parent } of left) expect(gone.has(parent ?? "")).toBe(false);
        for (const runId of history.referredTo) expect(gone.has(runId)).toBe(false);
        const again = judge({ ...history, runs: left }).removable;
        expect(again.map(({ runId }) => runId)).toEqual(removable.slice(stop).map(({ runId }) => runId));
      }),
      { numRuns: 2000 },
    );
  });

  it("says of each old run that stays why it does", () => {
    fc.assert(
      fc.property(histories, (history) => {
        const { removable, spared } = judge(history);
        const taken = new Set(removable.map(({ runId }) => runId));
        for (const [runId, because] of spared) {
          expect(taken.has(runId)).toBe(false);
          if (because === "referred-to") expect(history.referredTo).toContain(runId);
          if (because === "came-before")
            expect(history.runs.some(({ parent, runId: by }) => parent === runId && !taken.has(by))).toBe(true);
        }
      }),
    );
  });
});

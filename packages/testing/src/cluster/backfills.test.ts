/** Backfills under the production engine, on virtual time: each interval gets its run once, whoever leads. */

import type { AttemptOutcome } from "@troupe/core";
import { defaultLimits, type PipelineSpec } from "@troupe/core";
import type { BackfillRequest, StateStore } from "@troupe/engine";
import { describe, expect, it } from "vitest";
import { SimulatedCluster, type SimulatedClusterOptions } from "./simulated-cluster.ts";

const day = 86_400_000;
const begins = Date.UTC(2026, 0, 1);
const spec: PipelineSpec = {
  format: 1,
  name: "churn",
  params: { type: "object", properties: { trees: { type: "integer", default: 10 } }, additionalProperties: false },
  steps: {
    work: {
      runs: { kind: "command", argv: ["work"] },
      input: { type: "object", properties: { day: { type: "string" } }, additionalProperties: false },
      limits: defaultLimits,
    },
  },
  nodes: [{ kind: "step", id: "work", scope: [], step: "work", input: { day: { kind: "interval", fact: "start" } } }],
  schedule: { kind: "cron", expression: "@daily", timezone: "UTC" },
};
/** Ten days of December. */
const request: BackfillRequest = {
  ...{ pipeline: "churn", from: begins - 20 * day, to: begins - 10 * day },
  ...{ parallel: 2, order: "oldest", missingOnly: false, by: "ann" },
};

interface Made {
  readonly cluster: SimulatedCluster;
  /** Days whose runs fail, counted from the first of January. */
  readonly failing: Set<number>;
  readonly started: number[];
  most(): number;
}

async function cluster(options: Partial<SimulatedClusterOptions> = {}): Promise<Made> {
  const failing = new Set<number>();
  const started: number[] = [];
  let underWay = 0;
  let most = 0;
  const made: SimulatedCluster = new SimulatedCluster({
    execute: async (...[{ inputs }]): Promise<AttemptOutcome> => {
      const at = (Date.parse(String(inputs.day)) - begins) / day;
      started.push(at);
      underWay += 1;
      most = Math.max(most, underWay);
      await new Promise<void>((resolve) => void made.clock.after(5000, resolve));
      underWay -= 1;
      if (!failing.has(at)) return { exitClass: "success", output: null };
      return {
        exitClass: "failure",
        failure: { exitClass: "failure", code: "TASK_FAILED", message: "no data" },
      } as never;
    },
    ...options,
  });
  await made.startCoordinator();
  await made.engine.pipelines.apply(spec, null);
  await made.engine.schedules.pause("churn", { by: "test", reason: "only backfills here" });
  await made.addAgent({ id: "a1" });
  return { cluster: made, failing, started, most: () => most };
}

const days = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);

describe("a backfill", () => {
  it("shows beforehand what it will run, and which intervals have a run that succeeded", async () => {
    const { cluster: made } = await cluster();
    const interval = { start: begins - 18 * day, end: begins - 17 * day };
    const { header } = await made.engine.runs.create({ pipeline: "churn", params: {}, interval });
    await made.clock.advance(60_000);
    const preview = await made.engine.backfills.preview(request);
    expect(preview).toMatchObject({ total: 10, succeededBefore: 1 });
    expect(preview.intervals[2]).toEqual({ interval, status: "succeeded", runId: header.runId });
    expect(preview.intervals[3]).toMatchObject({ status: "pending", runId: null });
    const missing = await made.engine.backfills.preview({ ...request, missingOnly: true, order: "newest" });
    expect(missing).toMatchObject({ total: 9, succeededBefore: 0 });
    expect(missing.intervals[0]?.interval.start).toBe(begins - 11 * day);
    expect(await made.engine.backfills.list({ limit: 9 })).toEqual([]);
  });

  it("runs each interval once, in order, no more at once than it may, and tells how far it is", async () => {
    const { cluster: made, started, most } = await cluster();
    const { backfillId } = await made.engine.backfills.create({ ...request, params: { trees: 50 } });
    await made.clock.advance(7000);
    const half = await made.engine.backfills.get(backfillId);
    expect(half).toMatchObject({ status: "running", parallel: 2, params: { trees: 50 }, counts: { running: 2 } });
    expect(half.counts.succeeded + half.counts.pending).toBe(8);
    await made.clock.advance(60_000);
    expect(await made.engine.backfills.get(backfillId)).toMatchObject({
      status: "succeeded",
      counts: { pending: 0, running: 0, failed: 0, succeeded: 10 },
    });
    expect([...started].sort((a, b) => a - b)).toEqual(days(-20, -11));
    expect(started[0]).toBe(-20);
    expect(most()).toBe(2);
    const [run] = await made.engine.runs.list({ limit: 1 });
    expect(run).toMatchObject({ cause: { kind: "backfill", backfill: backfillId }, params: '{"trees":50}' });
    const intervals = await made.engine.backfills.intervals(backfillId, { from: 8, limit: 5 });
    expect(intervals).toHaveLength(2);
    expect(intervals[1]).toMatchObject({ status: "succeeded", runId: run?.runId });
    const newest = await made.engine.backfills.create({ ...request, parallel: 1, order: "newest" });
    await made.clock.advance(100_000);
    expect(started.slice(10)).toEqual(days(-20, -11).reverse());
    expect(await made.engine.backfills.list({ limit: 1 })).toMatchObject([{ backfillId: newest.backfillId }]);
  });

  it("runs only what failed again, and is over when that has succeeded", async () => {
    const { cluster: made, failing, started } = await cluster();
    for (const at of [-15, -12]) failing.add(at);
    const { backfillId } = await made.engine.backfills.create({ ...request, parallel: 5 });
    expect(await made.engine.backfills.rerun(backfillId)).toMatchObject({ status: "running" });
    await made.clock.advance(60_000);
    const failed = await made.engine.backfills.get(backfillId);
    expect(failed).toMatchObject({ status: "failed", counts: { failed: 2, succeeded: 8 } });
    const intervals = await made.engine.backfills.intervals(backfillId, { from: 0, limit: 100 });
    expect(intervals.flatMap(({ status }, index) => (status === "failed" ? [index] : []))).toEqual([5, 8]);
    failing.clear();
    expect(await made.engine.backfills.rerun(backfillId)).toMatchObject({ status: "running", endedAt: null });
    await made.clock.advance(60_000);
    expect(started.slice(10).sort()).toEqual([-12, -15]);
    expect(await made.engine.backfills.get(backfillId)).toMatchObject({ status: "succeeded" });
    await expect(made.engine.backfills.rerun(backfillId)).rejects.toMatchObject({ code: "BACKFILL_STATE" });
  });

  it("makes no further run once it is cancelled, and ends those under way", async () => {
    const { cluster: made, started } = await cluster();
    const { backfillId } = await made.engine.backfills.create(request);
    await made.clock.advance(7000);
    const begun = started.length;
    await made.engine.backfills.cancel(backfillId, "wrong range");
    await made.clock.advance(60_000);
    expect(started.length).toBe(begun);
    const cancelled = await made.engine.backfills.get(backfillId);
    expect(cancelled.status).toBe("cancelled");
    expect(cancelled.counts).toMatchObject({ running: 0, failed: 2 });
    await made.engine.backfills.cancel(backfillId, "once more");
    const runs = await made.engine.runs.list({ limit: 20, statuses: ["cancelled"] });
    expect(runs).toHaveLength(2);
  });

  it("answers a repeated request with the first backfill, and refuses what makes no sense", async () => {
    const { cluster: made } = await cluster();
    const first = await made.engine.backfills.create({ ...request, requestId: "r-1" });
    expect((await made.engine.backfills.create({ ...request, requestId: "r-1" })).backfillId).toBe(first.backfillId);
    const refusal = (code: string) => expect.objectContaining({ code });
    const create = (other: Partial<BackfillRequest>) => made.engine.backfills.create({ ...request, ...other });
    await expect(create({ requestId: "r-1", to: begins })).rejects.toThrow(refusal("REQUEST_ID_REUSED"));
    await expect(create({ to: request.from + 1000 })).rejects.toThrow(refusal("INVALID_ARGUMENT"));
    await expect(create({ from: Date.UTC(1900, 0, 1) })).rejects.toThrow(refusal("INVALID_ARGUMENT"));
    await expect(create({ params: { trees: "ten" } })).rejects.toThrow(refusal("INVALID_PARAMS"));
    await expect(create({ pipeline: "none" })).rejects.toThrow(refusal("PIPELINE_NOT_FOUND"));
    await expect(made.engine.backfills.get("bf-none")).rejects.toThrow(refusal("BACKFILL_NOT_FOUND"));
  });

  it("goes on after its leader died, wherever that was, and repeats nothing", async () => {
    for (const commits of [1, 2, 3, 5, 8, 12]) {
      let left = Number.POSITIVE_INFINITY;
      let die = () => {};
      const store = (inner: StateStore): StateStore =>
        Object.assign(Object.create(inner), {
          commit: async (batch: Parameters<StateStore["commit"]>[0]) => {
            left -= 1;
            if (left !== 0) return inner.commit(batch);
            if (commits % 2 === 0) await inner.commit(batch);
            die();
            return new Promise(() => {});
          },
          get: inner.get.bind(inner),
          scan: inner.scan.bind(inner),
          usage: inner.usage.bind(inner),
        });
      const { cluster: made, started } = await cluster({ store });
      const { backfillId } = await made.engine.backfills.create({ ...request, requestId: "r" });
      let died = false;
      left = commits;
      die = () => {
        died = true;
        made.killCoordinator();
      };
      await made.clock.runUntil(() => died, 200_000);
      expect(died).toBe(true);
      await made.clock.advance(3000);
      const engine = await made.startCoordinator();
      for (const agent of made.agents) await agent.connect(engine);
      await made.clock.advance(100_000);
      expect(await made.engine.backfills.get(backfillId), `commit ${commits}`).toMatchObject({
        status: "succeeded",
        counts: { succeeded: 10 },
      });
      const runs = await made.engine.runs.list({ limit: 100 });
      expect(runs.map(({ interval }) => ((interval?.start ?? 0) - begins) / day).sort((a, b) => a - b)).toEqual(
        days(-20, -11),
      );
      expect([...new Set(started)].sort((a, b) => a - b)).toEqual(days(-20, -11));
    }
  });

  it("is seen at a coordinator that follows", async () => {
    const { cluster: made } = await cluster();
    const { backfillId } = await made.engine.backfills.create(request);
    await made.clock.advance(12_000);
    const follower = await made.startFollower();
    expect(await follower.backfills.get(backfillId)).toEqual(await made.engine.backfills.get(backfillId));
    expect(await follower.backfills.list({ limit: 5 })).toEqual(await made.engine.backfills.list({ limit: 5 }));
    expect(await follower.backfills.intervals(backfillId, { from: 0, limit: 10 })).toHaveLength(10);
    await expect(follower.backfills.cancel(backfillId, "")).rejects.toMatchObject({ code: "NOT_LEADER" });
  });
});

/** Whoever looks at many runs is told of each as it changes, by the leader and by those who follow. */
import { defaultLimits, type PipelineSpec } from "@troupe/core";
import type { ChangesQuery, Faces, RunsChange } from "@troupe/engine";
import { expect, test } from "vitest";
import { SimulatedCluster } from "./simulated-cluster.ts";

function specOf(name: string): PipelineSpec {
  return {
    format: 1,
    name,
    params: { type: "object", properties: {}, additionalProperties: false },
    steps: {
      work: { runs: { kind: "command", argv: ["work"] }, input: { type: "object" }, limits: defaultLimits },
    },
    nodes: [{ kind: "step", id: "work", scope: [], step: "work", input: {} }],
  };
}

async function setUp() {
  const cluster: SimulatedCluster = new SimulatedCluster({
    execute: async () => {
      await new Promise<void>((resolve) => cluster.clock.after(2000, resolve));
      return { exitClass: "success", output: null };
    },
  });
  await cluster.startCoordinator();
  await cluster.addAgent({ id: "a1" });
  for (const name of ["churn", "other"]) await cluster.engine.pipelines.apply(specOf(name), null);
  const create = async (pipeline = "churn") =>
    (await cluster.engine.runs.create({ pipeline, params: {} })).header.runId;
  return { cluster, create };
}

function watch(cluster: SimulatedCluster, { runs }: Faces, query: ChangesQuery = {}) {
  const told: { readonly at: number; readonly change: RunsChange }[] = [];
  const stop = new AbortController();
  const ended = (async () => {
    for await (const change of runs.changes(query, stop.signal)) told.push({ at: cluster.clock.monotonic(), change });
    return "ended";
  })().catch((error: { readonly code?: string }) => error.code);
  const statuses = (runId: string) =>
    told.flatMap(({ change }) => change.runs.filter((run) => run.runId === runId).map(({ status }) => status));
  return { told, stop, ended, statuses };
}

test("the leader and a follower tell of each run from its beginning to its end, after saying that they listen", async () => {
  const { cluster, create } = await setUp();
  const follower = await cluster.startFollower();
  const watching = [watch(cluster, cluster.engine), watch(cluster, follower)];
  await cluster.clock.advance(0);
  for (const { told } of watching) expect(told.map(({ change }) => change)).toEqual([{ runs: [], isMissing: false }]);
  const runId = await create();
  await cluster.clock.advance(5000);
  for (const { told, statuses } of watching) {
    expect(statuses(runId).at(0)).toBe("running");
    expect(statuses(runId).at(-1)).toBe("succeeded");
    expect(told.some(({ change }) => change.isMissing)).toBe(false);
  }
  const counted = watching[0]?.told.flatMap(({ change }) => change.runs).find(({ status }) => status === "running");
  expect(counted?.tasks).toMatchObject({ pending: 0 });
});

test("only what is asked for is told, and what leaves it meanwhile is not told as it was", async () => {
  const { cluster, create } = await setUp();
  const ofChurn = watch(cluster, cluster.engine, { pipeline: "churn" });
  const ended = watch(cluster, cluster.engine, { statuses: ["succeeded", "failed"] });
  const [churn, other] = [await create("churn"), await create("other")];
  await cluster.clock.advance(5000);
  expect(ofChurn.statuses(other)).toEqual([]);
  expect(ofChurn.statuses(churn)).toContain("running");
  expect(new Set([...ended.statuses(churn), ...ended.statuses(other)])).toEqual(new Set(["succeeded"]));
});

test("at most four times a second, however much happens", async () => {
  const { cluster, create } = await setUp();
  const { told } = watch(cluster, cluster.engine);
  for (let made = 0; made < 40; made += 1) {
    await create();
    await cluster.clock.advance(50);
  }
  await cluster.clock.advance(1000);
  const instants = told.slice(1).map(({ at }) => at);
  expect(instants.length).toBeGreaterThan(4);
  for (const [index, at] of instants.slice(1).entries())
    expect(at - (instants[index] ?? 0)).toBeGreaterThanOrEqual(250);
});

test("of a thousand runs at once all are told, some at a time", async () => {
  const { cluster, create } = await setUp();
  const { told } = watch(cluster, cluster.engine);
  const made = await Promise.all(Array.from({ length: 500 }, () => create()));
  await cluster.clock.advance(5000);
  const seen = new Set(told.flatMap(({ change }) => change.runs.map(({ runId }) => runId)));
  expect(made.filter((runId) => !seen.has(runId))).toEqual([]);
  expect(Math.max(...told.map(({ change }) => change.runs.length))).toBeLessThanOrEqual(200);
});

test("when runs are removed those who look at many are told to list again, and they are gone by then", async () => {
  const { cluster, create } = await setUp();
  await cluster.engine.pipelines.apply({ ...specOf("churn"), retention: { runs: 1 } }, null);
  const follower = await cluster.startFollower();
  const [removed, kept] = [await create(), await create()];
  await cluster.clock.advance(60_000);
  const watching = [cluster.engine, follower].map((faces) => ({ faces, ...watch(cluster, faces) }));
  await cluster.clock.advance(1000);
  expect((await cluster.engine.retention.prune()).removed.map(({ runId }) => runId)).toEqual([removed]);
  await cluster.clock.advance(1000);
  for (const { told, faces } of watching) {
    expect(told.slice(1).map(({ change }) => change)).toEqual([{ runs: [], isMissing: true }]);
    expect((await faces.runs.list({ limit: 10 })).map(({ runId }) => runId)).toEqual([kept]);
  }
});

test("the stream ends by itself when nobody listens any more, and is refused when its engine is over", async () => {
  const { cluster } = await setUp();
  const left = watch(cluster, cluster.engine);
  const cut = watch(cluster, cluster.engine);
  await cluster.clock.advance(0);
  left.stop.abort();
  expect(await left.ended).toBe("ended");
  cluster.killCoordinator();
  await cluster.clock.advance(10_000);
  await cluster.startCoordinator();
  expect(await cut.ended).toBe("NOT_LEADER");
});

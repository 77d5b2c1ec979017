/** Runs that only wait are let go from memory: nobody may notice, and they must be there when their time comes. */
import { defaultLimits, type PipelineSpec } from "@troupe/core";
import type { StateStore } from "@troupe/engine";
import { describe, expect, it } from "vitest";
import { SimulatedCluster } from "./simulated-cluster.ts";

const object = { type: "object", properties: {}, additionalProperties: false } as const;
const again = { ...defaultLimits.retries, backoff: { initialMs: 60_000, factor: 1, maxMs: 60_000, jitter: 0 } };
const limits = { ...defaultLimits, retries: { ...again, budgets: { ...again.budgets, failure: 1 } } };
const spec: PipelineSpec = {
  format: 1,
  name: "one",
  params: object,
  steps: { work: { runs: { kind: "command", argv: ["work"] }, input: object, limits } },
  nodes: [{ kind: "step", id: "first", scope: [], step: "work", input: {} }],
};

/** A cluster that counts how often the records of a run are read. */
async function setUp(pipeline = spec, failures = 0) {
  let reads = 0;
  let left = failures;
  const failure = { exitClass: "failure", code: "TASK_FAILED", message: "no" } as const;
  const cluster = new SimulatedCluster({
    execute: async () => (left-- > 0 ? { exitClass: "failure", failure } : { exitClass: "success", output: null }),
    store: (inner): StateStore => ({
      limits: inner.limits,
      commit: (batch) => inner.commit(batch),
      get: (key) => inner.get(key),
      usage: () => inner.usage(),
      close: () => inner.close(),
      scan: (prefix, options) => {
        if (/^runs\/[^/]+\/$/.test(prefix) && options?.after === undefined) reads += 1;
        return inner.scan(prefix, options);
      },
    }),
  });
  await cluster.startCoordinator();
  await cluster.engine.pipelines.apply(pipeline, null);
  const { header } = await cluster.engine.runs.create({ pipeline: "one", params: {} });
  const status = async () => (await cluster.engine.runs.get(header.runId)).header.status;
  return { cluster, runId: header.runId, status, reads: () => reads };
}

describe("a run that waits for an agent", () => {
  it("rests, and is placed when one comes", async () => {
    const { cluster, status, reads } = await setUp();
    await cluster.clock.advance(30_000);
    expect(reads()).toBe(0);
    const agent = await cluster.addAgent({ id: "a1" });
    await cluster.clock.advance(1000);
    expect(reads()).toBe(1);
    expect(agent.starts).toHaveLength(1);
    expect(await status()).toBe("succeeded");
  });

  it("answers as if nothing had been, and rests again", async () => {
    const { cluster, runId, status, reads } = await setUp();
    const before = await cluster.engine.runs.tasks(runId, { limit: 10 });
    await cluster.clock.advance(30_000);
    expect(await status()).toBe("running");
    // With the instant since when it waits, which its trace and its times are counted from.
    expect(await cluster.engine.runs.tasks(runId, { limit: 10 })).toEqual(before);
    expect((await cluster.engine.runs.tasks(runId, { limit: 10 })).map((task) => task.status)).toEqual(["queued"]);
    expect(reads()).toBe(1);
    await cluster.clock.advance(30_000);
    expect((await cluster.engine.runs.cancel(runId, "enough")).header.status).toBe("cancelled");
    expect(reads()).toBe(2);
  });

  it("does not rest while somebody watches it", async () => {
    const { cluster, runId, reads } = await setUp();
    const stopped = new AbortController();
    const watch = cluster.engine.runs.watch(runId, { after: 0, signal: stopped.signal })[Symbol.asyncIterator]();
    expect((await watch.next()).value).toMatchObject({ type: "snapshot" });
    await cluster.clock.advance(30_000);
    await cluster.engine.runs.get(runId);
    expect(reads()).toBe(0);
    stopped.abort();
    await watch.return?.(undefined);
  });

  it("is timed out in time", async () => {
    const { cluster, runId, status } = await setUp({ ...spec, timeoutMs: 60_000 });
    await cluster.clock.advance(59_000);
    expect(await status()).toBe("running");
    await cluster.clock.advance(2000);
    expect((await cluster.engine.runs.get(runId)).header).toMatchObject({ status: "timed-out" });
  });
});

it("a run that waits for its next attempt rests, and is woken for it", async () => {
  const { cluster, status, reads } = await setUp(spec, 1);
  const agent = await cluster.addAgent({ id: "a1" });
  await cluster.clock.advance(50_000);
  expect(agent.starts).toHaveLength(1);
  const before = reads();
  await cluster.clock.advance(20_000);
  expect(reads()).toBe(before + 1);
  expect(agent.starts).toHaveLength(2);
  expect(await status()).toBe("succeeded");
});

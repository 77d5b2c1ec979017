/** Runs of one pipeline that overlap, under the production engine: what a policy promises holds across a fail-over. */
import { type AttemptOutcome, defaultLimits, type Overlap, type PipelineSpec, type RunCause } from "@troupe/core";
import type { StateStore } from "@troupe/engine";
import { describe, expect, it } from "vitest";
import { SimulatedCluster } from "./simulated-cluster.ts";

const object = { type: "object", properties: {}, additionalProperties: false } as const;

function spec(overlap: Overlap | undefined, more: Partial<PipelineSpec> = {}): PipelineSpec {
  return {
    format: 1,
    name: "one",
    params: { ...object, properties: { fails: { type: "boolean", default: false } } },
    steps: {
      work: {
        runs: { kind: "command", argv: ["work"] },
        input: { ...object, properties: { fails: { type: "boolean" } } },
        limits: defaultLimits,
      },
    },
    nodes: [
      { kind: "step", id: "work", scope: [], step: "work", input: { fails: { kind: "param", path: ["fails"] } } },
    ],
    ...(overlap === undefined ? {} : { overlap }),
    ...more,
  };
}

/** A cluster with one agent, whose tasks take ten seconds. */
async function setUp(
  overlap?: Overlap,
  more: Partial<PipelineSpec> = {},
  store: (inner: StateStore) => StateStore = (inner) => inner,
) {
  const cluster: SimulatedCluster = new SimulatedCluster({
    execute: ({ inputs }, _, signal) => work(cluster, inputs.fails === true, signal),
    store,
  });
  await cluster.startCoordinator();
  const agent = await cluster.addAgent({ id: "a1" });
  await cluster.engine.pipelines.apply(spec(overlap, more), null);
  const create = async (fails = false, cause?: RunCause): Promise<string> => {
    const origin = cause === undefined ? {} : { cause };
    const { header } = await cluster.engine.runs.create({ pipeline: "one", params: { fails }, ...origin });
    return header.runId;
  };
  const view = (runId: string) => cluster.engine.runs.get(runId);
  const statuses = async (...runIds: readonly string[]) =>
    await Promise.all(runIds.map(async (runId) => (await view(runId)).header.status));
  const failOver = async () => {
    cluster.killCoordinator();
    await cluster.startCoordinator();
    await agent.connect(cluster.engine);
  };
  return { cluster, create, view, statuses, failOver, agent };
}

async function work(cluster: SimulatedCluster, fails: boolean, signal: AbortSignal): Promise<AttemptOutcome> {
  const { promise, resolve } = Promise.withResolvers<void>();
  cluster.clock.after(10_000, resolve);
  signal.addEventListener("abort", () => resolve());
  await promise;
  const failure = { exitClass: signal.aborted ? "cancelled" : "failure", code: "NO", message: "no" } as const;
  return fails || signal.aborted ? { exitClass: failure.exitClass, failure } : { exitClass: "success", output: null };
}

describe("a queue", () => {
  it("lets one run begin after the other, and says what each waits for", async () => {
    const { cluster, create, view, statuses, agent } = await setUp({ policy: "queue" });
    const [a, b, c] = [await create(), await create(), await create()];
    expect(await statuses(a, b, c)).toEqual(["running", "waiting", "waiting"]);
    expect((await view(c)).reason).toBe(`waits for run ${a} to end, and 1 before it (overlap "queue")`);
    await cluster.clock.advance(11_000);
    expect(await statuses(a, b, c)).toEqual(["succeeded", "running", "waiting"]);
    expect((await view(b)).reason).toBe("");
    await cluster.clock.advance(22_000);
    expect(await statuses(a, b, c)).toEqual(["succeeded", "succeeded", "succeeded"]);
    expect(agent.starts).toHaveLength(3);
  });

  it("is the same queue under the next leader", async () => {
    const { cluster, create, statuses, failOver, agent } = await setUp({ policy: "queue" });
    const [a, b, c] = [await create(), await create(), await create()];
    await cluster.clock.advance(5000);
    await failOver();
    const d = await create();
    expect(await statuses(a, b, c, d)).toEqual(["running", "waiting", "waiting", "waiting"]);
    await cluster.clock.advance(6000);
    expect(await statuses(a, b, c, d)).toEqual(["succeeded", "running", "waiting", "waiting"]);
    await cluster.clock.advance(40_000);
    expect(await statuses(a, b, c, d)).toEqual(["succeeded", "succeeded", "succeeded", "succeeded"]);
    expect(agent.starts).toHaveLength(4);
  });

  it.each([1, 2, 3, 4, 5, 6, 8])(
    "is the same queue if the store takes no batch after the %ith of a hand-over",
    async (most) => {
      let left = Number.POSITIVE_INFINITY;
      const { cluster, create, statuses, failOver } = await setUp({ policy: "queue" }, {}, (inner) => ({
        limits: inner.limits,
        get: (key) => inner.get(key),
        scan: (prefix, options) => inner.scan(prefix, options),
        usage: () => inner.usage(),
        close: () => inner.close(),
        commit: (batch) => (left-- > 0 ? inner.commit(batch) : new Promise(() => {})),
      }));
      const [a, b] = [await create(), await create()];
      await cluster.clock.advance(9900);
      left = most;
      await cluster.clock.advance(3000);
      left = Number.POSITIVE_INFINITY;
      await failOver();
      await cluster.clock.advance(25_000);
      expect(await statuses(a, b)).toEqual(["succeeded", "succeeded"]);
    },
  );

  it("has its waiting runs cancelled without ever having begun", async () => {
    const { cluster, create, view, statuses, agent } = await setUp({ policy: "queue" });
    const [a, b, c] = [await create(), await create(), await create()];
    expect((await cluster.engine.runs.cancel(b, "enough")).header.status).toBe("cancelled");
    await cluster.clock.advance(22_000);
    expect(await statuses(a, b, c)).toEqual(["succeeded", "cancelled", "succeeded"]);
    expect((await view(b)).counts).toMatchObject({ cancelled: 1 });
    expect(agent.starts).toHaveLength(2);
  });

  it("lets a waiting run begin that somebody releases", async () => {
    const { cluster, create, statuses } = await setUp({ policy: "queue" });
    const [a, b, c] = [await create(), await create(), await create()];
    expect((await cluster.engine.runs.release(c)).header.status).toBe("running");
    expect(await statuses(a, b, c)).toEqual(["running", "waiting", "running"]);
    await cluster.clock.advance(30_000);
    expect(await statuses(a, b, c)).toEqual(["succeeded", "succeeded", "succeeded"]);
    await expect(cluster.engine.runs.release(c)).rejects.toMatchObject({ code: "RUN_ENDED" });
  });

  it("counts the timeout of a run from its release", async () => {
    const { cluster, create, view, statuses } = await setUp({ policy: "queue" }, { timeoutMs: 12_000 });
    const [a, b] = [await create(), await create()];
    await cluster.clock.advance(21_000);
    expect(await statuses(a, b)).toEqual(["succeeded", "succeeded"]);
    const { releasedAt = 0, createdAt } = (await view(b)).header;
    expect(releasedAt - createdAt).toBeGreaterThan(9000);
  });

  it("writes down that a run waited, and when it began", async () => {
    const { cluster, create } = await setUp({ policy: "queue" });
    const [a, b] = [await create(), await create()];
    await cluster.clock.advance(30_000);
    const history: unknown[] = [];
    for await (const item of cluster.engine.runs.watch(b, { after: 1, signal: new AbortController().signal }))
      if (item.type === "event") history.push(item.event.type);
    expect(history[0]).toBe("RunReleased");
    expect((await cluster.engine.runs.get(b)).header.held).toEqual({ policy: "queue", behind: a });
  });

  it("is no queue any more once the pipeline says so, also for who waits", async () => {
    const { cluster, create, statuses } = await setUp({ policy: "queue" });
    const [a, b, c] = [await create(), await create(), await create()];
    await cluster.engine.pipelines.apply(spec({ policy: "parallel" }), null);
    await cluster.clock.advance(1);
    expect(await statuses(a, b, c)).toEqual(["running", "running", "running"]);
  });

  it("lets go of the memory of who waits, and finds it again", async () => {
    const reads: string[] = [];
    const { cluster, create, statuses } = await setUp({ policy: "queue" }, {}, (inner) => ({
      limits: inner.limits,
      get: (key) => inner.get(key),
      usage: () => inner.usage(),
      close: () => inner.close(),
      commit: (batch) => inner.commit(batch),
      scan: (prefix, options) => {
        if (/^runs\/[^/]+\/$/.test(prefix) && options?.after === undefined) reads.push(prefix);
        return inner.scan(prefix, options);
      },
    }));
    const [a, b, c] = [await create(), await create(), await create()];
    await cluster.clock.advance(22_000);
    // It takes two looks to let a run go, by which time it is the turn of the first.
    expect(reads).toEqual([`runs/${c}/`]);
    await cluster.clock.advance(12_000);
    expect(await statuses(a, b, c)).toEqual(["succeeded", "succeeded", "succeeded"]);
  });
});

it("skips new runs, and names the one that is under way", async () => {
  const { cluster, create } = await setUp({ policy: "skip-new" });
  const a = await create();
  await expect(create()).rejects.toMatchObject({ code: "RUN_OVERLAPS", details: { runId: a, pipeline: "one" } });
  await cluster.clock.advance(11_000);
  await create();
});

it("of many runs that are made at once one begins", async () => {
  const { create, statuses } = await setUp({ policy: "skip-new" });
  const made = await Promise.allSettled(Array.from({ length: 50 }, () => create()));
  const runs = made.flatMap((each) => (each.status === "fulfilled" ? [each.value] : []));
  expect(runs).toHaveLength(1);
  expect(await statuses(...runs)).toEqual(["running"]);
});

it("cancels the old run, also if the leader dies before it was told", async () => {
  const { cluster, create, view, statuses, failOver } = await setUp({ policy: "cancel-old" });
  const [a, b] = [await create(), await create()];
  await failOver();
  await cluster.clock.advance(5000);
  expect(await statuses(a, b)).toEqual(["cancelled", "running"]);
  expect((await view(a)).header.cancel).toMatchObject({ cause: "overlap", reason: `superseded by ${b}` });
});

it("keeps the latest of those that wait", async () => {
  const { cluster, create, view, statuses, agent } = await setUp({ policy: "latest-only" });
  const [a, b, c, d] = [await create(), await create(), await create(), await create()];
  await cluster.clock.advance(25_000);
  expect(await statuses(a, b, c, d)).toEqual(["succeeded", "cancelled", "cancelled", "succeeded"]);
  expect((await view(b)).header.cancel?.reason).toBe(`superseded by ${c}`);
  expect(agent.starts).toHaveLength(2);
});

describe("a strict sequence", () => {
  it("stops at a failed run, for the next leader too, until a rerun of it succeeds", async () => {
    const { cluster, create, view, statuses, failOver } = await setUp({ policy: "strict-sequence" });
    const [a, b] = [await create(true), await create()];
    await cluster.clock.advance(60_000);
    expect(await statuses(a, b)).toEqual(["failed", "waiting"]);
    expect((await view(b)).reason).toContain(`because run ${a} failed`);
    await failOver();
    await cluster.clock.advance(60_000);
    expect(await statuses(b)).toEqual(["waiting"]);
    const again = await create(false, { kind: "rerun", of: a });
    await cluster.clock.advance(22_000);
    expect(await statuses(again, b)).toEqual(["succeeded", "succeeded"]);
  });

  it("goes on with a run that somebody releases, and stays that way", async () => {
    const { cluster, create, statuses, failOver } = await setUp({ policy: "strict-sequence" });
    const [a, b, c] = [await create(true), await create(), await create()];
    await cluster.clock.advance(11_000);
    await cluster.engine.runs.release(b);
    await failOver();
    await cluster.clock.advance(30_000);
    expect(await statuses(a, b, c)).toEqual(["failed", "succeeded", "succeeded"]);
  });
});

it("has an old run, without a policy, running at once", async () => {
  const { create, statuses } = await setUp();
  expect(await statuses(await create(), await create())).toEqual(["running", "running"]);
});

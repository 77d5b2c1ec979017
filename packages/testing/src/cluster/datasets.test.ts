/** Datasets under the production engine: a revision starts its run once, whoever leads. */
import { defaultLimits, type Expression, type JsonObject, type PipelineSpec } from "@troupe/core";
import { describe, expect, it } from "vitest";
import { SimulatedCluster } from "./simulated-cluster.ts";

const none = { type: "object", properties: {}, additionalProperties: false } as const;
const rows: JsonObject = {
  type: "object",
  properties: { rows: { type: "integer" } },
  required: ["rows"],
  additionalProperties: false,
};

function one(
  name: string,
  more: Partial<PipelineSpec>,
  input: Readonly<Record<string, Expression>> = {},
): PipelineSpec {
  const properties = Object.fromEntries(Object.keys(input).map((key) => [key, { type: "integer" }]));
  return {
    format: 1,
    name,
    params: none,
    steps: {
      work: {
        runs: { kind: "command", argv: ["work"] },
        input: { ...none, properties },
        output: rows,
        limits: defaultLimits,
      },
    },
    nodes: [{ kind: "step", id: "work", scope: [], step: "work", input }],
    ...more,
  };
}

const publisher = one("publisher", {
  datasets: { "churn/features": { schema: rows } },
  publishes: [{ dataset: "churn/features", value: { kind: "step", step: "work", path: [] } }],
});
const consumer = one(
  "consumer",
  {
    datasets: { "churn/features": { schema: rows, read: "required" } },
    on: { datasets: ["churn/features"], when: "any" },
  },
  { rows: { kind: "dataset", dataset: "churn/features", path: ["rows"] } },
);

async function setUp(...specs: readonly PipelineSpec[]) {
  let made = 0;
  let fails = false;
  const cluster: SimulatedCluster = new SimulatedCluster({
    execute: async ({ inputs }) => {
      const { promise, resolve } = Promise.withResolvers<void>();
      cluster.clock.after(1000, resolve);
      await promise;
      const failure = { exitClass: "failure", code: "NO", message: "no" } as const;
      if (fails) return { exitClass: "failure", failure };
      return { exitClass: "success", output: { value: { rows: Number(inputs.rows ?? 10 + made++) } } };
    },
  });
  await cluster.startCoordinator();
  const agent = await cluster.addAgent({ id: "a1" });
  for (const spec of specs) await cluster.engine.pipelines.apply(spec, null);
  const failOver = async () => {
    cluster.killCoordinator();
    await cluster.startCoordinator();
    await agent.connect(cluster.engine);
  };
  const run = async (pipeline: string) => {
    const { header } = await cluster.engine.runs.create({ pipeline, params: {} });
    return header.runId;
  };
  const runsOf = async (pipeline: string) => (await cluster.engine.runs.list({ pipeline, limit: 1000 })).toReversed();
  return { cluster, run, runsOf, failOver, fail: (is: boolean) => (fails = is) };
}

describe("a run that succeeds", () => {
  it("publishes in one with its success, and the revision starts a run that reads it", async () => {
    const { cluster, run, runsOf } = await setUp(publisher, consumer);
    const producer = await run("publisher");
    await cluster.clock.advance(5000);
    const [started] = await runsOf("consumer");
    expect(started).toMatchObject({
      status: "succeeded",
      cause: { kind: "dataset", dataset: "churn/features", revision: "1" },
      datasets: { "churn/features": 1 },
    });
    expect((await cluster.engine.runs.tasks(started?.runId ?? "", { limit: 1 }))[0]?.output).toEqual({ rows: 10 });
    const [revision] = await cluster.engine.datasets.revisions("churn/features", { limit: 10 });
    expect(revision).toMatchObject({
      revision: 1,
      value: { rows: 10 },
      producer: { runId: producer, pipeline: "publisher", task: "work" },
    });
    expect((await cluster.engine.runs.get(producer)).header.published).toEqual([
      { dataset: "churn/features", revision: 1, task: "work" },
    ]);
    expect(await cluster.engine.datasets.get("churn/features")).toMatchObject({
      revision: 1,
      publishers: ["publisher"],
      readers: ["consumer"],
      started: [{ pipeline: "consumer", seen: 1, skips: 0 }],
    });
    expect(await cluster.engine.runs.list({ dataset: "churn/features", limit: 10 })).toHaveLength(1);
  });

  it("publishes nothing if it fails", async () => {
    const { cluster, run, runsOf, fail } = await setUp(publisher, consumer);
    fail(true);
    await run("publisher");
    await cluster.clock.advance(5000);
    expect(await cluster.engine.datasets.get("churn/features")).toMatchObject({ revision: 0, publishedAt: null });
    expect(await runsOf("consumer")).toEqual([]);
  });

  it("publishes only what its arm has vouched for", async () => {
    const high = (by: number): PipelineSpec => ({
      ...publisher,
      nodes: [
        ...publisher.nodes,
        {
          kind: "branch",
          id: "enough",
          scope: [],
          arms: [
            {
              name: "yes",
              if: {
                test: "gte",
                left: { kind: "step", step: "work", path: ["rows"] },
                right: { kind: "literal", value: by },
              },
            },
          ],
        },
      ],
      publishes: [
        {
          dataset: "churn/features",
          value: { kind: "arm", branch: "enough", arm: "yes", of: { kind: "step", step: "work", path: [] } },
        },
      ],
    });
    const { cluster, run } = await setUp(high(11));
    await run("publisher");
    await cluster.clock.advance(5000);
    expect((await cluster.engine.datasets.get("churn/features")).revision).toBe(0);
    await run("publisher");
    await cluster.clock.advance(5000);
    expect((await cluster.engine.datasets.get("churn/features")).revision).toBe(1);
  });
});

describe("a revision from outside", () => {
  it("starts a run, and the same request starts no second one", async () => {
    const { cluster, runsOf } = await setUp(consumer);
    const request = { dataset: "churn/features", value: { rows: 3 }, requestId: "once" };
    const [first, again] = await Promise.all([
      cluster.engine.datasets.publish(request),
      cluster.engine.datasets.publish(request),
    ]);
    expect(again).toEqual(first);
    await expect(cluster.engine.datasets.publish({ ...request, value: { rows: 4 } })).rejects.toMatchObject({
      code: "REQUEST_ID_REUSED",
    });
    await cluster.clock.advance(5000);
    expect(await runsOf("consumer")).toHaveLength(1);
  });

  it.each([
    ["DATASET_MISFIT", "churn/features", { rows: "many" }],
    ["INVALID_ARGUMENT", "Churn Features", { rows: 1 }],
    ["DATASET_VALUE_TOO_LARGE", "other", { text: "x".repeat(200_000) }],
    ["ARTIFACT_NOT_FOUND", "other", { table: { kind: "csv", digest: `sha256:${"1".repeat(64)}`, size: 3 } }],
  ])("is refused with %s", async (code, dataset, value) => {
    const { cluster } = await setUp(consumer);
    await expect(cluster.engine.datasets.publish({ dataset, value })).rejects.toMatchObject({ code });
  });

  it("may be what no pipeline knows yet", async () => {
    const { cluster } = await setUp();
    await cluster.engine.datasets.publish({ dataset: "any/thing", value: 1 });
    await cluster.engine.datasets.publish({ dataset: "any/thing", value: 2 });
    expect((await cluster.engine.datasets.list({ limit: 10 })).map(({ name, revision }) => [name, revision])).toEqual([
      ["any/thing", 2],
    ]);
    expect(
      (await cluster.engine.datasets.revisions("any/thing", { before: 2, limit: 5 })).map(({ value }) => value),
    ).toEqual([1]);
    await expect(cluster.engine.datasets.get("none")).rejects.toMatchObject({ code: "DATASET_NOT_FOUND" });
  });
});

describe("a fail-over", () => {
  it("loses no revision and starts no second run, wherever the leader died", async () => {
    for (let after = 0; after < 12; after++) {
      const { cluster, run, runsOf, failOver } = await setUp(publisher, consumer);
      await run("publisher");
      await cluster.clock.advance(990);
      for (let step = 0; step < after; step++) await cluster.clock.advance(1.7);
      await failOver();
      await cluster.clock.advance(20_000);
      const started = await runsOf("consumer");
      expect(
        started.map(({ status }) => status),
        `killed after ${after} steps`,
      ).toEqual(["succeeded"]);
      expect((await cluster.engine.datasets.get("churn/features")).revision).toBe(1);
    }
  });

  it("keeps the numbers going", async () => {
    const { cluster, failOver, runsOf } = await setUp(consumer);
    const numbers: number[] = [];
    for (let at = 0; at < 4; at++) {
      numbers.push(
        (await cluster.engine.datasets.publish({ dataset: "churn/features", value: { rows: at } })).revision,
      );
      await failOver();
    }
    await cluster.clock.advance(20_000);
    expect(numbers).toEqual([1, 2, 3, 4]);
    expect((await runsOf("consumer")).map(({ datasets }) => datasets["churn/features"])).toEqual([1, 2, 3, 4]);
  });
});

describe("a storm of publications", () => {
  const storm = async (overlap: PipelineSpec["overlap"]) => {
    const set = await setUp({ ...consumer, ...(overlap && { overlap }) });
    const { datasets } = set.cluster.engine;
    await Promise.all(
      Array.from({ length: 30 }, (_, at) => datasets.publish({ dataset: "churn/features", value: { rows: at } })),
    );
    // Virtual time does not wait for commits: all of them, before the first task has ended.
    for (let turn = 0; turn < 500; turn++) await set.cluster.clock.advance(1);
    await set.cluster.clock.advance(120_000);
    const runs = await set.runsOf("consumer");
    const count = (status: string) => runs.filter((run) => run.status === status).length;
    return { ...set, runs, count, dataset: await datasets.get("churn/features") };
  };

  it("starts a run for each, one after the other in a queue", async () => {
    const { count } = await storm({ policy: "queue" });
    expect(count("succeeded")).toBe(30);
  });

  it("keeps the first and the last where only the latest counts", async () => {
    const { runs, count } = await storm({ policy: "latest-only" });
    expect([count("succeeded"), count("cancelled")]).toEqual([2, 28]);
    expect(runs.at(-1)).toMatchObject({ status: "succeeded", datasets: { "churn/features": 30 } });
  });

  it("notes what was skipped", async () => {
    const { runs, dataset } = await storm({ policy: "skip-new" });
    expect(runs).toHaveLength(1);
    expect(dataset.started).toMatchObject([
      { pipeline: "consumer", seen: 30, skips: 29, lastSkip: { revision: 30, code: "RUN_OVERLAPS" } },
    ]);
  });
});

describe("a pipeline that datasets start", () => {
  it("begins with what is published after it was applied", async () => {
    const { cluster, runsOf } = await setUp();
    await cluster.engine.datasets.publish({ dataset: "churn/features", value: { rows: 1 } });
    await cluster.engine.pipelines.apply(consumer, null);
    await cluster.clock.advance(5000);
    expect(await runsOf("consumer")).toEqual([]);
    await cluster.engine.datasets.publish({ dataset: "churn/features", value: { rows: 2 } });
    await cluster.clock.advance(5000);
    expect((await runsOf("consumer")).map(({ datasets }) => datasets["churn/features"])).toEqual([2]);
  });

  it("is started no more once another version says so", async () => {
    const { cluster, runsOf } = await setUp(consumer);
    const { on: _, ...quiet } = consumer;
    await cluster.engine.pipelines.apply(quiet, null);
    await cluster.engine.datasets.publish({ dataset: "churn/features", value: { rows: 2 } });
    await cluster.clock.advance(5000);
    expect(await runsOf("consumer")).toEqual([]);
  });

  it("waits for all of several", async () => {
    const both = ["churn/features", "churn/labels"];
    const { cluster, runsOf } = await setUp(
      one("both", {
        datasets: Object.fromEntries(both.map((name) => [name, { schema: rows }])),
        on: { datasets: both, when: "all" },
      }),
    );
    for (const at of [1, 2]) await cluster.engine.datasets.publish({ dataset: "churn/features", value: { rows: at } });
    await cluster.clock.advance(5000);
    expect(await runsOf("both")).toEqual([]);
    await cluster.engine.datasets.publish({ dataset: "churn/labels", value: { rows: 1 } });
    await cluster.clock.advance(5000);
    expect((await runsOf("both")).map(({ datasets }) => datasets)).toEqual([
      { "churn/features": 2, "churn/labels": 1 },
    ]);
  });

  it("cannot run by hand before there is anything to read", async () => {
    const { run } = await setUp(consumer);
    await expect(run("consumer")).rejects.toMatchObject({ code: "DATASET_EMPTY" });
  });

  it("passes over what does not fit it, and says so", async () => {
    const { cluster, run, runsOf } = await setUp(publisher);
    const strict: JsonObject = { ...rows, properties: { rows: { type: "integer", minimum: 1000 } } };
    await cluster.engine.pipelines.apply(
      { ...consumer, datasets: { "churn/features": { schema: strict, read: "required" } } },
      null,
    );
    await run("publisher");
    await cluster.clock.advance(5000);
    expect(await runsOf("consumer")).toEqual([]);
    expect((await cluster.engine.datasets.get("churn/features")).started).toMatchObject([
      { pipeline: "consumer", seen: 1, skips: 1, lastSkip: { revision: 1, code: "DATASET_MISFIT" } },
    ]);
  });
});

it("is read alike by a coordinator that follows", async () => {
  const { cluster } = await setUp(consumer);
  await cluster.engine.datasets.publish({ dataset: "churn/features", value: { rows: 2 } });
  const follower = await cluster.startFollower();
  expect(await follower.datasets.get("churn/features")).toEqual(await cluster.engine.datasets.get("churn/features"));
  await expect(follower.datasets.publish({ dataset: "x", value: 1 })).rejects.toMatchObject({ code: "NOT_LEADER" });
});

/** Results that count again: what makes a hit, what makes a miss and how it says so, and what none of it may break. */
import { type AttemptOutcome, type Digest, defaultLimits, type PipelineSpec, type StepCache } from "@troupe/core";
import type { CreateRunRequest } from "@troupe/engine";
import { beforeEach, describe, expect, it } from "vitest";
import { SimulatedCluster } from "./simulated-cluster.ts";

const number = { type: "number" } as const;
const params = { type: "object", properties: { x: number, y: number }, required: ["x"] } as const;

function pipeline(cache: StepCache | undefined, program = "work"): PipelineSpec {
  const runs = { kind: "command", argv: [program] } as const;
  const output = { type: "object", properties: { sum: number, file: { artifact: "csv" } }, required: ["sum"] } as const;
  return {
    format: 1,
    name: "sums",
    params,
    steps: {
      add: { runs, input: { ...params }, output, limits: defaultLimits, ...(cache && { cache }) },
      show: { runs, input: { type: "object", properties: { sum: number } }, limits: defaultLimits },
    },
    nodes: [
      {
        kind: "step",
        id: "add",
        scope: [],
        step: "add",
        input: { x: { kind: "param", path: ["x"] }, y: { kind: "param", path: ["y"] } },
      },
      {
        kind: "step",
        id: "show",
        scope: [],
        step: "show",
        input: { sum: { kind: "step", step: "add", path: ["sum"] } },
      },
    ],
    outputs: { kind: "step", step: "add", path: ["sum"] },
  };
}

let cluster: SimulatedCluster;
let starts: string[];
/** An artifact that `add` yields besides. */
let artifact: Digest | undefined;

beforeEach(async () => {
  starts = [];
  artifact = undefined;
  cluster = new SimulatedCluster({ execute: async (spec, { task }) => execute(task, spec.inputs) });
  await cluster.startCoordinator();
  await cluster.addAgent({ id: "a1" });
});

function execute(task: string, { x, y = 0 }: { x?: unknown; y?: unknown }): AttemptOutcome {
  starts.push(task);
  if (task !== "add") return { exitClass: "success", output: null };
  const file = artifact === undefined ? {} : { file: { kind: "csv", digest: artifact, size: 4 } };
  return { exitClass: "success", output: { value: { sum: Number(x) + Number(y), ...file } } };
}

async function run(x: number, more: Partial<CreateRunRequest> = {}) {
  starts = [];
  const { header } = await cluster.engine.runs.create({ pipeline: "sums", params: { x }, ...more });
  await cluster.clock.advance(10_000);
  const { status, outputs } = (await cluster.engine.runs.get(header.runId)).header;
  const [add] = await cluster.engine.runs.tasks(header.runId, { limit: 1 });
  return { runId: header.runId, status, outputs, add, starts };
}

const apply = (spec: PipelineSpec) => cluster.engine.pipelines.apply(spec, null);

describe("a result", () => {
  it("counts again for the same inputs, in a later run, under another leader", async () => {
    await apply(pipeline({}));
    const first = await run(1);
    expect(first).toMatchObject({
      starts: ["add", "show"],
      add: { record: { uncached: "no result of it was kept yet" } },
    });
    cluster.killCoordinator();
    await cluster.startCoordinator();
    await cluster.agents[0]?.connect(cluster.engine);
    const second = await run(1);
    expect(second).toMatchObject({ status: "succeeded", outputs: 1, starts: ["show"] });
    expect(second.add?.record).toMatchObject({
      attempts: [],
      state: { origin: { kind: "cache", runId: first.runId, task: "add" } },
    });
  });

  it("does not count for other inputs, which the miss names", async () => {
    await apply(pipeline({}));
    await run(1);
    expect(await run(2)).toMatchObject({
      outputs: 2,
      starts: ["add", "show"],
      add: { record: { uncached: "input x changed" } },
    });
    expect(await run(1)).toMatchObject({ starts: ["show"] });
  });

  it.each<[string, PipelineSpec, string]>([
    ["another version of the cache", pipeline({ version: "2" }), 'its cache version is "2" instead of ""'],
    ["other code", pipeline({ code: `sha256:${"1".repeat(64)}` }), "its code has changed"],
    ["another declaration", pipeline({}, "other"), "its declaration has changed"],
  ])("does not count for %s", async (_, changed, reason) => {
    await apply(pipeline({}));
    await run(1);
    await apply(changed);
    expect(await run(1)).toMatchObject({ starts: ["add", "show"], add: { record: { uncached: reason } } });
  });

  it("does not count when it is too old", async () => {
    await apply(pipeline({ maxAgeMs: 60_000 }));
    await run(1);
    expect(await run(1)).toMatchObject({ starts: ["show"] });
    await cluster.clock.advance(60_000);
    expect(await run(1)).toMatchObject({
      starts: ["add", "show"],
      add: { record: { uncached: "the last result is older than 60 s" } },
    });
  });

  it("does not count when an artifact in it is gone", async () => {
    await apply(pipeline({}));
    artifact = (await cluster.archive.put(new TextEncoder().encode("data"))).digest;
    await run(1);
    expect(await run(1)).toMatchObject({ starts: ["show"] });
    await cluster.archive.retire(artifact, Number.MAX_SAFE_INTEGER);
    await cluster.archive.remove(artifact);
    expect(await run(1)).toMatchObject({
      starts: ["add", "show"],
      add: { record: { uncached: expect.stringContaining("is gone") } },
    });
  });

  it("is not looked for in a run that wants everything made, nor by a step that does not say so", async () => {
    await apply(pipeline({}));
    await run(1);
    expect(await run(1, { skipsCache: true })).toMatchObject({ starts: ["add", "show"] });
    await apply(pipeline(undefined));
    expect(await run(1)).toMatchObject({ starts: ["add", "show"], add: { record: {} } });
  });

  it("is made again where somebody names its task in a rerun", async () => {
    await apply(pipeline({}));
    const { runId } = await run(1);
    starts = [];
    const wish = { from: ["add"], only: false, marks: {}, isWhole: false, by: "ada", reason: "" };
    await cluster.engine.runs.rerun({ runId, ...wish });
    await cluster.clock.advance(10_000);
    expect(starts).toEqual(["add", "show"]);
  });
});

it("is foreseen when a run is planned, as far as it follows from the params", async () => {
  const spec = pipeline({});
  await apply(spec);
  const { runId } = await run(1);
  const cached = async (params?: { x: number }) => (await cluster.engine.pipelines.plan(spec, null, params)).cached;
  expect(await cached({ x: 1 })).toEqual([{ task: "add", runId }]);
  expect(await cached({ x: 2 })).toEqual([]);
  expect(await cached()).toEqual([]);
});

it("an archive that does not answer is no reason to wait for it", async () => {
  await apply(pipeline({}));
  await run(1);
  const resolve = cluster.archive.resolve.bind(cluster.archive);
  cluster.archive.resolve = async (name) => {
    if (name.startsWith("cache/")) throw new Error("it is away");
    return resolve(name);
  };
  expect(await run(1)).toMatchObject({
    status: "succeeded",
    starts: ["add", "show"],
    add: { record: { uncached: "the cache could not be asked" } },
  });
});

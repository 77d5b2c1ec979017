/** Where an artifact comes from and what read it: live, sealed, and on a coordinator that follows. */
import {
  type ArtifactValue,
  type Digest,
  defaultLimits,
  type Json,
  type JsonObject,
  type PipelineSpec,
} from "@troupe/core";
import { beforeEach, describe, expect, it } from "vitest";
import { SimulatedCluster } from "./simulated-cluster.ts";

const digestOf = (number: number): Digest => `sha256:${String(number).padStart(64, "0")}`;
const artifact = (number: number): ArtifactValue => ({ kind: "csv", digest: digestOf(number), size: number });

const csv = { type: "object", artifact: "csv" } as const;
const object = (properties: JsonObject) => ({ type: "object", properties, required: Object.keys(properties) });
const command = (name: string, input: JsonObject, output: JsonObject) => ({
  ...{ runs: { kind: "command", argv: [name] } as const, limits: defaultLimits },
  input: object(input),
  output,
});
const spec: PipelineSpec = {
  format: 1,
  name: "churn",
  params: object({ base: csv }),
  steps: {
    extract: command(
      "extract",
      { base: csv },
      object({ rows: { type: "integer" }, tables: { type: "array", items: csv } }),
    ),
    train: command("train", { tables: { type: "array", items: csv } }, { type: "object" }),
    count: command("count", { rows: { type: "integer" } }, { type: "integer" }),
  },
  nodes: [
    { kind: "step", id: "extract", scope: [], step: "extract", input: { base: { kind: "param", path: ["base"] } } },
    {
      ...{ kind: "step", id: "train", scope: [], step: "train" },
      input: { tables: { kind: "step", step: "extract", path: ["tables"] } },
    },
    {
      ...{ kind: "step", id: "count", scope: [], step: "count" },
      input: { rows: { kind: "step", step: "extract", path: ["rows"] } },
    },
  ],
};

/** Too much of a value to be written into records and events: it lies in the archive. */
const tables = Array.from({ length: 60 }, (_, index) => artifact(index + 10));
const outputs: Readonly<Record<string, Json>> = {
  extract: { rows: 3, tables: tables as unknown as Json },
  train: { model: { file: artifact(2) as unknown as Json }, from: artifact(10) as unknown as Json },
  count: 3,
};

let cluster: SimulatedCluster;
let runId: string;
beforeEach(async () => {
  cluster = new SimulatedCluster({
    execute: async (attempt) => ({ exitClass: "success", output: { value: outputs[attempt.step] ?? null } }),
  });
  await cluster.startCoordinator();
  await cluster.addAgent({ id: "a1" });
  await cluster.engine.pipelines.apply(spec, null);
  const params = { base: artifact(1) as unknown as Json };
  runId = (await cluster.engine.runs.create({ pipeline: "churn", params })).header.runId;
  await cluster.clock.advance(60_000);
});

const placesOf = (links: readonly { readonly task: string; readonly role: string; readonly path: string }[]) =>
  links.map(({ task, role, path }) => `${task} ${role} ${path}`);

describe("the lineage of an artifact", () => {
  it("names the run and task that made it, and those that read it", async () => {
    const { artifacts } = cluster.engine;
    const table = await artifacts.lineage(digestOf(12), { limit: 10 });
    expect(table).toMatchObject({ kind: "csv", name: "tables[2]", size: 12, isStored: false });
    expect(placesOf(table.madeBy)).toEqual(["extract made tables[2]"]);
    expect(placesOf(table.usedBy)).toEqual(["train used tables[2]"]);
    expect(table.madeBy[0]).toMatchObject({ runId, pipeline: "churn", attempt: 1, params: expect.any(String) });
    const model = await artifacts.lineage(digestOf(2), { limit: 10 });
    expect([placesOf(model.madeBy), model.usedBy]).toEqual([["train made model.file"], []]);
  });

  it("tells what a person brought from what was made, and what is handed on from both", async () => {
    const { artifacts } = cluster.engine;
    const brought = await artifacts.lineage(digestOf(1), { limit: 10 });
    expect([placesOf(brought.madeBy), placesOf(brought.usedBy)]).toEqual([[" given base"], ["extract used base"]]);
    const handedOn = await artifacts.lineage(digestOf(10), { limit: 10 });
    expect(placesOf(handedOn.madeBy)).toEqual(["extract made tables[0]"]);
  });

  it("of a digest that nobody knows is refused", async () => {
    await expect(cluster.engine.artifacts.lineage(digestOf(9), { limit: 10 })).rejects.toMatchObject({
      code: "ARTIFACT_NOT_FOUND",
    });
  });
});

it("a run lists its artifacts in pages, and a run that is not known none", async () => {
  const { artifacts } = cluster.engine;
  const first = await artifacts.ofRun(runId, { limit: 2 });
  expect(placesOf(first)).toEqual([" given base", "extract made tables[0]"]);
  const after = first.at(-1);
  const rest = await artifacts.ofRun(runId, { limit: 1000, ...(after && { after }) });
  // Brought, made by the two tasks, and read by them; `train` yields one that it reads.
  expect(first.length + rest.length).toBe(1 + 60 + 1 + 1 + 60);
  await expect(artifacts.ofRun("r0", { limit: 2 })).rejects.toMatchObject({ code: "RUN_NOT_FOUND" });
});

/** A run that has ended runs again, and one task is ended by a person: under one leader, the next, and from the archive. */
import { type AttemptOutcome, defaultLimits, type PipelineSpec } from "@troupe/core";
import type { RerunRunRequest } from "@troupe/engine";
import { beforeEach, describe, expect, it } from "vitest";
import { SimulatedCluster } from "./simulated-cluster.ts";

const object = { type: "object" } as const;
const inputs = { type: "object", properties: { from: { type: "string" } } } as const;
const large = "x".repeat(10_000);
const work = { runs: { kind: "command", argv: ["work"] }, input: inputs, output: { type: "string" } } as const;
const spec: PipelineSpec = {
  format: 1,
  name: "chain",
  params: object,
  steps: { work: { ...work, limits: defaultLimits } },
  nodes: ["extract", "train", "deploy"].map((id, at, all) => ({
    kind: "step",
    id,
    scope: [],
    step: "work",
    input: at === 0 ? {} : { from: { kind: "step", step: all[at - 1] ?? "", path: [] } },
  })),
};

let broken: Set<string>;
let cluster: SimulatedCluster;
let starts: string[];
/** Attempts that wait until they are told to end. */
let endless: Set<string>;

beforeEach(async () => {
  broken = new Set();
  endless = new Set();
  starts = [];
  cluster = new SimulatedCluster({ execute: (_, { task }, signal) => execute(task, signal) });
  await cluster.startCoordinator();
  await cluster.engine.pipelines.apply(spec, null);
  await cluster.addAgent({ id: "a1" });
});

async function execute(task: string, signal: AbortSignal): Promise<AttemptOutcome> {
  starts.push(task);
  if (endless.has(task)) await new Promise((_, reject) => signal.addEventListener("abort", reject));
  return broken.has(task)
    ? { exitClass: "failure", failure: { exitClass: "failure", code: "TASK_FAILED", message: "broken" } }
    : { exitClass: "success", output: { value: `${task} ${large}`, spilled: await spill(`${task} ${large}`) } };
}

async function spill(value: string) {
  return (await cluster.archive.put(new TextEncoder().encode(JSON.stringify(value)))).digest;
}

async function runToEnd(): Promise<string> {
  const { header } = await cluster.engine.runs.create({ pipeline: "chain", params: { a: 1 } });
  await cluster.clock.advance(120_000);
  starts = [];
  return header.runId;
}

const request = (runId: string, more: Partial<RerunRunRequest> = {}): RerunRunRequest => ({
  runId,
  from: [],
  only: false,
  marks: {},
  isWhole: false,
  by: "ada",
  reason: "",
  ...more,
});
const status = async (runId: string) => (await cluster.engine.runs.get(runId)).header.status;

describe("a rerun", () => {
  it("from failure runs what failed and what needs it, with results out of the archive", async () => {
    broken.add("train");
    const old = await runToEnd();
    broken.clear();
    const { header } = await cluster.engine.runs.rerun(request(old));
    expect(header).toMatchObject({ cause: { kind: "rerun", of: old }, params: { a: 1 } });
    await cluster.clock.advance(120_000);
    expect(starts).toEqual(["train", "deploy"]);
    expect(await status(header.runId)).toBe("succeeded");
    const [extract] = await cluster.engine.runs.tasks(header.runId, { limit: 1 });
    expect(extract).toMatchObject({
      output: `extract ${large}`,
      record: { attempts: [], state: { origin: { kind: "rerun", runId: old, task: "extract" } } },
    });
  });

  it("goes on under another leader with what it has kept", async () => {
    broken.add("extract");
    const old = await runToEnd();
    endless.add("extract");
    broken.clear();
    const marked = await cluster.engine.runs.rerun(request(old, { marks: { train: large } }));
    await cluster.clock.advance(100);
    cluster.killCoordinator();
    await cluster.startCoordinator();
    endless.clear();
    await cluster.addAgent({ id: "a2" });
    await cluster.agents[0]?.kill();
    await cluster.clock.advance(300_000);
    expect(await status(marked.header.runId)).toBe("succeeded");
    expect(starts.filter((task) => task === "train")).toEqual([]);
    const tasks = await cluster.engine.runs.tasks(marked.header.runId, { limit: 9, names: ["train"] });
    expect(tasks).toMatchObject([{ output: large, record: { state: { origin: { kind: "mark", by: "ada" } } } }]);
  });

  it("with a request id is made once, and with another wish refused", async () => {
    const old = await runToEnd();
    const again = request(old, { from: ["deploy"], requestId: "once" });
    const [one, two] = await Promise.all([cluster.engine.runs.rerun(again), cluster.engine.runs.rerun(again)]);
    expect(one.header.runId).toBe(two.header.runId);
    await expect(cluster.engine.runs.rerun({ ...again, from: ["train"] })).rejects.toMatchObject({
      code: "REQUEST_ID_REUSED",
    });
  });

  it("is previewed without a trace", async () => {
    const old = await runToEnd();
    expect(await cluster.engine.runs.previewRerun(request(old, { from: ["train"] }))).toMatchObject({
      again: [
        { task: "train", because: "it was named" },
        { task: "deploy", because: "it needs train, which runs again" },
      ],
      kept: 1,
    });
    expect(await cluster.engine.runs.list({ limit: 9 })).toHaveLength(1);
  });

  it("of a pipeline that has changed wants to know on which code", async () => {
    const old = await runToEnd();
    await cluster.engine.pipelines.apply({ ...spec, description: "new" }, null);
    const whole = request(old, { isWhole: true });
    await expect(cluster.engine.runs.rerun(whole)).rejects.toMatchObject({ code: "RERUN_CODE_UNCLEAR" });
    const before = (await cluster.engine.runs.get(old)).header.version;
    expect((await cluster.engine.runs.rerun({ ...whole, code: "same" })).header.version).toBe(before);
    expect((await cluster.engine.runs.rerun({ ...whole, code: "current" })).header.version).not.toBe(before);
  });

  it("needs an ended run, and something to do", async () => {
    const old = await runToEnd();
    await expect(cluster.engine.runs.rerun(request(old))).rejects.toMatchObject({ code: "NOTHING_TO_RERUN" });
    await expect(cluster.engine.runs.rerun(request("nobody"))).rejects.toMatchObject({ code: "RUN_NOT_FOUND" });
    endless.add("extract");
    const { header } = await cluster.engine.runs.create({ pipeline: "chain", params: {} });
    await expect(cluster.engine.runs.rerun(request(header.runId))).rejects.toMatchObject({ code: "RUN_NOT_ENDED" });
  });
});

describe("a person ends a task", () => {
  const given = { by: "ada", reason: "because" } as const;

  it("that runs: its attempt is told until it has ended, also by the next leader", async () => {
    endless.add("extract");
    const { header } = await cluster.engine.runs.create({ pipeline: "chain", params: {} });
    await cluster.clock.advance(100);
    const marked = cluster.engine.runs.endTask(header.runId, "extract", {
      ...given,
      status: "succeeded",
      output: "known",
    });
    expect(await marked).toMatchObject({ status: "running" });
    cluster.killCoordinator();
    await cluster.startCoordinator();
    await cluster.agents[0]?.connect(cluster.engine);
    await cluster.clock.advance(120_000);
    expect(await status(header.runId)).toBe("succeeded");
    const [extract] = await cluster.engine.runs.tasks(header.runId, { limit: 1 });
    expect(extract).toMatchObject({ status: "succeeded", output: "known" });
  });

  it("that is cancelled: what needs it is skipped, and its room is free", async () => {
    endless.add("extract");
    const { header } = await cluster.engine.runs.create({ pipeline: "chain", params: {} });
    await cluster.clock.advance(100);
    await cluster.engine.runs.endTask(header.runId, "extract", { ...given, status: "cancelled" });
    await cluster.clock.advance(120_000);
    const tasks = await cluster.engine.runs.tasks(header.runId, { limit: 9 });
    expect(tasks.map((task) => task.status)).toEqual(["cancelled", "skipped", "skipped"]);
    expect((await cluster.engine.agents.get("a1")).allocated).toMatchObject({ millicpus: 0 });
  });

  it("is refused where it does not fit, or comes too late", async () => {
    endless.add("extract");
    const { header } = await cluster.engine.runs.create({ pipeline: "chain", params: {} });
    const end = (task: string, output: number | null) =>
      cluster.engine.runs.endTask(header.runId, task, { ...given, status: "succeeded", output });
    await expect(end("extract", 7)).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
    await expect(end("nobody", null)).rejects.toMatchObject({ code: "TASK_NOT_FOUND" });
    await cluster.engine.runs.endTask(header.runId, "deploy", { ...given, status: "failed" });
    await expect(
      cluster.engine.runs.endTask(header.runId, "deploy", { ...given, status: "cancelled" }),
    ).rejects.toMatchObject({ code: "TASK_ENDED" });
  });
});

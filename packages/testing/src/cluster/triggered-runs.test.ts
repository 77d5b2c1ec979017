/** Tasks that run another pipeline: once, whoever leads, and together with it to the end. */
import { defaultLimits, type JsonObject, type Limits, type PipelineSpec, type TriggerExecutable } from "@troupe/core";
import { describe, expect, it } from "vitest";
import { type Crash, CrashingCluster } from "./crashing-cluster.ts";
import type { Execute } from "./simulated-agent.ts";

const object = { type: "object", properties: {}, additionalProperties: false } as const;
const anything = { type: "object", additionalProperties: {} } as const;
const minute = 60_000;

const child: PipelineSpec = {
  format: 1,
  name: "child",
  params: { type: "object", properties: { region: { type: "string" } }, required: ["region"] },
  steps: {
    work: { runs: { kind: "command", argv: ["work"] }, input: object, output: anything, limits: defaultLimits },
  },
  nodes: [{ kind: "step", id: "work", scope: [], step: "work", input: {} }],
  outputs: { kind: "step", step: "work", path: [] },
};

function parent(
  { limits = {}, ...runs }: Partial<TriggerExecutable> & { readonly limits?: Partial<Limits> } = {},
  input: JsonObject = { params: { region: "eu" } },
  name = "parent",
): PipelineSpec {
  const given = Object.entries(input).map(([field, value]) => [field, { kind: "literal", value }] as const);
  const trigger = { kind: "trigger", pipeline: "child", wait: true, ...runs } as const;
  return {
    format: 1,
    name,
    params: object,
    steps: { start: { runs: trigger, input: anything, output: anything, limits: { ...defaultLimits, ...limits } } },
    nodes: [{ kind: "step", id: "start", scope: [], step: "start", input: Object.fromEntries(given) }],
    outputs: { kind: "step", step: "start", path: [] },
  };
}

const succeed: Execute = async () => ({ exitClass: "success", output: { value: { rows: 3 } } });
const never: Execute = (_spec, _key, signal) =>
  new Promise((resolve) => {
    const failure = { exitClass: "cancelled", code: "TASK_CANCELLED", message: "" } as const;
    signal.addEventListener("abort", () => resolve({ exitClass: "cancelled", failure }));
  });

async function setUp(execute: Execute, ...specs: readonly PipelineSpec[]) {
  const world = new CrashingCluster(execute);
  await world.start(child, ...specs);
  await world.cluster.addAgent({ id: "a1" });
  const engine = () => world.cluster.engine;
  const runsOf = (pipeline: string) => engine().runs.list({ limit: 100, pipeline });
  const headerOf = async (runId: string) => (await engine().runs.get(runId)).header;
  const start = async (pipeline = "parent") => (await engine().runs.create({ pipeline, params: {} })).header.runId;
  const task = async (runId: string) => (await engine().runs.tasks(runId, { limit: 1 }))[0];
  return { world, engine, runsOf, headerOf, start, task };
}

describe("a task that waits for the run that it triggers", () => {
  it("yields its outputs, and is what it was made for", async () => {
    const { world, runsOf, headerOf, start, task } = await setUp(succeed, parent());
    const runId = await start();
    await world.advance(minute);
    const [made] = await runsOf("child");
    expect(made).toMatchObject({ cause: { kind: "trigger", runId, task: "start", depth: 1 } });
    expect(await headerOf(made?.runId ?? "")).toMatchObject({ params: { region: "eu" }, status: "succeeded" });
    expect(await task(runId)).toMatchObject({ status: "succeeded", output: { rows: 3 } });
    expect(await headerOf(runId)).toMatchObject({ status: "succeeded", outputs: { rows: 3 } });
  });

  it("says for which run it waits", async () => {
    const { world, runsOf, start, task } = await setUp(never, parent());
    const runId = await start();
    await world.advance(1000);
    const [made] = await runsOf("child");
    expect(await task(runId)).toMatchObject({ status: "waiting", reason: `waits for run ${made?.runId} of child` });
  });

  it("fails with it, and names it", async () => {
    const failure = { exitClass: "failure", code: "TASK_FAILED", message: "no rows" } as const;
    const { world, runsOf, headerOf, start } = await setUp(async () => ({ exitClass: "failure", failure }), parent());
    const runId = await start();
    await world.advance(minute);
    const [made] = await runsOf("child");
    const message = `run ${made?.runId} of child failed: work: no rows`;
    expect((await headerOf(runId)).failure).toMatchObject({
      task: "start",
      failure: { code: "TRIGGERED_RUN_FAILED", message, details: { runId: made?.runId } },
    });
  });

  it("fails if somebody cancels the run", async () => {
    const { world, engine, runsOf, headerOf, start } = await setUp(never, parent());
    const runId = await start();
    await world.advance(1000);
    const [made] = await runsOf("child");
    await engine().runs.cancel(made?.runId ?? "", "not today");
    await world.advance(10_000);
    const { failure } = await headerOf(runId);
    expect(failure?.failure.message).toContain("was cancelled: not today");
  });

  it("fails if the run cannot be made, and says why", async () => {
    const { world, headerOf, start } = await setUp(
      succeed,
      parent({ pipeline: "missing" }),
      parent({}, { params: { region: 7 } }, "misfit"),
    );
    const [missing, misfit] = [await start(), await start("misfit")];
    await world.advance(1000);
    expect((await headerOf(missing)).failure).toMatchObject({ failure: { code: "PIPELINE_NOT_FOUND" } });
    expect((await headerOf(misfit)).failure).toMatchObject({ failure: { code: "INVALID_PARAMS" } });
  });

  it("ends it when its own run is cancelled, and ends after it", async () => {
    const { world, engine, runsOf, headerOf, start } = await setUp(never, parent());
    const runId = await start();
    await world.advance(1000);
    const [made] = await runsOf("child");
    expect((await engine().runs.cancel(runId, "enough")).header.status).toBe("cancelling");
    await world.advance(10_000);
    const ended = await headerOf(made?.runId ?? "");
    expect(ended).toMatchObject({ status: "cancelled", cancel: { reason: expect.stringContaining(runId) } });
    const own = await headerOf(runId);
    expect(own.status).toBe("cancelled");
    expect(own.endedAt).toBeGreaterThanOrEqual(ended.endedAt ?? Number.POSITIVE_INFINITY);
  });

  it("ends it at its own deadline, and fails as out of time", async () => {
    const { world, runsOf, headerOf, start } = await setUp(never, parent({ limits: { timeoutMs: 10_000 } }));
    const runId = await start();
    await world.advance(minute);
    const [made] = await runsOf("child");
    expect(await headerOf(made?.runId ?? "")).toMatchObject({ status: "cancelled" });
    expect((await headerOf(runId)).failure).toMatchObject({
      failure: { exitClass: "timeout", code: "WAIT_TIMED_OUT" },
    });
  });

  it("ends it when somebody cancels the task by hand", async () => {
    const { world, engine, runsOf, headerOf, start } = await setUp(never, parent());
    const runId = await start();
    await world.advance(1000);
    await engine().runs.endTask(runId, "start", { status: "cancelled", by: "ann", reason: "not needed" });
    await world.advance(10_000);
    const [made] = await runsOf("child");
    expect(await headerOf(made?.runId ?? "")).toMatchObject({ status: "cancelled" });
  });

  it("goes no deeper than ten runs: a pipeline that runs itself ends", async () => {
    const { world, runsOf, headerOf, start } = await setUp(succeed, parent({ pipeline: "parent" }, { params: {} }));
    await start();
    await world.advance(minute);
    const runs = await runsOf("parent");
    expect(runs).toHaveLength(11);
    expect(runs.every(({ status }) => status === "failed")).toBe(true);
    const codes = await Promise.all(runs.map(async ({ runId }) => (await headerOf(runId)).failure?.failure.code));
    expect(codes.filter((code) => code === "TRIGGER_TOO_DEEP")).toHaveLength(1);
    expect(codes.filter((code) => code === "TRIGGERED_RUN_FAILED")).toHaveLength(10);
  });
});

describe("a task that triggers a run and does not wait", () => {
  it("yields its id, and leaves it alone when its own run is cancelled", async () => {
    const { world, runsOf, headerOf, start } = await setUp(never, parent({ wait: false }));
    const runId = await start();
    await world.advance(1000);
    const [made] = await runsOf("child");
    expect(await headerOf(runId)).toMatchObject({ status: "succeeded", outputs: { runId: made?.runId } });
    await world.advance(minute);
    expect(await headerOf(made?.runId ?? "")).toMatchObject({ status: "running" });
  });
});

describe("a key", () => {
  const keyed = { params: { region: "eu" }, key: "2026-11-22" };

  it("names one live run, which serves all; and another one once that has ended", async () => {
    const { world, engine, runsOf, headerOf, start } = await setUp(
      never,
      parent({ wait: false }, keyed),
      parent({}, keyed, "other"),
    );
    const first = await start();
    const second = await start("other");
    await world.advance(1000);
    const [made, ...more] = await runsOf("child");
    expect(more).toEqual([]);
    // It is somebody else's: whoever only joined does not end it.
    await engine().runs.cancel(second, "enough");
    await world.advance(1000);
    expect(await headerOf(second)).toMatchObject({ status: "cancelled" });
    expect(await headerOf(made?.runId ?? "")).toMatchObject({ status: "running", cause: { runId: first } });
    await engine().runs.cancel(made?.runId ?? "", "enough");
    await world.advance(minute);
    await start();
    await world.advance(1000);
    expect(await runsOf("child")).toHaveLength(2);
  });

  it("names its run for as long as it was told, also after that has ended, and after a fail-over", async () => {
    const within = parent({ keyWithinMs: 10 * minute }, keyed);
    const { world, runsOf, headerOf, start } = await setUp(succeed, within);
    await start();
    await world.advance(minute);
    world.arm({ at: 1, written: true });
    // Its leader dies while it is made, and nobody is told of it.
    void start();
    await world.advance(1000);
    const again = await start();
    await world.advance(minute);
    expect(await headerOf(again)).toMatchObject({ status: "succeeded", outputs: { rows: 3 } });
    expect(await runsOf("child")).toHaveLength(1);
    await world.advance(10 * minute);
    await start();
    await world.advance(minute);
    expect(await runsOf("child")).toHaveLength(2);
  });
});

/** Every batch of a story is the last one of its leader once, written and not. */
async function everyCrash(story: (crash: Crash) => Promise<boolean>): Promise<number> {
  let crashes = 0;
  for (const written of [true, false]) for (let at = 1; await story({ at, written }); at++) crashes += 1;
  return crashes;
}

describe("whoever leads", () => {
  it("makes the run once and hears of its end, wherever a leader dies", async () => {
    const crashes = await everyCrash(async (crash) => {
      const { world, runsOf, headerOf, start } = await setUp(succeed, parent());
      const runId = await start();
      world.arm(crash);
      await world.advance(5 * minute);
      const { failure, ...header } = await headerOf(runId);
      expect(failure).toBeNull();
      expect(header).toMatchObject({ status: "succeeded", outputs: { rows: 3 } });
      expect(await runsOf("child")).toHaveLength(1);
      return world.hasCrashed && world.batches > crash.at;
    });
    expect(crashes).toBeGreaterThan(6);
  });

  it("ends the run that a cancelled one waits for, wherever a leader dies", async () => {
    const crashes = await everyCrash(async (crash) => {
      const { world, engine, runsOf, headerOf, start } = await setUp(never, parent());
      const runId = await start();
      await world.advance(1000);
      world.arm(crash);
      void engine()
        .runs.cancel(runId, "enough")
        .catch(() => undefined);
      await world.advance(minute);
      // Nobody was told that it is cancelled: who asked asks again.
      if ((await headerOf(runId)).status === "running") await engine().runs.cancel(runId, "enough");
      await world.advance(2 * minute);
      expect(await headerOf(runId)).toMatchObject({ status: "cancelled" });
      const made = await runsOf("child");
      expect(made.map(({ status }) => status)).toEqual(["cancelled"]);
      return world.hasCrashed && world.batches > crash.at;
    });
    expect(crashes).toBeGreaterThan(4);
  });
});

/** Tasks that wait without an agent: for a time and for a person, whoever leads meanwhile. */
import {
  type ApprovalAnswer,
  defaultLimits,
  type Limits,
  type PipelineSpec,
  type WaitingExecutable,
} from "@troupe/core";
import { waitCursor } from "@troupe/engine";
import { describe, expect, it } from "vitest";
import { CrashingCluster } from "./crashing-cluster.ts";
import { SimulatedCluster } from "./simulated-cluster.ts";

const object = { type: "object", properties: {}, additionalProperties: false } as const;
const anything = { type: "object", additionalProperties: {} } as const;
const execute = async () => ({ exitClass: "success", output: null }) as const;
const minute = 60_000;

function specOf(runs: WaitingExecutable, limits: Partial<Limits> = {}): PipelineSpec {
  return {
    format: 1,
    name: "paused",
    params: object,
    steps: {
      pause: { runs, input: anything, output: anything, limits: { ...defaultLimits, ...limits } },
      work: { runs: { kind: "command", argv: ["work"] }, input: object, limits: defaultLimits },
    },
    nodes: [
      {
        kind: "step",
        id: "pause",
        scope: [],
        step: "pause",
        input: { ask: { kind: "literal", value: "Release 7?" } },
      },
      { kind: "step", id: "next", scope: [], step: "work", input: {}, after: ["pause"] },
    ],
  };
}

async function setUp(spec: PipelineSpec) {
  const cluster = new SimulatedCluster({ execute });
  await cluster.startCoordinator();
  await cluster.engine.pipelines.apply(spec, null);
  const { header } = await cluster.engine.runs.create({ pipeline: "paused", params: {} });
  const { runId } = header;
  const failOver = async () => {
    cluster.killCoordinator();
    await cluster.startCoordinator();
    for (const agent of cluster.agents) await agent.connect(cluster.engine);
  };
  const task = async (name = "pause") => (await cluster.engine.runs.tasks(runId, { limit: 1, names: [name] }))[0];
  const status = async () => (await cluster.engine.runs.get(runId)).header.status;
  return { cluster, runId, failOver, task, status };
}

describe("a task that waits for a time", () => {
  const spec = specOf({ kind: "wait", for: { kind: "duration", ms: 10 * minute } });

  it("says until when, and goes on then, without any agent", async () => {
    const { cluster, runId, task } = await setUp(spec);
    const began = cluster.clock.now();
    const until = new Date(began + 10 * minute).toISOString();
    expect(await task()).toMatchObject({ status: "waiting", reason: `waits until ${until}`, kind: "wait" });
    expect((await cluster.engine.runs.get(runId)).counts).toMatchObject({ waiting: 1, pending: 1 });
    // Nobody looks at it meanwhile: it rests, and wakes by itself.
    await cluster.clock.advance(10 * minute + 1000);
    expect(await task()).toMatchObject({ status: "succeeded", output: { outcome: "ready", at: until } });
  });

  it("is listed for as long as it waits, by whoever leads", async () => {
    const { cluster, runId, failOver } = await setUp(spec);
    const since = cluster.clock.now();
    const until = since + 10 * minute;
    const reason = `waits until ${new Date(until).toISOString()}`;
    const wait = { runId, pipeline: "paused", task: "pause", kind: "time", reason, since, deadline: null, until };
    const listed = () => cluster.engine.runs.waits({ limit: 10 });
    expect(await listed()).toEqual([wait]);
    expect(await cluster.engine.runs.waits({ limit: 10, pipeline: "other" })).toEqual([]);
    await failOver();
    expect(await listed()).toEqual([wait]);
    const second = (await cluster.engine.runs.create({ pipeline: "paused", params: {} })).header.runId;
    const [first, next] = await listed();
    expect([first?.runId, next?.runId]).toEqual([runId, second]);
    expect(await cluster.engine.runs.waits({ limit: 10, after: waitCursor(wait) })).toEqual([next]);
    await cluster.engine.runs.cancel(second, "enough");
    expect(await listed()).toEqual([wait]);
    await cluster.clock.advance(10 * minute + 1000);
    expect(await listed()).toEqual([]);
    await expect((await cluster.startFollower()).runs.waits({ limit: 1 })).rejects.toMatchObject({
      code: "NOT_LEADER",
    });
  });

  it("goes on at the same instant under the next leader, also if nobody led then", async () => {
    const { cluster, failOver, task, status } = await setUp(spec);
    await cluster.addAgent({ id: "a1" });
    await cluster.clock.advance(4 * minute);
    await failOver();
    await cluster.clock.advance(6 * minute - 1);
    expect(await task()).toMatchObject({ status: "waiting" });
    cluster.killCoordinator();
    await cluster.clock.advance(minute);
    await cluster.startCoordinator();
    await cluster.agents[0]?.connect(cluster.engine);
    await cluster.clock.advance(1000);
    expect(await status()).toBe("succeeded");
    expect(cluster.agents[0]?.starts).toHaveLength(1);
  });

  it("ends with its run, and with its run's time", async () => {
    const cancelled = await setUp(spec);
    await cancelled.cluster.engine.runs.cancel(cancelled.runId, "enough");
    expect(await cancelled.task()).toMatchObject({ status: "cancelled", reason: "enough" });
    const late = await setUp({ ...spec, timeoutMs: minute });
    await late.cluster.clock.advance(minute + 1);
    expect(await late.status()).toBe("timed-out");
  });

  it("can be given its result, or be cancelled, by hand", async () => {
    const { cluster, runId, task } = await setUp(spec);
    await cluster.engine.runs.endTask(runId, "pause", { status: "cancelled", by: "ann", reason: "not needed" });
    expect(await task()).toMatchObject({ status: "cancelled", reason: expect.stringContaining("not needed") });
  });
});

const yes: ApprovalAnswer = { decision: "approved", by: "anna", claimed: true, reason: "looks good" };

describe("an approval", () => {
  const spec = specOf({ kind: "approval", default: "reject" }, { timeoutMs: 60 * minute });

  it("is listed while it is open, and goes on with the answer", async () => {
    const { cluster, runId, task, failOver } = await setUp(spec);
    const asked = { runId, pipeline: "paused", task: "pause", ask: "Release 7?", approvers: [] };
    expect(await cluster.engine.approvals.list({ limit: 10 })).toMatchObject([asked]);
    await failOver();
    expect(await cluster.engine.approvals.list({ limit: 10 })).toMatchObject([asked]);
    expect(await cluster.engine.approvals.list({ limit: 10, pipeline: "other" })).toEqual([]);
    expect(await cluster.engine.approvals.answer(runId, "pause", yes)).toMatchObject({ status: "succeeded" });
    expect(await cluster.engine.approvals.list({ limit: 10 })).toEqual([]);
    expect(await task()).toMatchObject({ output: { decision: "approved", by: "anna", reason: "looks good" } });
  });

  it("tells who answers second who was first, whoever leads, and when the run is in the archive", async () => {
    const { cluster, runId, failOver, status } = await setUp(spec);
    const second = { ...yes, by: "ben" };
    await cluster.engine.approvals.answer(runId, "pause", yes);
    await expect(cluster.engine.approvals.answer(runId, "pause", second)).rejects.toMatchObject({
      code: "APPROVAL_ANSWERED",
      details: { by: "anna" },
    });
    await failOver();
    await expect(cluster.engine.approvals.answer(runId, "pause", second)).rejects.toThrow("was approved by anna at");
    await cluster.addAgent({ id: "a1" });
    await cluster.clock.advance(5 * minute);
    expect(await status()).toBe("succeeded");
    await expect(cluster.engine.approvals.answer(runId, "pause", second)).rejects.toThrow("was approved by anna at");
    expect(await cluster.engine.approvals.answer(runId, "pause", yes)).toMatchObject({ status: "succeeded" });
  });

  it("is answered by two at once, and one of them counts", async () => {
    const { cluster, runId } = await setUp(spec);
    const answers = [yes, { ...yes, by: "ben" }].map((each) => cluster.engine.approvals.answer(runId, "pause", each));
    expect(await Promise.allSettled(answers)).toMatchObject([
      { status: "fulfilled" },
      { status: "rejected", reason: { code: "APPROVAL_ANSWERED" } },
    ]);
  });

  it("is decided at its deadline, also after a fail-over", async () => {
    const { cluster, task, failOver } = await setUp(spec);
    await cluster.clock.advance(59 * minute);
    await failOver();
    await cluster.clock.advance(minute);
    expect(await task()).toMatchObject({
      status: "failed",
      record: { state: { failure: { code: "APPROVAL_REJECTED" } } },
    });
    expect(await cluster.engine.approvals.list({ limit: 10 })).toEqual([]);
  });

  it("knows no run and no task that is not there", async () => {
    const { cluster, runId } = await setUp(spec);
    await expect(cluster.engine.approvals.answer("nope", "pause", yes)).rejects.toMatchObject({
      code: "RUN_NOT_FOUND",
    });
    await expect(cluster.engine.approvals.answer(runId, "nope", yes)).rejects.toMatchObject({ code: "TASK_NOT_FOUND" });
    await expect(cluster.engine.approvals.answer(runId, "next", yes)).rejects.toMatchObject({ code: "NO_APPROVAL" });
  });

  it("keeps an answer that was acknowledged, and takes one that was not once more, wherever its leader dies", async () => {
    let crashes = 0;
    for (const written of [true, false]) {
      const world = new CrashingCluster(execute);
      await world.start(spec);
      const { header } = await world.cluster.engine.runs.create({ pipeline: "paused", params: {} });
      world.arm({ at: 1, written });
      void world.cluster.engine.approvals.answer(header.runId, "pause", yes).catch(() => undefined);
      await world.advance(5000);
      if (world.hasCrashed) crashes += 1;
      expect(await world.status(header.runId, "pause")).toBe(written ? "succeeded" : "waiting");
      expect(await world.cluster.engine.approvals.answer(header.runId, "pause", yes)).toMatchObject({
        status: "succeeded",
      });
    }
    expect(crashes).toBe(2);
  });
});

describe("a task that an agent polls for", () => {
  const poll = { kind: "poll", for: { kind: "http" }, everyMs: 1000, onTimeout: "go-on" } as const;
  const spec = specOf(poll as never, { timeoutMs: 10 * minute });

  it("goes on at its deadline, and says so", async () => {
    const failure = { exitClass: "timeout", code: "TASK_TIMED_OUT", message: "its time was up" } as const;
    const world = new CrashingCluster(async (attempt) =>
      attempt.step === "pause" ? { exitClass: "timeout", failure } : { exitClass: "success", output: null },
    );
    await world.start(spec);
    await world.cluster.addAgent({ id: "a1" });
    const { header } = await world.cluster.engine.runs.create({ pipeline: "paused", params: {} });
    await world.advance(minute);
    const [task] = await world.cluster.engine.runs.tasks(header.runId, { limit: 1, names: ["pause"] });
    expect(task).toMatchObject({ status: "succeeded", output: { outcome: "timed-out" } });
    expect(await world.status(header.runId, "next")).toBe("succeeded");
  });

  it("has one deadline, whichever agents look, and asks them for no code", async () => {
    const offers: { readonly timeoutMs: number | null; readonly codeDigest: string | null }[] = [];
    const cluster = new SimulatedCluster({
      lostAfterMs: 60_000,
      execute: ({ timeoutMs, codeDigest }) => {
        offers.push({ timeoutMs, codeDigest });
        return new Promise(() => {});
      },
    });
    await cluster.startCoordinator();
    const { digest } = await cluster.archive.put(new Uint8Array());
    await cluster.engine.pipelines.apply(spec, digest);
    const first = await cluster.addAgent({ id: "a1" });
    await cluster.engine.runs.create({ pipeline: "paused", params: {} });
    await cluster.clock.advance(3 * minute);
    first.disconnect();
    await cluster.clock.advance(2 * minute);
    await cluster.addAgent({ id: "a2" });
    await cluster.clock.advance(minute);
    expect(offers).toHaveLength(2);
    expect(offers[0]).toEqual({ timeoutMs: 10 * minute, codeDigest: null });
    expect(offers[1]?.timeoutMs).toBeLessThanOrEqual(6 * minute);
    expect(offers[1]?.timeoutMs).toBeGreaterThan(4 * minute);
  });
});

describe("a task that waits for a dataset", () => {
  const spec: PipelineSpec = {
    ...specOf({ kind: "wait", for: { kind: "dataset", dataset: "churn/features" } }, { timeoutMs: 60 * minute }),
    nodes: [
      { kind: "step", id: "pause", scope: [], step: "pause", input: { newerThan: { kind: "literal", value: 1 } } },
    ],
  };
  const publish = ({ engine }: SimulatedCluster, rows: number) =>
    engine.datasets.publish({ dataset: "churn/features", value: { rows } });

  it("goes on with the newest revision, once there is one that is newer", async () => {
    const { cluster, task } = await setUp(spec);
    expect(await task()).toMatchObject({
      reason: expect.stringMatching(/^waits for a revision after 1 of churn\/features/),
    });
    await publish(cluster, 10);
    await cluster.clock.advance(minute);
    expect(await task()).toMatchObject({ status: "waiting" });
    await publish(cluster, 20);
    await cluster.clock.advance(1);
    expect(await task()).toMatchObject({
      status: "succeeded",
      output: { outcome: "ready", revision: 2, value: { rows: 20 } },
    });
  });

  it("hears under the next leader of what was published before, and after", async () => {
    const { cluster, task, failOver } = await setUp(spec);
    await publish(cluster, 10);
    await failOver();
    await publish(cluster, 20);
    await cluster.clock.advance(1);
    expect(await task()).toMatchObject({ status: "succeeded", output: { revision: 2 } });
  });

  it("does not wait for what is there, wherever its leader dies", async () => {
    for (let at = 1; at <= 4; at++)
      for (const written of [true, false]) {
        const world = new CrashingCluster(execute);
        await world.start(spec);
        for (const rows of [10, 20, 30]) await publish(world.cluster, rows);
        const { header } = await world.cluster.engine.runs.create({ pipeline: "paused", params: {} });
        world.arm({ at, written });
        await world.advance(5000);
        const [found] = await world.cluster.engine.runs.tasks(header.runId, { limit: 1, names: ["pause"] });
        expect(found).toMatchObject({ status: "succeeded", output: { revision: 3 } });
      }
  });

  it("fails at its deadline", async () => {
    const { cluster, task } = await setUp(spec);
    await cluster.clock.advance(61 * minute);
    expect(await task()).toMatchObject({
      status: "failed",
      record: { state: { failure: { code: "WAIT_TIMED_OUT" } } },
    });
  });
});

/** What becomes of tasks whose attempts fail, on the production engine and virtual time. */
import { type AttemptOutcome, type Checkpoint, defaultLimits, type Limits, type PipelineSpec } from "@troupe/core";
import type { AttemptSpec } from "@troupe/engine";
import { expect, it } from "vitest";
import { SimulatedCluster } from "./simulated-cluster.ts";

const nothing = { type: "object", properties: {}, additionalProperties: false } as const;
const gib = 2 ** 30;
const budgets = { failure: 5, oom: 5, timeout: 5, lost: 5, error: 5 };
const retries = { budgets, backoff: { initialMs: 1000, factor: 1, maxMs: 1000, jitter: 0 } };
const checkpoint: Checkpoint = { kind: "pt", digest: `sha256:${"1".repeat(64)}`, size: 3, step: 4 };

function specOf(limits: Partial<Limits>, ofCall?: Partial<Limits>): PipelineSpec {
  const runs = { kind: "command", argv: ["train"] } as const;
  return {
    format: 1,
    name: "p",
    params: nothing,
    steps: { train: { runs, input: nothing, limits: { ...defaultLimits, retries, ...limits } } },
    nodes: [{ kind: "step", id: "train", scope: [], step: "train", input: {}, ...(ofCall && { limits: ofCall }) }],
  };
}

const success: AttemptOutcome = { exitClass: "success", output: null };
const failed = (exitClass: "failure" | "oom" | "timeout", code = "TASK_FAILED"): AttemptOutcome => ({
  exitClass,
  failure: { exitClass, code, message: "no" },
});
/** Until it is stopped. */
const never = (signal: AbortSignal): Promise<AttemptOutcome> =>
  new Promise((resolve) => signal.addEventListener("abort", () => resolve(failed("failure"))));

async function started(spec: PipelineSpec, execute: (attempt: number, signal: AbortSignal) => Promise<AttemptOutcome>) {
  const offers: AttemptSpec[] = [];
  const cluster: SimulatedCluster = new SimulatedCluster({
    execute: (offer, { attempt }, signal) => {
      offers.push(offer);
      return execute(attempt, signal);
    },
  });
  const engine = await cluster.startCoordinator();
  await engine.pipelines.apply(spec, null);
  await cluster.addAgent({ id: "small", capacity: { millicpus: 4000, memoryBytes: 2 * gib, gpus: 0 } });
  const { header } = await engine.runs.create({ pipeline: "p", params: {} });
  const task = async () => (await cluster.engine.runs.tasks(header.runId, { limit: 1 }))[0];
  return { cluster, offers, task, runId: header.runId };
}

it("an attempt after an oom has more memory, and goes where there is as much", async () => {
  const limits = {
    resources: { ...defaultLimits.resources, memoryBytes: 2 * gib },
    retries: { ...retries, memoryOnOom: { factor: 2, maxBytes: 6 * gib } },
  };
  const { cluster, offers, task } = await started(specOf(limits), async (attempt) =>
    attempt < 3 ? failed("oom") : success,
  );
  await cluster.clock.advance(5000);
  // Nobody has 4 GiB: it waits, also under the next leader.
  expect((await task())?.status).toBe("queued");
  cluster.killCoordinator();
  const engine = await cluster.startCoordinator();
  for (const agent of cluster.agents) await agent.connect(engine);
  await cluster.addAgent({ id: "large", capacity: { millicpus: 4000, memoryBytes: 8 * gib, gpus: 0 } });
  await cluster.clock.advance(60_000);
  expect((await task())?.record?.attempts.map(({ agent, memoryBytes }) => [agent, memoryBytes])).toEqual([
    ["small", undefined],
    ["large", 4 * gib],
    ["large", 6 * gib],
  ]);
  expect(offers.map(({ resources }) => resources.memoryBytes)).toEqual([2 * gib, 4 * gib, 6 * gib]);
});

it("a task whose time is up is stopped where it runs, told again if that got lost, and fails", async () => {
  const { cluster, task } = await started(specOf({ withinMs: 10_000 }), async (attempt, signal) =>
    attempt === 1 ? failed("failure") : never(signal),
  );
  await cluster.clock.advance(9000);
  expect((await task())?.status).toBe("running");
  cluster.killCoordinator();
  await cluster.clock.advance(30_000);
  const engine = await cluster.startCoordinator();
  for (const agent of cluster.agents) await agent.connect(engine);
  await cluster.clock.advance(10_000);
  expect((await task())?.record).toMatchObject({
    state: { status: "failed", failure: { code: "TASK_OUT_OF_TIME", exitClass: "timeout" } },
    attempts: [{ exitClass: "failure" }, { exitClass: "cancelled" }],
  });
});

it("a task that nobody can take fails when its time is up, also if a leader has gone meanwhile", async () => {
  const resources = { ...defaultLimits.resources, gpus: 8 };
  const { cluster, task } = await started(specOf({ withinMs: 60_000, resources }), (_, signal) => never(signal));
  await cluster.clock.advance(30_000);
  cluster.killCoordinator();
  await cluster.startCoordinator();
  await cluster.clock.advance(20_000);
  expect((await task())?.status).toBe("queued");
  await cluster.clock.advance(15_000);
  expect(await task()).toMatchObject({ status: "failed", record: { attempts: [] } });
});

it("the next attempt goes on from the last checkpoint that was told of, though its machine is gone", async () => {
  const { cluster, offers, task, runId } = await started(specOf({}), (attempt, signal) =>
    attempt === 1 ? never(signal) : Promise.resolve(success),
  );
  await cluster.clock.advance(1000);
  const [agent] = cluster.agents;
  agent?.note({ runId, task: "train", attempt: 1 }, { checkpoint: { ...checkpoint, step: 3 } });
  agent?.note({ runId, task: "train", attempt: 1 }, { checkpoint });
  await cluster.clock.advance(1000);
  agent?.kill();
  await cluster.addAgent({ id: "other" });
  await cluster.clock.advance(120_000);
  expect(offers.map((offer) => offer.checkpoint?.step)).toEqual([undefined, 4]);
  expect((await task())?.record?.attempts.at(-1)).toMatchObject({ agent: "other", from: checkpoint });
});

it("an agent is told of the rules that a call sets for itself", async () => {
  const watchdog = { stallMs: 1000, action: "fail" } as const;
  const { cluster, offers } = await started(specOf({}, { watchdog }), async () => success);
  await cluster.clock.advance(1000);
  expect(offers[0]?.declaration.limits).toMatchObject({ watchdog, graceMs: defaultLimits.graceMs });
});

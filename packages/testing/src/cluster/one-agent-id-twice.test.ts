/** Two machines that call themselves the same: one after the other holds the session, and no task counts twice. */
import { type AttemptOutcome, defaultLimits, type PipelineSpec } from "@troupe/core";
import { expect, it } from "vitest";
import { SimulatedCluster } from "./simulated-cluster.ts";

const object = { type: "object", properties: {}, additionalProperties: false } as const;
const spec: PipelineSpec = {
  format: 1,
  name: "one",
  params: object,
  steps: { work: { runs: { kind: "command", argv: ["work"] }, input: object, limits: defaultLimits } },
  nodes: [{ kind: "step", id: "first", scope: [], step: "work", input: {} }],
};

it("gives the attempt to the later one, and counts nothing of the other", async () => {
  const ends: ((outcome: AttemptOutcome) => void)[] = [];
  const cluster = new SimulatedCluster({
    execute: (_spec, { attempt }) => {
      return new Promise((resolve) => {
        ends[attempt] = resolve;
      });
    },
  });
  const engine = await cluster.startCoordinator();
  await engine.pipelines.apply(spec, null);
  const elder = await cluster.addAgent({ id: "gpu-1" });
  const { header } = await engine.runs.create({ pipeline: "one", params: {} });
  await cluster.clock.advance(1000);
  const younger = await cluster.addAgent({ id: "gpu-1" });
  // Its own incarnation: two processes never have the same.
  younger.kill();
  await younger.connect(engine);
  await cluster.clock.advance(60_000);
  ends[1]?.({ exitClass: "success", output: null });
  await cluster.clock.advance(1000);
  expect((await engine.runs.get(header.runId)).header.status).toBe("running");
  expect([elder.starts.length, younger.starts.length]).toEqual([1, 1]);
  ends[2]?.({ exitClass: "success", output: null });
  await cluster.clock.advance(1000);
  const [task] = await engine.runs.tasks(header.runId, { limit: 1 });
  expect(task?.record?.attempts.map(({ number, exitClass }) => [number, exitClass])).toEqual([
    [1, "lost"],
    [2, "success"],
  ]);
  expect((await engine.runs.get(header.runId)).header.status).toBe("succeeded");
});

it("takes nobody for dead, and no task for what killed an agent, though they take the session from each other", async () => {
  const ends: ((outcome: AttemptOutcome) => void)[] = [];
  const cluster = new SimulatedCluster({
    execute: (_spec, { attempt }) =>
      new Promise((resolve) => {
        ends[attempt] = resolve;
      }),
  });
  const engine = await cluster.startCoordinator();
  await engine.pipelines.apply(spec, null);
  const twins = [await cluster.addAgent({ id: "gpu-1" }), await cluster.addAgent({ id: "gpu-1" })] as const;
  twins[1].kill();
  await twins[0].connect(engine);
  const { header } = await engine.runs.create({ pipeline: "one", params: {} });
  for (let turn = 1; turn <= 3; turn += 1) {
    await cluster.clock.advance(10_000);
    await twins[turn % 2 === 0 ? 0 : 1].connect(engine);
  }
  await cluster.clock.advance(60_000);
  const [task] = await engine.runs.tasks(header.runId, { limit: 1 });
  const codes = task?.record?.attempts.map(({ failure }) => failure?.code);
  expect(codes).toEqual([...Array.from({ length: 3 }, () => "ATTEMPT_LOST"), undefined]);
  ends.at(-1)?.({ exitClass: "success", output: null });
  await cluster.clock.advance(1000);
  expect((await engine.runs.get(header.runId)).header.status).toBe("succeeded");
});

/** An agent that stands still for longer than lostAfter, while its connection stays up. */
import { defaultLimits, type PipelineSpec } from "@troupe/core";
import { expect, it } from "vitest";
import { SimulatedCluster } from "./simulated-cluster.ts";

const idle = { cpu: 0, memoryBytes: 0, memoryTotalBytes: 0, devices: [] };

const object = { type: "object", properties: {}, additionalProperties: false } as const;
const spec: PipelineSpec = {
  format: 1,
  name: "one",
  params: object,
  steps: { work: { runs: { kind: "command", argv: ["work"] }, input: object, limits: defaultLimits } },
  nodes: [{ kind: "step", id: "first", scope: [], step: "work", input: {} }],
};

it("has its session ended, so that it comes back with what it holds and is told what is not its any more", async () => {
  const cluster = new SimulatedCluster({ execute: () => new Promise(() => {}), lostAfterMs: 10_000 });
  const engine = await cluster.startCoordinator();
  for (const id of ["a2", "a3"]) await cluster.addAgent({ id, capacity: { millicpus: 0, memoryBytes: 0, gpus: 0 } });
  await engine.pipelines.apply(spec, null);
  const closed: string[] = [];
  const hello = {
    agentId: "a1",
    incarnation: "1",
    host: "a1",
    version: "0",
    labels: {},
    capacity: { millicpus: 4000, memoryBytes: 2 ** 34, gpus: 0 },
    devices: [],
    held: [],
    clusterId: engine.clusterId,
    termSeen: 0,
    draining: false,
    standingClaim: false,
    isolationTier: 1,
  };
  const session = await engine.agents.connect(hello, {
    send: () => true,
    close: (why) => void closed.push(why),
    handOver() {},
  });
  const { header } = await engine.runs.create({ pipeline: "one", params: {} });
  await cluster.clock.advance(100);
  const key = { runId: header.runId, task: "first", attempt: 1 };
  session.claim(key, engine.term);
  session.running(key, 0);
  await cluster.clock.advance(20_000);
  expect((await engine.agents.get("a1")).state).toBe("gone");
  expect(closed).toHaveLength(1);
  // What it still says on the old session is not heard: it would be ready again, and run what is another's now.
  session.beat({ sequence: 1, nonces: {}, usage: idle, running: 1 });
  await cluster.clock.advance(100);
  expect((await engine.agents.get("a1")).state).toBe("gone");
  const again = await engine.agents.connect(
    { ...hello, held: [{ key, state: "running" }] },
    { send: () => true, close() {}, handOver() {} },
  );
  expect(again.superseded).toEqual([key]);
});

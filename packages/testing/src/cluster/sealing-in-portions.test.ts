/** A run of more tasks than one batch takes leaves the store in several; a coordinator may be killed between any two. */
import { defaultLimits, type Node, type PipelineSpec } from "@troupe/core";
import type { FencedBatch, StateStore } from "@troupe/engine";
import { describe, expect, it } from "vitest";
import { SimulatedCluster } from "./simulated-cluster.ts";

const object = { type: "object", properties: {}, additionalProperties: false } as const;
const count = 230;
const spec: PipelineSpec = {
  format: 1,
  name: "wide",
  params: object,
  steps: { work: { runs: { kind: "command", argv: ["work"] }, input: object, limits: defaultLimits } },
  nodes: Array.from(
    { length: count },
    (_, at): Node => ({ kind: "step", id: `s${at}`, scope: [], step: "work", input: {} }),
  ),
};

describe("a run of more tasks than a batch takes", () => {
  it.each([1, 2, 3])("is sealed whole when its coordinator is killed after %i of the batches", async (survived) => {
    let store: StateStore | undefined;
    let removals = 0;
    const cluster: SimulatedCluster = new SimulatedCluster({
      execute: async () => ({ exitClass: "success", output: null }),
      store: (inner) => {
        store = inner;
        return Object.assign(Object.create(inner), {
          limits: inner.limits,
          commit: (batch: FencedBatch) => {
            if (batch.deletes.some((key) => key.startsWith("runs/")) && removals++ === survived)
              cluster.killCoordinator();
            return inner.commit(batch);
          },
          get: (key: string) => inner.get(key),
          scan: (prefix: string, options?: object) => inner.scan(prefix, options),
        });
      },
    });
    await cluster.startCoordinator();
    const agent = await cluster.addAgent({ id: "a1" });
    await cluster.engine.pipelines.apply(spec, null);
    const { header } = await cluster.engine.runs.create({ pipeline: "wide", params: {} });
    while (removals <= survived) await cluster.clock.advance(1000);
    expect((await store?.scan("runs/"))?.length).toBeGreaterThan(0);

    await cluster.startCoordinator();
    await agent.connect(cluster.engine);
    await cluster.clock.advance(120_000);
    expect(await store?.scan("runs/")).toEqual([]);
    expect((await cluster.engine.runs.get(header.runId)).header.status).toBe("succeeded");
    const tasks = await cluster.engine.runs.tasks(header.runId, { limit: 1000 });
    expect([tasks.length, agent.starts.length]).toEqual([count, count]);
  });
});

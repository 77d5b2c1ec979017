/** What one caller, or one run, may not do to the others. */
import { defaultLimits, type PipelineSpec } from "@troupe/core";
import { describe, expect, it } from "vitest";
import { SimulatedCluster } from "./simulated-cluster.ts";

const object = { type: "object", properties: {}, additionalProperties: false } as const;
const spec: PipelineSpec = {
  format: 1,
  name: "one",
  params: object,
  steps: { work: { runs: { kind: "command", argv: ["work"] }, input: object, limits: defaultLimits } },
  nodes: [{ kind: "step", id: "first", scope: [], step: "work", input: {} }],
};

describe("a question about a task that is not there", () => {
  it("is refused and leaves the run alone, however often it is asked", async () => {
    const failures: object[] = [];
    const cluster = new SimulatedCluster({
      execute: () => new Promise(() => {}),
      log: { info() {}, warn() {}, error: (fields) => void failures.push(fields) },
    });
    await cluster.startCoordinator();
    await cluster.engine.pipelines.apply(spec, null);
    const { header } = await cluster.engine.runs.create({ pipeline: "one", params: {} });
    for (let asked = 0; asked < 5; asked++)
      await expect(cluster.engine.runs.tasks(header.runId, { limit: 1, names: ["frist"] })).rejects.toMatchObject({
        code: "TASK_NOT_FOUND",
      });
    expect(await cluster.engine.runs.get(header.runId)).toMatchObject({ header: { status: "running" } });
    expect(failures).toEqual([]);
  });
});

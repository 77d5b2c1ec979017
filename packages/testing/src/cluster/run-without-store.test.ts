/** A run whose records cannot be read for a while: it must be there again as soon as they can. */
import { defaultLimits, type PipelineSpec, TroupeError } from "@troupe/core";
import type { StateStore } from "@troupe/engine";
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

/** A cluster whose store reads no run while it is told so. */
async function setUp() {
  const store = { isWell: true };
  const trouble = new TroupeError("the store did not answer", { code: "STORE_TIMEOUT", reaction: "retry" });
  const errors: string[] = [];
  const cluster = new SimulatedCluster({
    execute: async () => ({ exitClass: "success", output: null }),
    log: { info() {}, warn() {}, error: (_, message) => void errors.push(message) },
    store: (inner): StateStore => ({
      limits: inner.limits,
      commit: (batch) => inner.commit(batch),
      get: (key) => inner.get(key),
      usage: () => inner.usage(),
      close: () => inner.close(),
      scan: (prefix, options) =>
        !store.isWell && /^runs\/[^/]+\/$/.test(prefix) ? Promise.reject(trouble) : inner.scan(prefix, options),
    }),
  });
  await cluster.startCoordinator();
  await cluster.engine.pipelines.apply(spec, null);
  const { header } = await cluster.engine.runs.create({ pipeline: "one", params: {} });
  await cluster.clock.advance(30_000);
  return { cluster, store, trouble, errors, runId: header.runId };
}

it("keeps what it was assigned, is not quarantined, and goes on", async () => {
  const { cluster, store, errors, runId } = await setUp();
  store.isWell = false;
  // Placed while it rests: it must be read to hear of it.
  const agent = await cluster.addAgent({ id: "a1" });
  await cluster.clock.advance(60_000);
  expect({ starts: agent.starts, errors }).toEqual({ starts: [], errors: [] });
  store.isWell = true;
  await cluster.clock.advance(15_000);
  expect(agent.starts).toHaveLength(1);
  expect((await cluster.engine.runs.get(runId)).header.status).toBe("succeeded");
  expect((await cluster.engine.agents.get("a1")).allocated).toMatchObject({ millicpus: 0 });
});

it("refuses who asks about it with what is wrong, and answers when that is over", async () => {
  const { cluster, store, trouble, runId } = await setUp();
  store.isWell = false;
  for (let asked = 0; asked < 10; asked++) await expect(cluster.engine.runs.get(runId)).rejects.toBe(trouble);
  store.isWell = true;
  await cluster.clock.advance(500);
  expect((await cluster.engine.runs.get(runId)).header.status).toBe("running");
});

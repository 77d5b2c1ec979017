/** Records that cannot be read: whose they are stands still, and nobody else. */
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

/** A cluster whose store gives back nonsense for the keys that the test names. */
function cluster(): { readonly cluster: SimulatedCluster; readonly broken: Set<string>; readonly logged: object[] } {
  const broken = new Set<string>();
  const logged: object[] = [];
  const nonsense = new Uint8Array([1, 2, 3]);
  const made: SimulatedCluster = new SimulatedCluster({
    execute: async () => {
      await new Promise<void>((resolve) => void made.clock.after(10_000, resolve));
      return { exitClass: "success", output: null };
    },
    log: { info() {}, warn() {}, error: (fields) => void logged.push(fields) },
    store: (inner) =>
      Object.assign(Object.create(inner), {
        commit: inner.commit.bind(inner),
        get: async (key: string) => (broken.has(key) ? nonsense : inner.get(key)),
        scan: async (...of: Parameters<typeof inner.scan>) =>
          (await inner.scan(...of)).map((entry) => (broken.has(entry.key) ? { ...entry, value: nonsense } : entry)),
      }),
  });
  return { cluster: made, broken, logged };
}

describe("a coordinator that finds a damaged run", () => {
  it("leads the others, says which run it is, and takes it up once it is mended", async () => {
    const { cluster: made, broken, logged } = cluster();
    await made.startCoordinator();
    await made.engine.pipelines.apply(spec, null);
    const agent = await made.addAgent({ id: "a1" });
    const create = async () => (await made.engine.runs.create({ pipeline: "one", params: {} })).header.runId;
    const [hurt, whole] = [await create(), await create()];
    await made.clock.advance(1000);
    expect(agent.running).toBe(2);
    made.killCoordinator();
    broken.add(`runs/${hurt}/task/first`);

    await made.startCoordinator();
    // Once every run is loaded.
    await made.engine.agents.list({ limit: 1 });
    expect(logged).toMatchObject([{ run: hurt, error: { code: "DATA_CORRUPT" } }]);
    await agent.connect(made.engine);
    // What it has with an agent is not taken from it.
    expect(agent.running).toBe(2);
    await made.clock.advance(20_000);
    expect((await made.engine.runs.get(whole)).header.status).toBe("succeeded");
    const refusal = { code: "RUN_DAMAGED", details: { runId: hurt } };
    await expect(made.engine.runs.get(hurt)).rejects.toMatchObject(refusal);
    await expect(made.engine.runs.cancel(hurt, "enough")).rejects.toMatchObject(refusal);
    const listed = await made.engine.runs.list({ limit: 10 });
    expect(listed.find(({ runId }) => runId === hurt)?.failure).toContain("RUN_DAMAGED");
    expect(listed.find(({ runId }) => runId === whole)?.failure).toBeNull();

    made.killCoordinator();
    broken.clear();
    await made.startCoordinator();
    await agent.connect(made.engine);
    await made.clock.advance(20_000);
    expect((await made.engine.runs.get(hurt)).header.status).toBe("succeeded");
    expect(agent.starts).toHaveLength(2);
  });
});

describe("a coordinator that finds a damaged agent", () => {
  it("leads, and knows it again when it connects", async () => {
    const { cluster: made, broken, logged } = cluster();
    await made.startCoordinator();
    const agent = await made.addAgent({ id: "a1" });
    made.killCoordinator();
    broken.add("agents/a1");
    await made.startCoordinator();
    expect(logged).toMatchObject([{ key: "agents/a1" }]);
    await agent.connect(made.engine);
    expect((await made.engine.agents.get("a1")).state).toBe("ready");
  });
});

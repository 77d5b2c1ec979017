/** What is asked of a run when it has ended and lies in the archive. */
import { defaultLimits, type Node, type PipelineSpec } from "@troupe/core";
import { describe, expect, it } from "vitest";
import { SimulatedCluster } from "./simulated-cluster.ts";

const object = { type: "object", properties: {}, additionalProperties: false } as const;
const step = (id: string, scope: string[] = []): Node => ({ kind: "step", id, scope, step: "work", input: {} });
const spec: PipelineSpec = {
  format: 1,
  name: "branching",
  params: object,
  steps: { work: { runs: { kind: "command", argv: ["work"] }, input: object, limits: defaultLimits } },
  nodes: [
    step("first"),
    {
      kind: "branch",
      id: "way",
      scope: [],
      arms: [{ name: "never", if: { test: "holds", of: { kind: "literal", value: false } } }],
    },
    step("untaken", ["way/never"]),
  ],
};

async function ended(): Promise<{ readonly cluster: SimulatedCluster; readonly runId: string }> {
  const cluster = new SimulatedCluster({ execute: async () => ({ exitClass: "success", output: null }) });
  await cluster.startCoordinator();
  await cluster.addAgent({ id: "a1" });
  await cluster.engine.pipelines.apply(spec, null);
  const { header } = await cluster.engine.runs.create({ pipeline: "branching", params: {} });
  return { cluster, runId: header.runId };
}

describe("a task of an arm that was not taken", () => {
  it("is asked for by the name that the list of tasks gives it", async () => {
    const { cluster, runId } = await ended();
    await cluster.clock.advance(60_000);
    const all = await cluster.engine.runs.tasks(runId, { limit: 10 });
    expect(all.map(({ name, status }) => [name, status])).toContainEqual(["untaken", "skipped"]);
    const [task] = await cluster.engine.runs.tasks(runId, { limit: 1, names: ["untaken"] });
    expect(task).toMatchObject({ status: "skipped", reason: "way took no arm" });
  });
});

describe("metrics of all tasks that are followed", () => {
  it("end with the run", async () => {
    const { cluster, runId } = await ended();
    let isOver = false;
    void (async () => {
      const query = { runId, after: 0, follow: true };
      for await (const _ of cluster.engine.runs.metrics(query, new AbortController().signal));
      isOver = true;
    })();
    await cluster.clock.advance(60_000);
    expect((await cluster.engine.runs.get(runId)).header.status).toBe("succeeded");
    expect(isOver).toBe(true);
  });
});

describe("a log that is read while its run is sealed", () => {
  it.each([false, true])("is read to its end (follow: %s)", async (follow) => {
    const data = Buffer.alloc(100 * 1024, "x");
    const pieces = 10;
    const cluster: SimulatedCluster = new SimulatedCluster({
      execute: async (_, key) => {
        const logs = Array.from({ length: pieces }, (_, at) => ({
          ...key,
          stream: "stdout" as const,
          offset: at * data.length,
          data,
          at: 0,
          gap: 0,
        }));
        const metrics = [{ ...key, sequence: 1, name: "loss", value: 1, step: null, at: 0 }];
        await cluster.engine.telemetry.ingest({
          agentId: "a1",
          logs,
          metrics,
          progress: [],
          held: [],
          heldMetrics: [],
        });
        return { exitClass: "success", output: null, lengths: { stdout: pieces * data.length } };
      },
    });
    await cluster.startCoordinator();
    await cluster.engine.pipelines.apply(spec, null);
    const { header } = await cluster.engine.runs.create({ pipeline: "branching", params: {} });
    const { runId } = header;
    await cluster.addAgent({ id: "a1" });
    const sealed = `runs/${runId}`;
    while (!(await cluster.engine.runs.get(runId)).header.endedAt) await cluster.clock.advance(1);

    const query = { runId, task: "first", streams: ["stdout"] as const, from: {}, follow };
    let read = 0;
    for await (const part of cluster.engine.runs.logs(query, new AbortController().signal)) {
      expect([part.offset, part.gap]).toEqual([read, 0]);
      read += part.data.length;
      // Slow as readers are: sealing overtakes it.
      while ((await cluster.archive.resolve(sealed)) === undefined) await cluster.clock.advance(100);
      await cluster.clock.advance(60_000);
    }
    expect(read).toBe(pieces * data.length);

    // A piece of it, now that it is sealed: exactly so many bytes, and how many there are in all.
    const piece = { ...query, from: { stdout: 50_000 }, follow: false, limitBytes: 400_000 };
    let end = piece.from.stdout;
    for await (const part of cluster.engine.runs.logs(piece, new AbortController().signal)) {
      expect([part.offset, part.length]).toEqual([end, read]);
      end += part.data.length;
    }
    expect(end).toBe(450_000);
  });
});

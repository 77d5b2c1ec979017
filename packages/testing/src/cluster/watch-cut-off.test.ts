/** Whoever watches a run is told all of it, or that the watch was cut off; never that nothing follows. */
import { defaultLimits, type PipelineSpec, TroupeError } from "@troupe/core";
import type { EngineOptions, WatchItem } from "@troupe/engine";
import { MemoryEventFeed } from "@troupe/engine/adapters";
import { afterEach, describe, expect, it, vi } from "vitest";
import { SimulatedCluster } from "./simulated-cluster.ts";

const object = { type: "object", properties: {}, additionalProperties: false } as const;
const spec: PipelineSpec = {
  format: 1,
  name: "one",
  params: object,
  steps: { work: { runs: { kind: "command", argv: ["work"] }, input: object, limits: defaultLimits } },
  nodes: [{ kind: "step", id: "first", scope: [], step: "work", input: {} }],
};

afterEach(() => {
  vi.restoreAllMocks();
});

async function cluster(engine: Pick<EngineOptions, "tracing"> = {}) {
  const made = new SimulatedCluster({
    // It is not sealed for a while: a byte is said to be written and never comes.
    execute: async () => ({ exitClass: "success", output: null, lengths: { stdout: 1 } }),
    engine,
  });
  await made.startCoordinator();
  await made.engine.pipelines.apply(spec, null);
  const { runId } = (await made.engine.runs.create({ pipeline: "one", params: {} })).header;
  return { cluster: made, runId };
}

interface Told {
  readonly sequences: number[];
  readonly ended: Promise<unknown>;
}

/** Resolves with "ended", or with what the watch threw. */
function watch({ engine }: SimulatedCluster, runId: string, after: number): Told {
  const sequences: number[] = [];
  const sequenceOf = (item: WatchItem) =>
    item.type === "event" ? item.sequence : item.type === "snapshot" ? item.run.header.sequence : 0;
  const ended = (async () => {
    for await (const item of engine.runs.watch(runId, { after, signal: new AbortController().signal }))
      sequences.push(sequenceOf(item));
    return "ended";
  })().catch((error) => error);
  return { sequences, ended };
}

describe("a watch that is resumed while its run is sealed", () => {
  it.each([
    ["before anything is read", 0],
    ["in the middle of what is read", 2],
  ])("is told what it missed although the feed forgets the run %s", async (_, kept) => {
    const { cluster: made, runId } = await cluster();
    await made.addAgent({ id: "a1" });
    while (!(await made.engine.runs.get(runId)).header.endedAt) await made.clock.advance(1);
    const last = (await made.engine.runs.get(runId)).header.sequence;
    expect(await made.archive.resolve(`runs/${runId}`)).toBeUndefined();
    const readRun = MemoryEventFeed.prototype.readRun;
    // Sealed between the answer to the watch and the end of its reading.
    vi.spyOn(MemoryEventFeed.prototype, "readRun").mockImplementationOnce(async function (
      this: MemoryEventFeed,
      ...of
    ) {
      const entries = await readRun.apply(this, of);
      await made.clock.advance(60_000);
      return entries.slice(0, kept);
    });
    const told = watch(made, runId, 1);
    await made.clock.advance(120_000);
    expect(await told.ended).toBe("ended");
    expect(told.sequences).toEqual(Array.from({ length: last - 1 }, (_each, index) => index + 2));
  });
});

describe("a watch whose run is restarted from the store", () => {
  it("is cut off with an error that says so, and can be resumed", async () => {
    let failures = 0;
    const { cluster: made, runId } = await cluster({
      tracing: {
        traceId: () => "",
        attemptTraceparent() {
          failures += 1;
          if (failures === 1) throw new Error("a bug");
          return null;
        },
      },
    });
    const told = watch(made, runId, 0);
    await made.clock.advance(1);
    await made.addAgent({ id: "a1" });
    await made.clock.advance(10);
    expect(await told.ended).toMatchObject({ code: "RUN_RESTARTED", reaction: "retry" });
    const after = told.sequences.at(-1) ?? 0;
    expect(after).toBeGreaterThan(0);
    const resumed = watch(made, runId, after);
    await made.clock.advance(30_000);
    expect(await resumed.ended).toBe("ended");
    const { sequence, status } = (await made.engine.runs.get(runId)).header;
    expect(status).toBe("succeeded");
    expect(resumed.sequences).toEqual(Array.from({ length: sequence - after }, (_each, index) => after + 1 + index));
  });
});

describe("a watch whose coordinator leads no more", () => {
  it("is told to ask the leader", async () => {
    const { cluster: made, runId } = await cluster();
    const told = watch(made, runId, 0);
    await made.clock.advance(1);
    made.killCoordinator();
    await made.clock.advance(1);
    expect(await told.ended).toBeInstanceOf(TroupeError);
    expect(await told.ended).toMatchObject({ code: "NOT_LEADER" });
  });
});

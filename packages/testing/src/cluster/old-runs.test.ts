/** Old runs go, and what leads to one never does: under one leader, when it dies in the middle, and at one that follows. */
import { type Digest, defaultLimits, type PipelineSpec, type RetentionRule } from "@troupe/core";
import type { Archive } from "@troupe/engine";
import { beforeEach, describe, expect, it } from "vitest";
import { SimulatedCluster } from "./simulated-cluster.ts";

const number = { type: "number" } as const;
const dayMs = 24 * 3_600_000;

function pipeline(name: string, retention?: RetentionRule, more: Partial<PipelineSpec> = {}): PipelineSpec {
  const params = { type: "object", properties: { x: number } } as const;
  const runs = { kind: "command", argv: ["work"] } as const;
  return {
    format: 1,
    name,
    params,
    steps: { add: { runs, input: params, output: number, limits: defaultLimits, cache: {} } },
    nodes: [{ kind: "step", id: "add", scope: [], step: "add", input: { x: { kind: "param", path: ["x"] } } }],
    outputs: { kind: "step", step: "add", path: [] },
    ...(retention && { retention }),
    ...more,
  };
}

let cluster: SimulatedCluster;
let x: number;

beforeEach(() => {
  x = 0;
});

async function start(standard: RetentionRule, ...specs: readonly PipelineSpec[]): Promise<void> {
  cluster = new SimulatedCluster({
    execute: async ({ inputs }) =>
      inputs.x === -1
        ? { exitClass: "failure", failure: { exitClass: "failure", code: "TASK_FAILED", message: "broken" } }
        : { exitClass: "success", output: { value: Number(inputs.x) } },
    engine: { retention: standard },
  });
  await cluster.startCoordinator();
  for (const spec of specs) await cluster.engine.pipelines.apply(spec, null);
  await cluster.addAgent({ id: "a1" });
}

/** Runs to its end, of inputs that no other had; its id. */
async function run(name: string, params: { readonly x: number } = { x: next() }): Promise<string> {
  const { header } = await cluster.engine.runs.create({ pipeline: name, params });
  await cluster.clock.advance(60_000);
  return header.runId;
}

function next(): number {
  x += 1;
  return x;
}

const there = async (): Promise<readonly string[]> =>
  (await cluster.engine.runs.list({ limit: 100 })).map(({ runId }) => runId).toReversed();

describe("old runs", () => {
  it("stay where nobody says otherwise", async () => {
    await start({}, pipeline("sums"));
    const all = [await run("sums"), await run("sums")];
    await cluster.clock.advance(2 * dayMs);
    expect(await cluster.engine.retention.prune()).toEqual({
      ...{ removed: [], left: 0, spared: {}, results: 0 },
      versions: [],
    });
    expect(await there()).toEqual(all);
  });

  it("go by their age, each as its pipeline says; a preview only says so", async () => {
    await start({ runsForMs: 30 * dayMs }, pipeline("short", { runsForMs: dayMs }), pipeline("long"));
    const [short, , long] = [await run("short"), await run("short"), await run("long")];
    // Before the leader looks by itself for the next time.
    await cluster.clock.advance(dayMs + 600_000);
    const kept = [await run("short"), await run("long")];
    const preview = await cluster.engine.retention.preview();
    expect(preview.removed.map(({ pipeline: of, because }) => [of, because])).toEqual(
      Array.from({ length: 2 }, () => ["short", "age"]),
    );
    expect(await there()).toHaveLength(5);
    expect(await cluster.engine.retention.prune()).toEqual({ ...preview, results: 2 });
    expect(await there()).toEqual([long, ...kept].toSorted());
    await expect(cluster.engine.runs.get(short)).rejects.toMatchObject({
      code: "RUN_REMOVED",
      details: { runId: short },
    });
    expect(await cluster.engine.retention.prune()).toMatchObject({ removed: [], results: 0 });
  });

  it("go by their number, but never the newest that succeeded", async () => {
    await start({}, pipeline("sums", { runs: 2, cacheForMs: 60_000 }));
    const [, succeeded] = [await run("sums"), await run("sums")];
    const failed = [await run("sums", { x: -1 }), await run("sums", { x: -1 }), await run("sums", { x: -1 })];
    await cluster.clock.advance(120_000);
    const { spared, removed } = await cluster.engine.retention.prune();
    expect(spared).toEqual({ "latest-succeeded": 1 });
    expect(removed.map(({ because }) => because)).toEqual(["count", "count"]);
    expect(await there()).toEqual([succeeded, ...failed.slice(1)]);
  });

  it("go by themselves, some hours later", async () => {
    await start({ runs: 1, cacheForMs: 60_000 }, pipeline("sums"));
    await run("sums");
    const last = await run("sums");
    await cluster.clock.advance(dayMs);
    expect(await there()).toEqual([last]);
  });

  it("stay while a result of theirs counts for later runs, and their logs with them", async () => {
    await start({}, pipeline("sums", { runs: 1 }));
    const made = await run("sums", { x: 5 });
    const last = await run("sums");
    expect((await cluster.engine.retention.prune()).spared).toEqual({ "referred-to": 1 });
    const again = await run("sums", { x: 5 });
    const [task] = await cluster.engine.runs.tasks(again, { limit: 1 });
    expect(task?.record?.state).toMatchObject({ origin: { kind: "cache", runId: made } });
    expect(await there()).toEqual([made, last, again]);
  });

  it("stay while one that is kept is a repetition of them, and go with it", async () => {
    await start({}, pipeline("sums", { runs: 1, cacheForMs: 60_000 }));
    const first = await run("sums", { x: -1 });
    const request = { from: [], only: false, marks: {}, isWhole: false, by: "anna", reason: "" };
    const again = await cluster.engine.runs.rerun({ ...request, runId: first });
    await cluster.clock.advance(dayMs);
    expect((await cluster.engine.retention.prune()).spared).toEqual({ "came-before": 1 });
    expect(await there()).toEqual([first, again.header.runId]);
    const last = await run("sums");
    await cluster.clock.advance(dayMs);
    expect(await there()).toEqual([last]);
    await expect(cluster.engine.runs.rerun({ ...request, runId: first })).rejects.toMatchObject({
      code: "RUN_REMOVED",
    });
  });

  it("stay while a revision of a dataset is theirs", async () => {
    const publishing = pipeline(
      "writes",
      { runs: 1, cacheForMs: 60_000 },
      {
        datasets: { "sums/all": { schema: number } },
        publishes: [{ dataset: "sums/all", value: { kind: "step", step: "add", path: [] } }],
      },
    );
    await start({}, publishing);
    const all = [await run("writes"), await run("writes"), await run("writes")];
    await cluster.clock.advance(dayMs);
    expect(await there()).toEqual(all);
    expect((await cluster.engine.retention.prune()).spared).toEqual({ "referred-to": 2 });
  });

  it("are not there for whoever reruns one while it goes, or they stay", async () => {
    await start({}, pipeline("sums", { runs: 1, cacheForMs: 60_000 }));
    const first = await run("sums", { x: -1 });
    await run("sums");
    await cluster.clock.advance(300_000);
    const request = { from: [], only: false, marks: {}, isWhole: false, by: "anna", reason: "" };
    const [pruned, again] = await Promise.all([
      cluster.engine.retention.prune(),
      cluster.engine.runs.rerun({ ...request, runId: first }),
    ]);
    expect(pruned.removed).toEqual([]);
    expect(again.header.cause).toEqual({ kind: "rerun", of: first });
    expect(await there()).toContain(first);
  });
});

describe("a leader that dies while it removes runs", () => {
  /** Dies, as far as anybody sees, at a write to the archive. */
  it.each(Array.from({ length: 12 }, (_, at) => at + 1))(
    "leaves nothing dangling at step %i, and the next goes on",
    async (at) => {
      await start({ runs: 1, cacheForMs: 60_000 }, pipeline("sums"), pipeline("other"));
      const first = await run("sums", { x: -1 });
      const request = { from: [], only: false, marks: {}, isWhole: false, by: "anna", reason: "" };
      await cluster.engine.runs.rerun({ ...request, runId: first });
      await cluster.clock.advance(60_000);
      const ids = [await run("sums"), await run("other"), await run("other")];
      await cluster.clock.advance(120_000);
      const restore = dieAt(cluster.archive, at);
      void cluster.engine.retention.prune();
      await cluster.clock.advance(1000);
      restore();
      cluster.killCoordinator();
      await cluster.startCoordinator();
      await nothingDangles();
      await cluster.engine.retention.prune();
      expect(await there()).toEqual([ids[0], ids[2]]);
      expect(await cluster.archive.names("runs/")).toHaveLength(2);
      await expect(cluster.engine.runs.get(first)).rejects.toMatchObject({ code: "RUN_REMOVED" });
    },
  );

  async function nothingDangles(): Promise<void> {
    const sealed = new Set(await cluster.archive.names("runs/"));
    for (const name of await cluster.archive.names("cache/")) {
      const text = await textAt(name);
      expect(sealed).toContain(`runs/${JSON.parse(text).runId}`);
    }
    for (const name of sealed) {
      const { header } = JSON.parse(await textAt(name));
      if (header.cause.kind === "rerun") expect(sealed).toContain(`runs/${header.cause.of}`);
    }
  }

  async function textAt(name: string): Promise<string> {
    const digest = await cluster.archive.resolve(name);
    const chunks: Uint8Array[] = [];
    for await (const chunk of cluster.archive.read(digest as Digest)) chunks.push(chunk);
    return Buffer.concat(chunks).toString();
  }
});

describe("a coordinator that follows", () => {
  it("hears of runs that were removed, also of those before it was there", async () => {
    await start({ runs: 1, cacheForMs: 60_000 }, pipeline("sums"));
    const early = await cluster.startFollower();
    const first = await run("sums");
    const last = await run("sums");
    await cluster.clock.advance(120_000);
    expect(await early.runs.get(first)).toMatchObject({ header: { status: "succeeded" } });
    await cluster.engine.retention.prune();
    await cluster.clock.advance(1000);
    const late = await cluster.startFollower();
    await cluster.clock.advance(1000);
    for (const { runs, retention } of [early, late]) {
      expect((await runs.list({ limit: 10 })).map(({ runId }) => runId)).toEqual([last]);
      await expect(runs.get(first)).rejects.toMatchObject({ code: "RUN_REMOVED" });
      await expect(retention.prune()).rejects.toMatchObject({ code: "NOT_LEADER" });
    }
    early.stop();
    late.stop();
  });

  it("says so of a run before it has heard of it", async () => {
    await start({ runs: 1, cacheForMs: 60_000 }, pipeline("sums"));
    const follower = await cluster.startFollower();
    const [first] = [await run("sums"), await run("sums")];
    await cluster.clock.advance(1000);
    await cluster.archive.unlink(`runs/${first}`);
    await expect(follower.runs.get(first ?? "")).rejects.toMatchObject({ code: "RUN_REMOVED" });
    await expect(follower.runs.get("0".repeat(26))).rejects.toMatchObject({ code: "RUN_NOT_FOUND" });
    follower.stop();
  });
});

/** From the nth write to the names of the archive on, none is made, and nobody hears of it. Returns the way back. */
function dieAt(archive: Archive, at: number): () => void {
  const { link, unlink } = archive;
  let writes = 0;
  const dying =
    <Of extends readonly unknown[]>(write: (...of: Of) => Promise<void>) =>
    (...of: Of): Promise<void> => {
      writes += 1;
      return writes >= at ? new Promise(() => {}) : write.call(archive, ...of);
    };
  Object.assign(archive, { link: dying(link), unlink: dying(unlink) });
  return () => Object.assign(archive, { link, unlink });
}

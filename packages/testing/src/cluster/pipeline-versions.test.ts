/** Versions of a pipeline, newest first, and what each changes: by whoever is asked. */
import { defaultLimits, type PipelineSpec } from "@troupe/core";
import { decode, encode, type StateEntry, type StateStore } from "@troupe/engine";
import { expect, test } from "vitest";
import { SimulatedCluster } from "./simulated-cluster.ts";

function specOf(name: string, steps: readonly string[]): PipelineSpec {
  return {
    format: 1,
    name,
    params: { type: "object", properties: {}, additionalProperties: false },
    steps: {
      work: { runs: { kind: "command", argv: ["work"] }, input: { type: "object" }, limits: defaultLimits },
    },
    nodes: steps.map((id) => ({ kind: "step", id, scope: [], step: "work", input: {} })),
  };
}

async function setUp(store?: (inner: StateStore) => StateStore) {
  const execute = async () => ({ exitClass: "success", output: null }) as const;
  const cluster = new SimulatedCluster({ execute, ...(store === undefined ? {} : { store }) });
  await cluster.startCoordinator();
  const apply = async (...steps: string[]) => {
    await cluster.clock.advance(1000);
    return (await cluster.engine.pipelines.apply(specOf("churn", steps), null)).pipeline.version;
  };
  const versions = [await apply("a"), await apply("a", "b"), await apply("b")] as const;
  await cluster.engine.pipelines.apply(specOf("churn-2", ["x"]), null);
  return { cluster, versions, apply, faces: [cluster.engine, await cluster.startFollower()] };
}

test("are listed newest first, page by page, and none of another pipeline", async () => {
  const { versions, faces } = await setUp();
  for (const { pipelines } of faces) {
    const listed = await pipelines.versions("churn", { limit: 10 });
    expect(listed.map(({ version, generation }) => [version, generation])).toEqual([
      [versions[2], 2],
      [versions[1], 1],
      [versions[0], 0],
    ]);
    expect(listed[0]).toMatchObject({ codeDigest: null, appliedAt: (listed[1]?.appliedAt ?? 0) + 1000 });
    const [first] = await pipelines.versions("churn", { limit: 1 });
    expect(await pipelines.versions("churn", { limit: 5, before: first?.generation ?? 0 })).toEqual(listed.slice(1));
    await expect(pipelines.versions("chur", { limit: 1 })).rejects.toMatchObject({ code: "PIPELINE_NOT_FOUND" });
  }
});

test("one that is applied again is the newest again", async () => {
  const { versions, apply, cluster } = await setUp();
  expect(await apply("a")).toBe(versions[0]);
  const listed = await cluster.engine.pipelines.versions("churn", { limit: 10 });
  expect(listed.map(({ version }) => version)).toEqual([versions[0], versions[2], versions[1]]);
});

test("differ in what each changes; by default the current one from the one before it", async () => {
  const { versions, faces } = await setUp();
  for (const { pipelines } of faces) {
    const latest = await pipelines.diff("churn");
    expect([latest.from.version, latest.to.version]).toEqual([versions[1], versions[2]]);
    expect(latest.changes).toEqual(["a is gone"]);
    expect((await pipelines.diff("churn", versions[0])).changes).toEqual(["b is new", "a is gone"]);
    expect((await pipelines.diff("churn", undefined, versions[1])).changes).toEqual(["b is new"]);
    expect((await pipelines.diff("churn", versions[2], versions[2])).changes).toEqual([]);
    await expect(pipelines.diff("churn", undefined, versions[0])).rejects.toMatchObject({ code: "NO_EARLIER_VERSION" });
    await expect(pipelines.diff("churn", `sha256:${"0".repeat(64)}`)).rejects.toMatchObject({
      code: "PIPELINE_NOT_FOUND",
    });
  }
});

test("a pipeline in brief is what was applied last, whoever is asked", async () => {
  const { cluster, versions, faces } = await setUp();
  const described = { ...specOf("described", ["a"]), description: "x".repeat(2000) };
  await cluster.engine.pipelines.apply(described, null);
  const before = await cluster.engine.pipelines.briefs();
  expect(before.map(({ name, generation }) => [name, generation])).toEqual([
    ["churn", 2],
    ["churn-2", 0],
    ["described", 0],
  ]);
  expect(before[0]).toMatchObject({ version: versions[2], description: "", appliedAt: cluster.clock.now() });
  expect(before[2]?.description).toBe("x".repeat(1000));
  for (const { pipelines } of faces) expect(await pipelines.briefs()).toEqual(before);
});

test("the record of a pipeline that was written before it said so much is made up for from the spec", async () => {
  const older = (entry: StateEntry): StateEntry => {
    if (!entry.key.startsWith("pipelines/")) return entry;
    const { shown: _, ...rest } = decode(entry.value) as Record<string, unknown>;
    return { ...entry, value: encode(rest) };
  };
  const { cluster, versions } = await setUp((inner) => ({
    limits: inner.limits,
    get: (key) => inner.get(key),
    scan: (prefix, options) => inner.scan(prefix, options),
    usage: () => inner.usage(),
    close: () => inner.close(),
    commit: (batch) => inner.commit({ ...batch, puts: batch.puts.map(older) }),
  }));
  const [churn] = await cluster.engine.pipelines.briefs();
  expect(churn).toEqual({
    ...{ name: "churn", version: versions[2], generation: 2, description: "" },
    appliedAt: cluster.clock.now(),
  });
});

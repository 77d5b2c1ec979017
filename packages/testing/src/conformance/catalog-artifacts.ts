/** Which task made an artifact, and which read it: the part of the Catalog suite about artifacts. */
import assert from "node:assert/strict";
import type { ArtifactValue, Digest, Json, RunEventBody } from "@troupe/core";
import type { ArtifactQuery, Catalog } from "@troupe/engine";
import { created, entry, type OpenCatalog, succeeded, version } from "./catalog-subject.ts";
import { type TestRunner, testWith } from "./suite.ts";

export function catalogArtifacts(runner: TestRunner, open: OpenCatalog): void {
  const test = testWith(runner, open);
  const places = async (catalog: Catalog, query: Omit<ArtifactQuery, "limit">) =>
    (await catalog.artifacts({ ...query, limit: 100 })).map(({ runId, task, role, path }) => [runId, task, role, path]);

  test("shows which task made an artifact, which read it, and what else is known of the two", async ({
    catalog,
    reopen,
  }) => {
    await catalog.index([
      entry(1, "a", 1, created("a"), yields("extract", { rows: 3, tables: [artifact(1), artifact(2)] })),
      entry(2, "a", 3, reads("train", 2, "data.table", 1), yields("train", artifact(3), 2)),
    ]);
    for (const each of [catalog, await reopen()]) {
      const shown = { pipeline: "churn", version, params: '{"until":"2026-01-01"}' };
      const of1 = { runId: "a", kind: "csv", digest: digestOf(1), size: 1, ...shown };
      assert.deepEqual(await each.artifacts({ digest: digestOf(1), limit: 10 }), [
        { ...of1, task: "extract", role: "made", path: "tables[0]", attempt: 1, at: 2 },
        { ...of1, task: "train", role: "used", path: "data.table", attempt: 2, at: 3 },
      ]);
      assert.deepEqual(await places(each, { runId: "a", roles: ["made"] }), [
        ["a", "extract", "made", "tables[0]"],
        ["a", "extract", "made", "tables[1]"],
        ["a", "train", "made", ""],
      ]);
      assert.deepEqual(await each.artifacts({ digest: digestOf(9), limit: 10 }), []);
    }
  });

  test("tells what was brought, taken over and given from what was made", async ({ catalog }) => {
    const origin = { kind: "cache", runId: "x", task: "extract" } as const;
    const given = { kind: "mark", by: "ada", reason: "by hand" } as const;
    await catalog.index([
      entry(
        1,
        "a",
        1,
        Object.assign(created("a"), { params: { model: { ...artifact(1) } } }),
        { type: "TaskReused", task: "extract", output: { value: { ...artifact(2) } }, origin },
        { type: "TaskMarked", task: "score", output: { value: { of: { ...artifact(3) } } }, origin: given },
        { type: "CheckpointSaved", task: "train", attempt: 1, agent: "g", checkpoint: { ...artifact(4), step: 1 } },
        { type: "CheckpointSaved", task: "train", attempt: 2, agent: "g", checkpoint: { ...artifact(5), step: 2 } },
      ),
    ]);
    assert.deepEqual(await places(catalog, {}), [
      ["a", "", "given", "model"],
      ["a", "extract", "reused", ""],
      ["a", "score", "given", "of"],
      ["a", "train", "made", "checkpoint"],
    ]);
    // One place, and what stands there now.
    assert.deepEqual(await places(catalog, { digest: digestOf(4) }), []);
    assert.deepEqual(await places(catalog, { digest: digestOf(5) }), [["a", "train", "made", "checkpoint"]]);
  });

  test("finds artifacts in an output that lies in the archive by the note of the event", async ({ catalog }) => {
    const spilled: RunEventBody = {
      ...{ type: "TaskSucceeded", task: "extract", attempt: 1, agent: "g" },
      output: { value: null, spilled: digestOf(8) },
      artifacts: [{ ...artifact(1), path: "parts[7]" }],
    };
    await catalog.index([entry(1, "a", 1, created("a"), spilled)]);
    assert.deepEqual(await places(catalog, { digest: digestOf(1) }), [["a", "extract", "made", "parts[7]"]]);
  });

  test("what a task hands on as it got it, it has not made", async ({ catalog }) => {
    await catalog.index([
      entry(1, "a", 1, created("a"), yields("train", artifact(1)), reads("best", 1, "models[0]", 1)),
      entry(2, "a", 4, yields("best", { model: artifact(1), report: artifact(2) })),
    ]);
    assert.deepEqual(await places(catalog, { digest: digestOf(1) }), [
      ["a", "best", "used", "models[0]"],
      ["a", "train", "made", ""],
    ]);
    assert.deepEqual(await places(catalog, { digest: digestOf(2) }), [["a", "best", "made", "report"]]);
  });

  test("gives pages, the newest run first", async ({ catalog }) => {
    const runs = ["a", "b", "c"];
    await catalog.index(
      runs.map((runId, index) =>
        entry(index + 1, runId, 1, created(runId), reads("two", 1, "x", 1), reads("one", 1, "y", 1)),
      ),
    );
    const seen: string[] = [];
    for (let after: ArtifactQuery["after"]; ; ) {
      const page = await catalog.artifacts({ digest: digestOf(1), limit: 2, ...(after && { after }) });
      seen.push(...page.map(({ runId, task }) => `${runId} ${task}`));
      after = page.at(-1);
      if (after === undefined) break;
    }
    assert.deepEqual(seen, ["c one", "c two", "b one", "b two", "a one", "a two"]);
  });

  test("learns of artifacts of sealed runs, and nothing anew from events that come back", async ({ catalog }) => {
    const { feed: _, position: __, ...sealed } = entry(0, "a", 1, created("a"), yields("t", artifact(1)), succeeded);
    await catalog.restore([sealed]);
    assert.deepEqual(await places(catalog, {}), [["a", "t", "made", ""]]);
    await catalog.index([entry(1, "a", 2, yields("t", artifact(2)))]);
    assert.deepEqual(await places(catalog, { digest: digestOf(1) }), [["a", "t", "made", ""]]);
    // Of a run whose beginning nobody has seen nothing is shown.
    await catalog.index([entry(2, "b", 5, yields("t", artifact(3)))]);
    assert.deepEqual(await places(catalog, { digest: digestOf(3) }), []);
  });
}

function digestOf(number: number): Digest {
  return `sha256:${String(number).padStart(64, "0")}`;
}

/** As large as its number. */
function artifact(number: number): ArtifactValue {
  return { kind: "csv", digest: digestOf(number), size: number };
}

function yields(task: string, value: unknown, attempt = 1): RunEventBody {
  return { type: "TaskSucceeded", task, attempt, agent: "g", output: { value: value as Json } };
}

function reads(task: string, attempt: number, path: string, number: number): RunEventBody {
  const assigned = { type: "TaskAssigned", task, attempt, agent: "g", devices: [], granted: true } as const;
  return { ...assigned, reads: [{ ...artifact(number), path }] };
}

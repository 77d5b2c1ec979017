/** What the catalog shows of a run: the part of the Catalog suite about what is told of one. */
import assert from "node:assert/strict";
import type { Failure, RunEventBody } from "@troupe/core";
import { created, entry, type OpenCatalog, succeeded, version } from "./catalog-subject.ts";
import { type TestRunner, testWith } from "./suite.ts";

export function catalogRuns(runner: TestRunner, open: OpenCatalog): void {
  const test = testWith(runner, open);

  test("shows a run from its beginning to its end", async ({ catalog }) => {
    const about = { runId: "a", pipeline: "churn", version, params: '{"until":"2026-01-01"}', requestId: null };
    const origin = { cause: { kind: "manual" }, interval: null, datasets: {} };
    const line = { ...about, ...origin, createdAt: 1, endedAt: null, failure: null, failed: null, tasks: null };
    assert.equal(await catalog.run("a"), undefined);
    await catalog.index([entry(1, "a", 1, created("a"))]);
    assert.deepEqual(await catalog.run("a"), { ...line, status: "running", sequence: 1 });
    await catalog.index([entry(2, "a", 2, { type: "AttemptStarted", task: "train", attempt: 1 })]);
    assert.deepEqual(await catalog.run("a"), { ...line, status: "running", sequence: 2 });
    await catalog.index([entry(3, "a", 3, { type: "RunCancelRequested", reason: "enough", cause: "user" })]);
    assert.deepEqual(await catalog.run("a"), { ...line, status: "cancelling", sequence: 3 });
    await catalog.index([entry(4, "a", 4, { type: "RunCancelled", reason: "enough" })]);
    const end = { status: "cancelled", endedAt: 4, failure: "enough", sequence: 4 };
    assert.deepEqual(await catalog.run("a"), { ...line, ...end });
  });

  const failure: Failure = { exitClass: "failure", code: "STEP_FAILED", message: "exit code 1" };
  const endings: readonly [RunEventBody, string, string | null][] = [
    [{ type: "RunSucceeded", outputs: { model: 1 } }, "succeeded", null],
    [{ type: "RunFailed", task: "train[0]", failure }, "failed", "train[0]: exit code 1"],
    [{ type: "RunFailed", task: null, failure }, "failed", "exit code 1"],
    [{ type: "RunTimedOut", timeoutMs: 5000 }, "timed-out", "timed out after 5000 ms"],
  ];
  for (const [event, status, text] of endings) {
    test(`shows how a run ended: ${status}${text === null ? "" : `, ${text}`}`, async ({ catalog }) => {
      await catalog.index([entry(1, "a", 1, created("a"), event)]);
      const run = await catalog.run("a");
      assert.deepEqual([run?.status, run?.failure, run?.endedAt], [status, text, 2]);
    });
  }

  test("shows what tells runs apart: request id, small params in canonical form, and where the tasks were at the end", async ({
    catalog,
    reopen,
  }) => {
    const tasks = { pending: 0, queued: 0, running: 0, succeeded: 3, failed: 0, skipped: 1, cancelled: 0 };
    const small = { ...created("a"), params: { b: 1, a: [2] }, requestId: "r-1" };
    const large = { ...created("b"), params: { text: "x".repeat(5000) } };
    await catalog.index([
      entry(1, "a", 1, small, { type: "RunSucceeded", outputs: null, tasks }),
      entry(2, "b", 1, large, succeeded),
    ]);
    for (const each of [catalog, await reopen()]) {
      const [b, a] = await each.runs({ limit: 2 });
      assert.deepEqual([a?.requestId, a?.params, a?.tasks], ["r-1", '{"a":[2],"b":1}', tasks]);
      assert.deepEqual([b?.requestId, b?.params, b?.tasks], [null, null, null]);
    }
  });

  test("shows why a run was made and what it is about; one of before that was noted was made by hand", async ({
    catalog,
    reopen,
  }) => {
    const origin = { cause: { kind: "schedule", tick: 86_400_000 }, interval: { start: 0, end: 86_400_000 } } as const;
    await catalog.index([
      entry(1, "a", 1, Object.assign(created("a"), origin)),
      entry(2, "b", 1, created("b"), succeeded),
    ]);
    for (const each of [catalog, await reopen()]) {
      const [b, a] = await each.runs({ limit: 2 });
      assert.deepEqual([a?.cause, a?.interval], [origin.cause, origin.interval]);
      assert.deepEqual([b?.cause, b?.interval], [{ kind: "manual" }, null]);
      assert.deepEqual(b?.datasets, {});
    }
  });

  test("shows nothing of a run whose beginning it has not seen", async ({ catalog }) => {
    await catalog.index([entry(1, "a", 5, { type: "RunSucceeded", outputs: null })]);
    assert.equal(await catalog.run("a"), undefined);
    assert.deepEqual(await catalog.runs({ limit: 10 }), []);
    assert.deepEqual(await catalog.position(), { feed: "f", position: 1 });
  });
}

/** What every Catalog must do. */
import assert from "node:assert/strict";
import type { ArtifactValue, Digest, Failure, Json, RunEvent, RunEventBody } from "@troupe/core";
import { type ArtifactQuery, type Catalog, type PositionedEntry, type RunQuery, removalsKeptMs } from "@troupe/engine";
import { type Subject, type TestRunner, testWith } from "./suite.ts";

export interface CatalogSubject extends Subject {
  readonly catalog: Catalog;
  /** Closes the catalog and opens what it left behind. */
  reopen(): Promise<Catalog>;
}

type OpenCatalog = () => Promise<CatalogSubject>;

const succeeded: RunEventBody = { type: "RunSucceeded", outputs: null };

const version = `sha256:${"0".repeat(64)}` as const;

export function catalogConformance(runner: TestRunner, name: string, open: OpenCatalog): void {
  runner.describe(`${name} conforms to Catalog`, () => {
    follows(runner, open);
    repeats(runner, open);
    queries(runner, open);
    restores(runner, open);
    artifacts(runner, open);
    removes(runner, open);
  });
}

function removes(runner: TestRunner, open: OpenCatalog): void {
  const test = testWith(runner, open);
  const half = removalsKeptMs;

  test("takes runs out for good, whoever tells of them later, and knows when", async ({ catalog, reopen }) => {
    assert.equal(await catalog.lastRemoval(), null);
    await catalog.index([
      entry(1, "a", 1, created("a")),
      entry(2, "b", 1, created("b")),
      entry(3, "c", 1, created("c")),
    ]);
    await catalog.remove({ name: "removed/1", at: 50, runIds: ["a", "c", "never"] });
    await catalog.index([entry(4, "a", 2, succeeded)]);
    const { feed: _, position: __, ...sealed } = entry(0, "c", 1, created("c"), succeeded);
    await catalog.restore([sealed]);
    const reopened = await reopen();
    assert.deepEqual(
      (await reopened.runs({ limit: 10 })).map(({ runId }) => runId),
      ["b"],
    );
    assert.equal(await reopened.run("a"), undefined);
    assert.equal(await reopened.removedAt("a"), 50);
    assert.equal(await reopened.removedAt("b"), undefined);
    assert.equal(await reopened.lastRemoval(), "removed/1");
    assert.deepEqual(await reopened.position(), { feed: "f", position: 4 });
  });

  test("takes no note twice, and none from before the last", async ({ catalog }) => {
    await catalog.remove({ name: "removed/2", at: 50, runIds: ["a"] });
    await catalog.remove({ name: "removed/2", at: 60, runIds: ["a"] });
    await catalog.remove({ name: "removed/1", at: 40, runIds: ["b"] });
    assert.equal(await catalog.removedAt("a"), 50);
    assert.equal(await catalog.removedAt("b"), undefined);
    assert.equal(await catalog.lastRemoval(), "removed/2");
  });

  test("remembers for half a year that a run was removed", async ({ catalog }) => {
    await catalog.remove({ name: "removed/1", at: 50, runIds: ["a"] });
    await catalog.remove({ name: "removed/2", at: 50 + half, runIds: ["b"] });
    assert.equal(await catalog.removedAt("a"), 50);
    await catalog.remove({ name: "removed/3", at: 51 + half, runIds: [] });
    assert.equal(await catalog.removedAt("a"), undefined);
    assert.equal(await catalog.removedAt("b"), 50 + half);
  });
}

function restores(runner: TestRunner, open: OpenCatalog): void {
  const test = testWith(runner, open);

  test("takes sealed runs over without moving its position, and keeps what it has seen", async ({
    catalog,
    reopen,
  }) => {
    await catalog.index([entry(7, "b", 1, created("b"), { type: "RunCancelled", reason: "enough" })]);
    const {
      feed: _,
      position: __,
      ...sealed
    } = entry(0, "a", 1, created("a"), { type: "RunSucceeded", outputs: null });
    const { feed: ___, position: ____, ...known } = entry(0, "b", 1, created("b"));
    await catalog.restore([sealed, known]);
    assert.deepEqual(await catalog.position(), { feed: "f", position: 7 });
    assert.equal((await catalog.run("a"))?.status, "succeeded");
    const reopened = await reopen();
    assert.deepEqual(
      (await reopened.runs({ limit: 10 })).map(({ runId, status }) => [runId, status]),
      [
        ["b", "cancelled"],
        ["a", "succeeded"],
      ],
    );
  });
}

function follows(runner: TestRunner, open: OpenCatalog): void {
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

  test("finds runs by why they were made, by the run that had them made, and by a dataset", async ({
    catalog,
    reopen,
  }) => {
    const origins = {
      a: { cause: { kind: "schedule", tick: 1 } },
      b: { cause: { kind: "trigger", runId: "a", task: "score" } },
      c: { cause: { kind: "rerun", of: "a" }, datasets: { "churn/features": { revision: 7, value: { rows: 1 } } } },
      d: { datasets: { "churn/labels": { revision: 1 } } },
    } as const;
    await catalog.index(
      Object.entries(origins).map(([runId, origin], at) =>
        entry(at + 1, runId, 1, Object.assign(created(runId), origin)),
      ),
    );
    for (const each of [catalog, await reopen()]) {
      const found = async (query: Omit<RunQuery, "limit">) =>
        (await each.runs({ ...query, limit: 10 })).map(({ runId }) => runId);
      assert.deepEqual(await found({ cause: "schedule" }), ["a"]);
      assert.deepEqual(await found({ cause: "manual" }), ["d"]);
      assert.deepEqual(await found({ parent: "a" }), ["c", "b"]);
      assert.deepEqual(await found({ parent: "a", cause: "trigger" }), ["b"]);
      assert.deepEqual(await found({ parent: "b" }), []);
      assert.deepEqual(await found({ dataset: "churn/features" }), ["c"]);
      assert.deepEqual(await found({ dataset: "churn" }), []);
      assert.deepEqual((await each.run("c"))?.datasets, { "churn/features": 7 });
    }
  });

  test("finds those of some runs that it has, whatever else is asked for", async ({ catalog }) => {
    await catalog.index([
      entry(1, "a", 1, created("a"), succeeded),
      entry(2, "b", 1, created("b")),
      entry(3, "c", 1, created("c")),
    ]);
    assert.deepEqual(idsOf(await catalog.runs({ ids: ["c", "a", "z"], limit: 10 })), ["c", "a"]);
    assert.deepEqual(idsOf(await catalog.runs({ ids: ["c", "a"], statuses: ["succeeded"], limit: 10 })), ["a"]);
    assert.deepEqual(idsOf(await catalog.runs({ ids: ["c", "a"], limit: 1 })), ["c"]);
    assert.deepEqual(await catalog.runs({ ids: [], limit: 10 }), []);
  });

  test("finds the runs whose intervals begin between two instants", async ({ catalog }) => {
    const about = (runId: string, start: number) =>
      Object.assign(created(runId), { interval: { start, end: start + 10 } });
    await catalog.index([
      entry(1, "a", 1, about("a", 0)),
      entry(2, "b", 1, about("b", 10), succeeded),
      entry(3, "c", 1, about("c", 20)),
      entry(4, "d", 1, created("d")),
    ]);
    const found = async (query: object) =>
      (await catalog.runs({ limit: 9, pipeline: "churn", ...query })).map(({ runId }) => runId);
    assert.deepEqual(await found({ about: { from: 0, to: 20 } }), ["b", "a"]);
    assert.deepEqual(await found({ about: { from: 10, to: 21 } }), ["c", "b"]);
    assert.deepEqual(await found({ about: { from: 0, to: 99 }, statuses: ["succeeded"] }), ["b"]);
    assert.deepEqual(await found({}), ["d", "c", "b", "a"]);
  });

  test("tells how pipelines do, in the order in which they are asked for", async ({ catalog, reopen }) => {
    const failed: RunEventBody = {
      type: "RunFailed",
      task: "train[1]",
      failure: { exitClass: "oom", code: "OUT_OF_MEMORY", message: "no room" } as Failure,
    };
    const of = (runId: string, pipeline: string) => Object.assign(created(runId), { pipeline });
    const many = Array.from({ length: 40 }, (_, at) => `m${String(at).padStart(2, "0")}`);
    await catalog.index([
      entry(1, "a", 1, of("a", "churn"), succeeded),
      entry(2, "b", 1, of("b", "churn"), failed),
      entry(3, "c", 1, of("c", "churn"), { type: "RunCancelled", reason: "enough" }),
      entry(4, "d", 1, of("d", "churn")),
      entry(5, "e", 1, Object.assign(of("e", "churn"), { held: { policy: "queue", behind: "d" } })),
      entry(6, "f", 1, of("f", "other"), failed),
      entry(7, "g", 1, of("g", "other"), succeeded),
      ...many.map((runId, at) => entry(8 + at, runId, 1, of(runId, "many"))),
    ]);
    for (const each of [catalog, await reopen()]) {
      const [none, churn, other, busy] = await each.recent(["none", "churn", "other", "many"]);
      assert.deepEqual(none, { pipeline: "none", bars: [], failing: null, live: 0, held: 0 });
      assert.deepEqual(
        churn?.bars.map(({ runId, status }) => [runId, status]),
        [
          ["e", "waiting"],
          ["d", "running"],
          ["c", "cancelled"],
          ["b", "failed"],
          ["a", "succeeded"],
        ],
      );
      assert.deepEqual([churn?.live, churn?.held], [1, 1]);
      assert.equal(churn?.failing?.runId, "b");
      assert.equal(churn?.failing?.failure, "train[1]: no room");
      assert.deepEqual(churn?.failing?.failed, { task: "train[1]", exitClass: "oom", code: "OUT_OF_MEMORY" });
      assert.equal(other?.failing, null);
      assert.deepEqual(
        busy?.bars.map(({ runId }) => runId),
        many.toReversed().slice(0, 30),
      );
      assert.equal(busy?.live, 40);
    }
  });

  test("shows nothing of a run whose beginning it has not seen", async ({ catalog }) => {
    await catalog.index([entry(1, "a", 5, { type: "RunSucceeded", outputs: null })]);
    assert.equal(await catalog.run("a"), undefined);
    assert.deepEqual(await catalog.runs({ limit: 10 }), []);
    assert.deepEqual(await catalog.position(), { feed: "f", position: 1 });
  });
}

function repeats(runner: TestRunner, open: OpenCatalog): void {
  const test = testWith(runner, open);

  test("knows how far it has seen the feed, also when it is opened again", async ({ catalog, reopen }) => {
    assert.equal(await catalog.position(), null);
    await catalog.index([entry(3, "a", 1, created("a")), entry(7, "b", 1, created("b"))]);
    await catalog.index([]);
    assert.deepEqual(await catalog.position(), { feed: "f", position: 7 });
    const again = await reopen();
    assert.deepEqual(await again.position(), { feed: "f", position: 7 });
    assert.equal((await again.runs({ limit: 10 })).length, 2);
  });

  test("drops what lies at or below its position", async ({ catalog }) => {
    await catalog.index([entry(5, "a", 1, created("a"))]);
    await catalog.index([
      entry(4, "b", 1, created("b")),
      entry(5, "c", 1, created("c")),
      entry(6, "d", 1, created("d")),
    ]);
    assert.deepEqual(idsOf(await catalog.runs({ limit: 10 })), ["d", "a"]);
    assert.deepEqual(await catalog.position(), { feed: "f", position: 6 });
  });

  test("does not begin a run again whose events come back", async ({ catalog }) => {
    const whole = [created("a"), { type: "RunSucceeded", outputs: null }] as const;
    await catalog.index([entry(1, "a", 1, ...whole)]);
    await catalog.index([entry(2, "a", 1, created("a")), entry(3, "a", 1, ...whole)]);
    assert.equal((await catalog.run("a"))?.status, "succeeded");
    assert.deepEqual(await catalog.position(), { feed: "f", position: 3 });
  });

  test("begins again in another feed, and keeps what it has seen", async ({ catalog, reopen }) => {
    await catalog.index([entry(8, "a", 1, created("a")), entry(9, "b", 1, created("b"), succeeded)]);
    const elsewhere = [
      entry(1, "b", 1, created("b")),
      entry(2, "a", 2, { type: "RunCancelled", reason: "enough" } as const),
      entry(3, "c", 1, created("c")),
    ].map((each) => ({ ...each, feed: "g" }));
    await catalog.index(elsewhere);
    await catalog.index(
      [entry(4, "d", 1, created("d")), entry(3, "c", 1, created("c"), succeeded)].map((each) => ({
        ...each,
        feed: "g",
      })),
    );
    const again = await reopen();
    assert.deepEqual(await again.position(), { feed: "g", position: 4 });
    assert.deepEqual(
      (await again.runs({ limit: 10 })).map(({ status }) => status),
      ["running", "running", "succeeded", "cancelled"],
    );
  });
}

function artifacts(runner: TestRunner, open: OpenCatalog): void {
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

function queries(runner: TestRunner, open: OpenCatalog): void {
  const test = testWith(runner, open);
  const cancelled: RunEventBody = { type: "RunCancelled", reason: "enough" };

  test("lists runs, the newest first, by pipeline and status, in pages", async ({ catalog }) => {
    await catalog.index([
      entry(1, "r1", 1, created("r1", "churn"), succeeded),
      entry(2, "r3", 1, created("r3", "churn")),
      entry(3, "r2", 1, created("r2", "price"), cancelled),
      entry(4, "r5", 1, created("r5", "churn"), cancelled),
      entry(5, "r4", 1, created("r4", "price")),
    ]);
    const list = async (query: Parameters<Catalog["runs"]>[0]) => idsOf(await catalog.runs(query)).join(" ");
    assert.equal(await list({ limit: 10 }), "r5 r4 r3 r2 r1");
    assert.equal(await list({ limit: 2 }), "r5 r4");
    assert.equal(await list({ limit: 2, before: "r4" }), "r3 r2");
    assert.equal(await list({ limit: 10, pipeline: "churn" }), "r5 r3 r1");
    assert.equal(await list({ limit: 10, statuses: ["cancelled", "succeeded"] }), "r5 r2 r1");
    assert.equal(await list({ limit: 10, pipeline: "churn", statuses: ["cancelled", "running"], before: "r5" }), "r3");
    assert.equal(await list({ limit: 10, statuses: [] }), "");
    assert.equal(await list({ limit: 10, pipeline: "absent" }), "");
  });

  test("finds the newest succeeded run of a pipeline", async ({ catalog }) => {
    assert.equal(await catalog.latestSucceeded("churn"), undefined);
    await catalog.index([
      entry(1, "r2", 1, created("r2", "churn"), succeeded),
      entry(2, "r1", 1, created("r1", "churn"), succeeded),
      entry(3, "r3", 1, created("r3", "churn"), cancelled),
      entry(4, "r4", 1, created("r4", "price"), succeeded),
    ]);
    assert.equal((await catalog.latestSucceeded("churn"))?.runId, "r2");
  });

  test("answers many questions at once", async ({ catalog }) => {
    const entries = Array.from({ length: 100 }, (_, index) =>
      entry(index + 1, `r${100 + index}`, 1, created(`r${100 + index}`)),
    );
    const indexed = catalog.index(entries);
    const found = await Promise.all(entries.map(({ runId }) => catalog.run(runId)));
    await indexed;
    assert.deepEqual(
      found.map((run) => run?.runId),
      entries.map(({ runId }) => runId),
    );
  });
}

/** Each event at the instant that is its sequence number. */
function entry(position: number, runId: string, first: number, ...bodies: readonly RunEventBody[]): PositionedEntry {
  const events = bodies.map((body, index): RunEvent => ({ ...body, at: first + index }));
  return { feed: "f", position, runId, pipeline: "churn", first, events };
}

function created(runId: string, pipeline = "churn"): RunEventBody {
  const params = { until: "2026-01-01" };
  return { type: "RunCreated", runId, pipeline, version, params, uses: {}, requestId: null, traceparent: null };
}

function idsOf(runs: readonly { readonly runId: string }[]): readonly string[] {
  return runs.map(({ runId }) => runId);
}

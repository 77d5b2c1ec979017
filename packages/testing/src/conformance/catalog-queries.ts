/** How runs are found: the part of the Catalog suite about lists. */
import assert from "node:assert/strict";
import type { Failure, RunEventBody } from "@troupe/core";
import type { Catalog, RunQuery } from "@troupe/engine";
import { created, entry, idsOf, type OpenCatalog, succeeded } from "./catalog-subject.ts";
import { type TestRunner, testWith } from "./suite.ts";

export function catalogQueries(runner: TestRunner, open: OpenCatalog): void {
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
}

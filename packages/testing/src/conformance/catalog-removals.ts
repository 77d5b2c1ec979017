/** How runs are taken out for good: the part of the Catalog suite about removals. */
import assert from "node:assert/strict";
import { removalsKeptMs } from "@troupe/engine";
import { created, entry, type OpenCatalog, succeeded } from "./catalog-subject.ts";
import { type TestRunner, testWith } from "./suite.ts";

export function catalogRemovals(runner: TestRunner, open: OpenCatalog): void {
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

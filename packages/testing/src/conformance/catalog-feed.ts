/** How the catalog follows the feed, and takes over what was sealed: the part of the Catalog suite about where it stands. */
import assert from "node:assert/strict";
import { created, entry, idsOf, type OpenCatalog, succeeded } from "./catalog-subject.ts";
import { type TestRunner, testWith } from "./suite.ts";

export function catalogFeed(runner: TestRunner, open: OpenCatalog): void {
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

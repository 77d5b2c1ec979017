/** What every StateStore must do. */
import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import type { FencedBatch, StateStore } from "@troupe/engine";
import { bytesOf, type Subject, type TestRunner, testWith, textOf, troupeError } from "./suite.ts";

export interface StateStoreSubject extends Subject {
  readonly store: StateStore;
  /** Begins a term above all before, as taking the lead does. */
  beginTerm(): Promise<number>;
  /** Opens what the store left behind, without closing it in an orderly way where that is possible. */
  reopen(): Promise<StateStore>;
  /** Where usage lags behind, or what was deleted takes room until the store is compacted: sees to both. */
  settle?(): Promise<void>;
}

export type OpenStateStore = (options?: { readonly quotaBytes?: number }) => Promise<StateStoreSubject>;

export function stateStoreConformance(runner: TestRunner, name: string, open: OpenStateStore): void {
  runner.describe(`${name} conforms to StateStore`, () => {
    commits(runner, open);
    fences(runner, open);
    reads(runner, open);
    fills(runner, open);
  });
}

function commits(runner: TestRunner, open: OpenStateStore): void {
  const test = testWith(runner, open);

  test("writes what a batch puts and removes what it deletes", async ({ store, beginTerm }) => {
    const term = await beginTerm();
    assert.equal(await store.commit(batch(term, 0, 1, { a: "1", b: "1" })), "committed");
    assert.equal(await store.commit(batch(term, 1, 2, { a: "2", c: "2" }, ["b", "absent"])), "committed");
    assert.deepEqual(await contents(store), { a: "2", c: "2" });
  });

  test("keeps what it committed when it is opened again", async ({ store, beginTerm, reopen }) => {
    const term = await beginTerm();
    await store.commit(batch(term, 0, 1, { a: "1" }));
    const again = await reopen();
    assert.deepEqual(await contents(again), { a: "1" });
    assert.equal(await again.commit(batch(term, 0, 1, { a: "1" })), "committed");
    assert.equal(await again.commit(batch(term, 1, 2, { b: "2" })), "committed");
  });

  test("keeps values as they were, empty, binary and large", async ({ store, beginTerm }) => {
    const term = await beginTerm();
    const binary = Uint8Array.from({ length: 256 }, (_, index) => index);
    const large = new Uint8Array(1024 * 1024).fill(7);
    const puts = [
      { key: "binary", value: binary },
      { key: "empty", value: new Uint8Array() },
      { key: "large", value: large },
    ];
    await store.commit({ term, previous: 0, marker: 1, puts, deletes: [] });
    for (const { key, value } of puts) assert.deepEqual(plain(await store.get(key)), value);
  });

  test("copies what it takes and what it gives", async ({ store, beginTerm }) => {
    const value = bytesOf("before");
    const term = await beginTerm();
    await store.commit({ term, previous: 0, marker: 1, puts: [{ key: "a", value }], deletes: [] });
    value.fill(0);
    (await store.get("a"))?.fill(0);
    assert.equal(textOf(await store.get("a")), "before");
  });

  test("takes a batch as large as it says, and calls a larger one a bug", async ({ store, beginTerm }) => {
    const { operations, bytes } = store.limits;
    const term = await beginTerm();
    const keys = Array.from({ length: operations }, (_, index) => `k/${index}`);
    const many = Object.fromEntries(keys.map((key) => [key, ""]));
    assert.equal(await store.commit(batch(term, 0, 1, many)), "committed");
    const large = { key: "l", value: new Uint8Array(bytes - 1).fill(7) };
    assert.equal(await store.commit({ ...batch(term, 1, 2, {}), puts: [large] }), "committed");
    assert.equal((await store.get("l"))?.length, bytes - 1);
    await assert.rejects(store.commit(batch(term, 2, 3, { ...many, one: "" })), { name: "InvariantError" });
    await assert.rejects(store.commit({ ...batch(term, 2, 3, {}, ["d"]), puts: [large] }), { name: "InvariantError" });
    assert.equal(await store.commit(batch(term, 2, 3, {}, keys)), "committed");
  });

  test("calls a batch that names a key twice a bug", async ({ store, beginTerm }) => {
    const term = await beginTerm();
    await assert.rejects(store.commit(batch(term, 0, 1, { a: "1" }, ["a"])), { name: "InvariantError" });
    await assert.rejects(store.commit(batch(term, 1, 1, { a: "1" })), { name: "InvariantError" });
    assert.equal(await store.get("a"), undefined);
  });
}

function fences(runner: TestRunner, open: OpenStateStore): void {
  const test = testWith(runner, open);

  test("applies a batch that is sent again once, and says committed", async ({ store, beginTerm }) => {
    const term = await beginTerm();
    const first = batch(term, 0, 1, { a: "1" });
    await store.commit(first);
    assert.equal(await store.commit(first), "committed");
    // Were it applied again, it would undo this.
    const second = batch(term, 1, 2, {}, ["a"]);
    await store.commit(second);
    assert.equal(await store.commit(second), "committed");
    assert.equal(await store.commit(first), "fenced");
    assert.deepEqual(await contents(store), {});
  });

  test("fences an older term, and writes nothing of its batch", async ({ store, beginTerm }) => {
    const old = await beginTerm();
    await store.commit(batch(old, 0, 1, { a: "old" }));
    const term = await beginTerm();
    assert.ok(term > old);
    assert.equal(await store.commit(batch(old, 1, 2, { a: "stale", b: "stale" }, ["a2"])), "fenced");
    assert.deepEqual(await contents(store), { a: "old" });
  });

  test("fences a batch of an older term that is sent again", async ({ store, beginTerm }) => {
    const old = await beginTerm();
    const last = batch(old, 0, 1, { a: "old" });
    await store.commit(last);
    const term = await beginTerm();
    await store.commit(batch(term, 0, 1, { a: "new" }));
    assert.equal(await store.commit(last), "fenced");
    assert.deepEqual(await contents(store), { a: "new" });
  });

  test("fences a term that has not begun", async ({ store, beginTerm }) => {
    const term = await beginTerm();
    assert.equal(await store.commit(batch(term + 1, 0, 1, { a: "1" })), "fenced");
    assert.deepEqual(await contents(store), {});
  });

  test("fences a batch when another came between", async ({ store, beginTerm }) => {
    const term = await beginTerm();
    await store.commit(batch(term, 0, 1, { a: "1" }));
    await store.commit(batch(term, 1, 2, { a: "2" }));
    assert.equal(await store.commit(batch(term, 1, 3, { a: "lost" })), "fenced");
    assert.equal(await store.commit(batch(term, 3, 4, { a: "early" })), "fenced");
    assert.deepEqual(await contents(store), { a: "2" });
  });

  test("begins each term with marker 0", async ({ store, beginTerm }) => {
    const first = await beginTerm();
    await store.commit(batch(first, 0, 7, { a: "1" }));
    const second = await beginTerm();
    assert.equal(await store.commit(batch(second, 7, 8, { a: "wrong" })), "fenced");
    assert.equal(await store.commit(batch(second, 0, 7, { a: "2" })), "committed");
    assert.deepEqual(await contents(store), { a: "2" });
  });
}

function reads(runner: TestRunner, open: OpenStateStore): void {
  const test = testWith(runner, open);

  test("answers undefined for a key that is not there", async ({ store }) => {
    assert.equal(await store.get("absent"), undefined);
    assert.deepEqual(await store.scan("absent/"), []);
  });

  test("scans a prefix in key order, and nothing beside it", async ({ store, beginTerm }) => {
    const term = await beginTerm();
    const values = { "runs/b": "2", "runs/a/z": "1", "runs/a": "0", runs: "x", runs0: "x", "run/z": "x", "~": "x" };
    await store.commit(batch(term, 0, 1, values));
    const found = await store.scan("runs/");
    assert.deepEqual(
      found.map(({ key }) => key),
      ["runs/a", "runs/a/z", "runs/b"],
    );
    assert.deepEqual(
      (await store.scan("")).map(({ key }) => key),
      Object.keys(values).sort(),
    );
  });

  test("pages through a scan while keys come and go", async ({ store, beginTerm }) => {
    const term = await beginTerm();
    const keys = Array.from({ length: 1200 }, (_, index) => `k/${String(index).padStart(5, "0")}`);
    const rounds = keys.length / 100;
    for (let round = 0; round < rounds; round++) {
      const puts = Object.fromEntries(keys.slice(round * 100, round * 100 + 100).map((key) => [key, key]));
      await store.commit(batch(term, round, round + 1, puts));
    }
    assert.equal((await store.scan("k/")).length, 500);
    assert.equal((await store.scan("k/", { limit: 10_000 })).length, 500);
    const first = await store.scan("k/", { limit: 450 });
    await store.commit(batch(term, rounds, rounds + 1, { "k/00449a": "new" }, [keys[449] ?? "", keys[10] ?? ""]));
    const second = await store.scan("k/", { after: keys[449] ?? "", limit: 2 });
    assert.deepEqual(
      [...first.slice(-1), ...second].map(({ key }) => key),
      ["k/00449", "k/00449a", "k/00450"],
    );
    assert.deepEqual(await store.scan("k/", { after: "l" }), []);
    assert.equal((await store.scan("k/", { after: "a", limit: 1 }))[0]?.key, "k/00000");
  });

  test("says how much it holds", async ({ store, beginTerm, settle }) => {
    const term = await beginTerm();
    const empty = await store.usage();
    await store.commit(batch(term, 0, 1, { a: "x".repeat(500_000) }));
    await settle?.();
    const full = await store.usage();
    assert.ok(full.bytes >= empty.bytes + 490_000);
    await store.commit(batch(term, 1, 2, {}, ["a"]));
    await settle?.();
    assert.ok((await store.usage()).bytes < full.bytes - 400_000);
  });
}

function fills(runner: TestRunner, open: OpenStateStore): void {
  const test = testWith(runner, () => open({ quotaBytes: 1_000_000 }));

  test("writes nothing of a batch for which it has no space, and goes on once there is some", async (subject) => {
    const { store, beginTerm, settle } = subject;
    const term = await beginTerm();
    await store.commit(batch(term, 0, 1, { a: "x".repeat(600_000) }));
    const tooMuch = batch(term, 1, 2, { b: "x", c: "x".repeat(600_000) });
    await assert.rejects(store.commit(tooMuch), troupeError("STORE_FULL", "retry"));
    assert.equal(await store.get("b"), undefined);
    assert.equal((await store.usage()).quota, 1_000_000);
    assert.equal(await store.commit(batch(term, 1, 3, {}, ["a"])), "committed");
    await settle?.();
    assert.equal(await resend(store, batch(term, 3, 4, { c: "x".repeat(600_000) })), "committed");
  });
}

/** As the Committer does: a store may look for space again only now and then. */
async function resend(store: StateStore, batch: FencedBatch): Promise<"committed" | "fenced"> {
  for (let left = 100; ; left--) {
    try {
      return await store.commit(batch);
    } catch (error) {
      if (left === 0 || !troupeError("STORE_FULL", "retry")(error)) throw error;
      await pause(20);
    }
  }
}

function batch(
  term: number,
  previous: number,
  marker: number,
  puts: Readonly<Record<string, string>>,
  deletes: readonly string[] = [],
): FencedBatch {
  const entries = Object.entries(puts).map(([key, value]) => ({ key, value: bytesOf(value) }));
  return { term, previous, marker, puts: entries, deletes };
}

async function contents(store: StateStore): Promise<Readonly<Record<string, string | undefined>>> {
  const entries = await store.scan("");
  return Object.fromEntries(entries.map(({ key, value }) => [key, textOf(value)]));
}

/** Without the class: a store may answer with a Buffer. */
function plain(bytes: Uint8Array | undefined): Uint8Array | undefined {
  return bytes === undefined ? undefined : new Uint8Array(bytes);
}

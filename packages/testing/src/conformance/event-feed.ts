/** What every EventFeed must do. */
import assert from "node:assert/strict";
import type { RunEvent } from "@troupe/core";
import type { EventFeed, FeedEntry, PositionedEntry } from "@troupe/engine";
import { type Subject, type TestRunner, testWith } from "./suite.ts";

export interface EventFeedSubject extends Subject {
  readonly feed: EventFeed;
  /** Opens what the feed left behind, without closing it in an orderly way where that is possible. */
  reopen(): Promise<EventFeed>;
}

type OpenEventFeed = () => Promise<EventFeedSubject>;

export function eventFeedConformance(runner: TestRunner, name: string, open: OpenEventFeed): void {
  runner.describe(`${name} conforms to EventFeed`, () => {
    appends(runner, open);
    reads(runner, open);
    tells(runner, open);
    drops(runner, open);
  });
}

function appends(runner: TestRunner, open: OpenEventFeed): void {
  const test = testWith(runner, open);

  test("gives back what was appended, also when it is opened again", async ({ feed, reopen }) => {
    const entries = [entry("a", 1, 3), entry("b", 1, 1)];
    await feed.append(entries);
    for (const each of [feed, await reopen()])
      assert.deepEqual(withoutPositions(await each.readAll(null, 10)), entries);
  });

  test("gives each entry a position above all before", async ({ feed, reopen }) => {
    await feed.append([entry("a", 1, 2), entry("b", 1, 2)]);
    await (await reopen()).append([entry("a", 3, 1)]);
    const positions = (await feed.readAll(null, 10)).map(({ position }) => position);
    assert.equal(positions.length, 3);
    assert.ok((positions[0] ?? 0) >= 1);
    assert.deepEqual(
      positions,
      [...new Set(positions)].sort((a, b) => a - b),
    );
  });

  test("drops an entry that it has, in this append, an earlier one or before a restart", async ({ feed, reopen }) => {
    await feed.append([entry("a", 1, 2), entry("a", 1, 2), entry("b", 1, 1)]);
    await feed.append([entry("b", 1, 1), entry("a", 3, 1)]);
    const again = await reopen();
    await again.append([entry("a", 1, 2), entry("a", 3, 1), entry("b", 2, 1)]);
    assert.deepEqual(namesOf(await again.readAll(null, 10)), ["a1", "b1", "a3", "b2"]);
  });

  test("takes nothing at all, too", async ({ feed }) => {
    await feed.append([]);
    assert.deepEqual(await feed.readAll(null, 10), []);
  });

  test("keeps every kind of value in an event", async ({ feed, reopen }) => {
    const params = { text: "é\u0000\u{1F600}", number: 1.5, large: 2 ** 52, none: null, list: [true, []], object: {} };
    const created: RunEvent = {
      ...{ type: "RunCreated", at: 1_700_000_000_000.5, runId: "a", pipeline: "p" },
      ...{ version: `sha256:${"0".repeat(64)}`, params, uses: {}, requestId: null, traceparent: null },
    };
    await feed.append([{ runId: "a", pipeline: "p", first: 1, events: [created] }]);
    assert.deepEqual((await (await reopen()).readRun("a", 0))[0]?.events, [created]);
  });
}

function reads(runner: TestRunner, open: OpenEventFeed): void {
  const test = testWith(runner, open);

  test("reads one run in the order of its events, from any of them on", async ({ feed }) => {
    await feed.append([entry("a", 4, 1), entry("b", 1, 5), entry("a", 1, 3), entry("a", 5, 2)]);
    assert.deepEqual(namesOf(await feed.readRun("a", 0)), ["a1", "a4", "a5"]);
    assert.deepEqual(namesOf(await feed.readRun("a", 2)), ["a1", "a4", "a5"], "an entry that is known in part");
    assert.deepEqual(namesOf(await feed.readRun("a", 3)), ["a4", "a5"]);
    assert.deepEqual(namesOf(await feed.readRun("a", 3, 1)), ["a4"]);
    assert.deepEqual(await feed.readRun("a", 6), []);
    assert.deepEqual(await feed.readRun("absent", 0), []);
  });

  test("reads all runs in pages", async ({ feed }) => {
    await feed.append(Array.from({ length: 25 }, (_, index) => entry(`run${index % 3}`, 1 + index, 1)));
    const found: PositionedEntry[] = [];
    for (let page = await feed.readAll(null, 10); page.length > 0; ) {
      found.push(...page);
      page = await feed.readAll(page.at(-1) ?? null, 10);
    }
    assert.deepEqual(
      found.map(({ first }) => first),
      Array.from({ length: 25 }, (_, index) => index + 1),
    );
    assert.equal((await feed.readAll(null, 10)).length, 10);
  });

  test("is one feed, also when it is opened again, and has nothing after positions of another", async ({
    feed,
    reopen,
  }) => {
    await feed.append([entry("a", 1, 1), entry("a", 2, 1)]);
    const [first] = await feed.readAll(null, 1);
    assert.ok(first !== undefined);
    assert.deepEqual(namesOf(await (await reopen()).readAll(first, 10)), ["a2"]);
    assert.deepEqual(namesOf(await feed.readAll({ ...first, feed: "another" }, 10)), ["a1", "a2"]);
  });
}

function tells(runner: TestRunner, open: OpenEventFeed): void {
  const test = testWith(runner, open);

  test("tells subscribers of new entries once each, in order, with their positions", async ({ feed }) => {
    const told: PositionedEntry[] = [];
    feed.subscribe((entries) => told.push(...entries));
    await Promise.all([feed.append([entry("a", 1, 1), entry("b", 1, 1)]), feed.append([entry("a", 2, 1)])]);
    await feed.append([entry("a", 2, 1), entry("a", 3, 1)]);
    await feed.append([entry("a", 1, 1)]);
    assert.deepEqual(told, await feed.readAll(null, 10));
  });

  test("tells after the entries are there to be read", async ({ feed }) => {
    const reads: Promise<readonly FeedEntry[]>[] = [];
    feed.subscribe((entries) => {
      if (entries.length > 0) reads.push(feed.readRun("a", 0));
    });
    await feed.append([entry("a", 1, 1)]);
    assert.deepEqual(namesOf((await reads[0]) ?? []), ["a1"]);
  });

  test("tells in order even if a subscriber appends", async ({ feed }) => {
    const told: string[] = [];
    const appended: Promise<void>[] = [];
    feed.subscribe((entries) => {
      if (entries[0]?.runId === "a") appended.push(feed.append([entry("b", 1, 1)]));
    });
    feed.subscribe((entries) => told.push(...namesOf(entries)));
    await feed.append([entry("a", 1, 1)]);
    await Promise.all(appended);
    assert.deepEqual(told, ["a1", "b1"]);
  });

  test("tells nobody who has stopped", async ({ feed }) => {
    const told: string[] = [];
    const stop = feed.subscribe((entries) => told.push(...namesOf(entries)));
    await feed.append([entry("a", 1, 1)]);
    stop();
    stop();
    await feed.append([entry("a", 2, 1)]);
    assert.deepEqual(told, ["a1"]);
  });
}

function drops(runner: TestRunner, open: OpenEventFeed): void {
  const test = testWith(runner, open);

  test("forgets a run and nothing else", async ({ feed, reopen }) => {
    await feed.append([entry("a", 1, 1), entry("b", 1, 1), entry("a", 2, 1)]);
    await feed.dropRun("a");
    await feed.dropRun("absent");
    for (const each of [feed, await reopen()]) {
      assert.deepEqual(await each.readRun("a", 0), []);
      assert.deepEqual(namesOf(await each.readAll(null, 10)), ["b1"]);
    }
  });

  test("never gives a position again, also not that of the last entry", async ({ feed, reopen }) => {
    await feed.append([entry("a", 1, 1), entry("b", 1, 1)]);
    const last = (await feed.readAll(null, 10)).at(-1) ?? null;
    await feed.dropRun("b");
    const again = await reopen();
    await again.append([entry("c", 1, 1)]);
    assert.deepEqual(namesOf(await again.readAll(last, 10)), ["c1"]);
  });
}

function entry(runId: string, first: number, count: number): FeedEntry {
  const events = Array.from(
    { length: count },
    (_, index): RunEvent => ({ type: "AttemptStarted", task: `t${first + index}`, attempt: 1, at: first + index }),
  );
  return { runId, pipeline: "p", first, events };
}

function namesOf(entries: readonly FeedEntry[]): readonly string[] {
  return entries.map(({ runId, first }) => `${runId}${first}`);
}

function withoutPositions(entries: readonly PositionedEntry[]): readonly FeedEntry[] {
  return entries.map(({ feed: _, position: __, ...rest }) => rest);
}

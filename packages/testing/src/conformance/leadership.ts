/** What every Leadership must do. */
import assert from "node:assert/strict";
import type { FencedBatch, LeaderInfo, Leadership, StateStore } from "@troupe/engine";
import { type Subject, type TestRunner, testWith, troupeError } from "./suite.ts";

export interface LeadershipSubject extends Subject {
  /** Where the terms are written. */
  readonly store: StateStore;
  /** One more coordinator that would lead. */
  candidate(): Promise<Leadership>;
  /** Whether a second candidate waits for the first, or is told that waiting makes no sense. */
  readonly second: "waits" | "is-refused";
}

export function leadershipConformance(runner: TestRunner, name: string, open: () => Promise<LeadershipSubject>): void {
  const test = testWith(runner, open);
  const never = new AbortController().signal;

  runner.describe(`${name} conforms to Leadership`, () => {
    test("lets the leader, and nobody else, commit", async ({ store, candidate }) => {
      const lease = await (await candidate()).lead(never);
      assert.equal(await store.commit(firstBatch(lease.term - 1)), "fenced");
      assert.equal(await store.commit(firstBatch(lease.term)), "committed");
      assert.equal(lease.lost.aborted, false);
      assert.ok(lease.trustedUntil() > 0);
    });

    test("gives each leadership a higher term of the same cluster", async ({ store, candidate }) => {
      const first = await (await candidate()).lead(never);
      await first.resign();
      const second = await (await candidate()).lead(never);
      assert.ok(second.term > first.term);
      assert.equal(second.clusterId, first.clusterId);
      assert.equal(await store.commit(firstBatch(first.term)), "fenced");
      assert.equal(await store.commit(firstBatch(second.term)), "committed");
    });

    test("ends the lease of a leader that resigns, however often", async ({ candidate }) => {
      const lease = await (await candidate()).lead(never);
      await Promise.all([lease.resign(), lease.resign()]);
      await lease.resign();
      assert.equal(lease.lost.aborted, true);
      assert.ok(troupeError("TERM_ENDED", "step-down")(lease.lost.reason));
      assert.ok(lease.trustedUntil() < 0);
    });

    test("does not take the lead from a successor when an old leader resigns again", async ({ store, candidate }) => {
      const first = await (await candidate()).lead(never);
      await first.resign();
      const second = await (await candidate()).lead(never);
      await first.resign();
      assert.equal(second.lost.aborted, false);
      assert.equal(await store.commit(firstBatch(second.term)), "committed");
    });

    test("has one leader at a time", async ({ candidate, second }) => {
      const lease = await (await candidate()).lead(never);
      const other = (await candidate()).lead(never);
      if (second === "is-refused") {
        await assert.rejects(other, troupeError("DATA_DIRECTORY_IN_USE", "fatal"));
        return;
      }
      const early = await Promise.race([other, Promise.resolve("waits")]);
      assert.equal(early, "waits");
      await lease.resign();
      assert.ok((await other).term > lease.term);
    });

    test("gives the lead up when it is closed", async ({ candidate }) => {
      const leadership = await candidate();
      const lease = await leadership.lead(never);
      await leadership.close();
      assert.equal(lease.lost.aborted, true);
      assert.ok((await (await candidate()).lead(never)).term > lease.term);
    });

    test("says who leads, to the leader at once and to every other in time", async ({ candidate, second }) => {
      const leadership = await candidate();
      const lease = await leadership.lead(never);
      assert.equal(leadership.leader()?.term, lease.term);
      assert.equal(typeof leadership.leader()?.name, "string");
      if (second === "waits") await heard(await candidate(), (leader) => leader?.term === lease.term);
      await lease.resign();
      await heard(leadership, (leader) => leader === undefined);
      const next = await leadership.lead(never);
      assert.equal(leadership.leader()?.term, next.term);
    });

    test("tells of each change of leader whoever listens, and nobody who has stopped", async ({ candidate }) => {
      const leadership = await candidate();
      const told: (number | undefined)[] = [];
      const stop = leadership.onLeaderChange((leader) => void told.push(leader?.term));
      const lease = await leadership.lead(never);
      await lease.resign();
      await heard(leadership, (leader) => leader === undefined);
      assert.deepEqual(told, [lease.term, undefined]);
      stop();
      await leadership.lead(never);
      assert.deepEqual(told, [lease.term, undefined]);
    });

    test("stops waiting when it is told to", async ({ candidate }) => {
      const reason = new Error("told to stop");
      await assert.rejects((await candidate()).lead(AbortSignal.abort(reason)), reason);
      const lease = await (await candidate()).lead(never);
      assert.equal(lease.lost.aborted, false);
    });
  });
}

/** Waits until what it has heard of who leads is as it should be. */
function heard(leadership: Leadership, holds: (leader: LeaderInfo | undefined) => boolean): Promise<void> {
  if (holds(leadership.leader())) return Promise.resolve();
  const { promise, resolve } = Promise.withResolvers<void>();
  const stop = leadership.onLeaderChange((leader) => {
    if (!holds(leader)) return;
    stop();
    resolve();
  });
  return promise;
}

function firstBatch(term: number): FencedBatch {
  return { term, previous: 0, marker: 1, puts: [{ key: "term", value: new Uint8Array([1]) }], deletes: [] };
}

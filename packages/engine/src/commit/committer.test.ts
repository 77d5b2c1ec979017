import { TroupeError } from "@troupe/core";
import { describe, expect, it } from "vitest";
import { MemoryStateStore } from "../adapters/memory/state-store.ts";
import { VirtualClock } from "../adapters/memory/virtual-clock.ts";
import type { BatchLimits, FencedBatch, StateStore } from "../ports/state-store.ts";
import { Committer, type Group } from "./committer.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const put = (key: string, value = key): Group => ({ puts: [{ key, value: bytes(value) }] });

/** A committer on a store that remembers its batches and answers as the test says. */
function open(
  options: {
    readonly answers?: ((commit: () => Promise<"committed" | "fenced">) => Promise<"committed" | "fenced">)[];
    readonly limits?: BatchLimits;
    readonly quotaBytes?: number;
  } = {},
) {
  const { limits, quotaBytes } = options;
  const inner = new MemoryStateStore({
    ...(limits === undefined ? {} : { limits }),
    ...(quotaBytes === undefined ? {} : { quotaBytes }),
  });
  const term = inner.beginTerm();
  const clock = new VirtualClock();
  const batches: FencedBatch[] = [];
  const posted: string[] = [];
  const store: StateStore = Object.assign(Object.create(inner), {
    commit(batch: FencedBatch) {
      batches.push(batch);
      const answer = options.answers?.shift();
      const commit = () => inner.commit(batch);
      return answer === undefined ? commit() : answer(commit);
    },
    get: (key: string) => inner.get(key),
    usage: () => inner.usage(),
  });
  let fenced = 0;
  const failures: unknown[] = [];
  const committer = new Committer({
    store,
    term,
    clock,
    onCommitted: (key) => void posted.push(key),
    onFenced: () => {
      fenced += 1;
    },
    onFailed: (error) => void failures.push(error),
  });
  return { committer, inner, clock, batches, posted, failures, fenced: () => fenced };
}

const timeout = () => new TroupeError("no answer", { code: "STORE_TIMEOUT", reaction: "retry" });

describe("the committer", () => {
  it("lets what is staged while a batch is in flight ride in the next one", async () => {
    const { committer, batches } = open();
    const first = committer.stage(put("a"));
    await first;
    const second = committer.stage(put("b"));
    const rest = [committer.stage(put("c")), committer.stage(put("d"))];
    await Promise.all([second, ...rest]);
    expect(batches.map((batch) => batch.puts.map(({ key }) => key))).toEqual([["a"], ["b", "c", "d"]]);
    expect(batches.map(({ previous, marker }) => [previous, marker])).toEqual([
      [0, 1],
      [1, 2],
    ]);
  });

  it("never splits a group, and keeps batches under their limit", async () => {
    const { committer, batches } = open({ limits: { operations: 4, bytes: 10_000 } });
    const group: Group = { puts: ["x", "y", "z"].map((key) => ({ key, value: bytes(key) })) };
    await Promise.all([committer.stage(put("a")), committer.stage(group), committer.stage(put("b"))]);
    expect(batches.map((batch) => batch.puts.map(({ key }) => key))).toEqual([["a"], ["x", "y", "z"], ["b"]]);
  });

  it("writes the last value of a key that is put twice, and nothing for one that is deleted after", async () => {
    const { committer, inner } = open();
    await Promise.all([
      committer.stage(put("a", "1")),
      committer.stage(put("a", "2")),
      committer.stage(put("b")),
      committer.stage({ deletes: ["b"] }),
    ]);
    expect(new TextDecoder().decode(await inner.get("a"))).toBe("2");
    expect(await inner.get("b")).toBeUndefined();
  });

  it("sends the very same batch again when its outcome is unknown, and it counts once", async () => {
    const lostBefore = () => Promise.reject(timeout());
    const lostAfter = async (commit: () => Promise<unknown>) => {
      await commit();
      throw timeout();
    };
    const { committer, batches, clock } = open({ answers: [lostBefore, lostAfter] as never });
    const staged = committer.stage(put("a"));
    await clock.advance(5000);
    await staged;
    expect(new Set(batches.map((batch) => JSON.stringify(batch))).size).toBe(1);
    expect(batches.length).toBe(3);
  });

  it("says that the store is full while a batch waits for space, and not any more once there is some", async () => {
    const full = async () => {
      throw new TroupeError("no space", { code: "STORE_FULL", reaction: "retry" });
    };
    const { committer, clock } = open({ answers: [full] });
    committer.checkSpace();
    const staged = committer.stage(put("a"));
    await clock.advance(1);
    expect(() => committer.checkSpace()).toThrow("no space");
    await clock.advance(2000);
    await staged;
    committer.checkSpace();
  });

  it("takes nothing new when four fifths of the store are full, and lets what is live go on and end", async () => {
    const { committer, clock } = open({ quotaBytes: 1000 });
    await committer.stage(put("a", "x".repeat(850)));
    committer.checkSpace();
    await clock.advance(5000);
    expect(() => committer.checkSpace()).toThrow(expect.objectContaining({ code: "STORE_FULL", reaction: "retry" }));
    await committer.stage(put("b", "x".repeat(50)));
    await committer.stage({ deletes: ["a"] });
    await clock.advance(5000);
    expect(() => committer.checkSpace()).toThrow();
    await clock.advance(5000);
    committer.checkSpace();
  });

  it("is done when another term leads: everything that waits is refused, and nothing is written", async () => {
    const { committer, inner, fenced } = open();
    await committer.stage(put("a"));
    inner.beginTerm();
    const refused = [committer.stage(put("b")), committer.stage(put("c"))];
    for (const each of refused) await expect(each).rejects.toMatchObject({ code: "NOT_LEADER", reaction: "step-down" });
    await expect(committer.stage(put("d"))).rejects.toMatchObject({ code: "NOT_LEADER" });
    expect([await inner.get("b"), fenced()]).toEqual([undefined, 1]);
  });

  it("tells that the store refused for good, and refuses everything after", async () => {
    const corrupt = new TroupeError("the database is damaged", { code: "DATA_CORRUPT", reaction: "fatal" });
    const { committer, failures } = open({ answers: [() => Promise.reject(corrupt)] });
    await expect(committer.stage(put("a"))).rejects.toBe(corrupt);
    await expect(committer.stage(put("b"))).rejects.toMatchObject({ code: "NOT_LEADER", cause: corrupt });
    expect(failures).toEqual([corrupt]);
  });

  it("puts what happened into the outbox in the same batch, one entry a run", async () => {
    const { committer, batches, posted } = open();
    const event = { at: 0, type: "RunCancelled", reason: "" } as const;
    await Promise.all(
      [1, 2].map((first) => committer.stage({ entry: { runId: "r", pipeline: "p", first, events: [event] } })),
    );
    expect(posted).toEqual(["outbox/000000000001/000000000001"]);
    expect(batches[0]?.puts.map(({ key }) => key)).toEqual(posted);
  });

  it("gives deletes that nobody waits for a ride with the next batch", async () => {
    const { committer, batches } = open();
    committer.rideAlong(["outbox/1"]);
    await committer.stage(put("a"));
    expect(batches[0]?.deletes).toEqual(["outbox/1"]);
  });

  it("never makes a batch larger than the store takes, whoever rides along", async () => {
    const { committer, batches, inner } = open({ limits: { operations: 4, bytes: 10_000 } });
    const gone = Array.from({ length: 10 }, (_, index) => `outbox/${index}`);
    committer.rideAlong(gone);
    await committer.stage(put("a"));
    await committer.stage(put("b"));
    await committer.stage({});
    expect(batches.flatMap(({ deletes }) => deletes)).toEqual(gone);
    expect(Math.max(...batches.map(({ puts, deletes }) => puts.length + deletes.length))).toBe(4);
    expect(await inner.get("b")).toBeDefined();
  });

  it("halves a batch whose events turn out larger than they looked", async () => {
    const { committer, batches } = open({ limits: { operations: 100, bytes: 10_000 } });
    const event = { at: 0, type: "RunCancelled", reason: "x".repeat(3000) } as const;
    const groups = [1, 2, 3, 4].map((first) => ({ entry: { runId: "r", pipeline: "p", first, events: [event] } }));
    await Promise.all(groups.map((group) => committer.stage(group)));
    expect(batches.map(({ previous, marker }) => [previous, marker])).toEqual([
      [0, 1],
      [1, 2],
    ]);
  });

  it("refuses at once what no batch could hold, and takes what comes after", async () => {
    const { committer } = open({ limits: { operations: 4, bytes: 10_000 } });
    const event = { at: 0, type: "RunCancelled", reason: "x".repeat(6000) } as const;
    const puts = ["a", "b", "c", "d"].map((key) => ({ key, value: bytes(key) }));
    const tooLarge = { code: "RECORD_TOO_LARGE", reaction: "reject" };
    const refused = (group: Group) => expect(async () => committer.stage(group)).rejects.toMatchObject(tooLarge);
    await refused(put("a", "x".repeat(10_000)));
    await refused({ ...put("a", event.reason), entry: { runId: "r", pipeline: "p", first: 1, events: [event] } });
    await refused({ puts, deletes: ["e"] });
    await committer.stage({ puts });
  });
});

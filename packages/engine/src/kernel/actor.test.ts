import { TroupeError } from "@troupe/core";
import { describe, expect, it, vi } from "vitest";
import { VirtualClock } from "../adapters/memory/virtual-clock.ts";
import { Actor, ask, type Message, type Reply } from "./actor.ts";

type Counting = Message &
  (
    | { readonly type: "Add"; readonly value: number }
    | { readonly type: "Fail" }
    | { readonly type: "Read"; readonly reply: Reply<number> }
  );

/** Counts, forgets nothing that is in the store, and breaks when it is told to. */
function counter(options: { readonly maxRestarts?: number; readonly mailboxLimit?: number } = {}) {
  const clock = new VirtualClock();
  const store = { total: 0, starts: 0 };
  const failures: boolean[] = [];
  const actor = new Actor<Counting>({
    name: "counter",
    clock,
    ...options,
    onFailure: ({ quarantined }) => void failures.push(quarantined),
    start: async () => {
      store.starts += 1;
      return {
        receive(message) {
          if (message.type === "Fail") throw new Error("a bug");
          if (message.type === "Add") store.total += message.value;
          else message.reply.resolve(store.total);
        },
      };
    },
  });
  return {
    actor,
    clock,
    store,
    failures,
    read: () => ask<Counting, number>(actor, (reply) => ({ type: "Read", reply, reject: reply.reject })),
  };
}

describe("an actor", () => {
  it("handles one message at a time, in order", async () => {
    const { actor, read, store } = counter();
    for (let value = 1; value <= 1000; value++) actor.tell({ type: "Add", value });
    expect(await read()).toBe(500_500);
    expect(store.starts).toBe(1);
  });

  it("is started anew after a failure, and refuses only the message that it failed on", async () => {
    const { actor, read, store, failures } = counter();
    let refused: unknown;
    actor.tell({ type: "Add", value: 1 });
    actor.tell({
      type: "Fail",
      reject: (error) => {
        refused = error;
      },
    });
    actor.tell({ type: "Add", value: 2 });
    expect(await read()).toBe(3);
    expect(refused).toMatchObject({ message: "a bug" });
    expect({ starts: store.starts, failures }).toEqual({ starts: 2, failures: [false] });
  });

  it("is quarantined when it fails too often, and not when its failures lie far apart", async () => {
    const { actor, clock, read } = counter({ maxRestarts: 2 });
    for (let failure = 0; failure < 5; failure++) {
      actor.tell({ type: "Fail" });
      await clock.advance(61_000);
    }
    expect(await read()).toBe(0);
    for (let failure = 0; failure < 3; failure++) actor.tell({ type: "Fail" });
    await expect(read()).rejects.toMatchObject({ code: "QUARANTINED" });
    await expect(read()).rejects.toMatchObject({ code: "QUARANTINED" });
    expect(actor.isQuarantined).toBe(true);
  });

  it("refuses what comes from outside and finds its mailbox full, and nothing from inside", async () => {
    const { actor, store } = counter({ mailboxLimit: 2 });
    const taken = [1, 2, 4].map((value) => actor.admit({ type: "Add", value }));
    expect(taken).toEqual([true, true, false]);
    expect([8, 16].map((value) => actor.tell({ type: "Add", value }))).toEqual([true, true]);
    let refused: unknown;
    actor.admit({
      type: "Add",
      value: 32,
      reject: (error) => {
        refused = error;
      },
    });
    expect(refused).toMatchObject({ code: "OVERLOADED" });
    await vi.waitUntil(() => store.total === 27);
  });

  it("refuses what waits when it is stopped", async () => {
    const { actor, read } = counter();
    const waiting = read();
    actor.stop();
    await expect(waiting).rejects.toMatchObject({ code: "NOT_LEADER" });
    await expect(read()).rejects.toMatchObject({ code: "NOT_LEADER" });
  });
});

describe("an actor whose store does not answer", () => {
  const trouble = new TroupeError("the store did not answer", { code: "STORE_TIMEOUT", reaction: "retry" });

  /** Starts only while its store is well. */
  function startedFrom(store: { isWell: boolean }) {
    const clock = new VirtualClock();
    const heard: string[] = [];
    const seen = { starts: 0, failures: 0, delays: [] as number[] };
    const actor = new Actor<Message & { readonly name: string }>({
      name: "reader",
      clock,
      onFailure: () => {
        seen.failures += 1;
      },
      onTrouble: ({ delayMs }) => void seen.delays.push(delayMs),
      start: async () => {
        seen.starts += 1;
        if (!store.isWell) throw trouble;
        return { receive: ({ name }) => void heard.push(name) };
      },
    });
    return { actor, clock, heard, seen };
  }

  it("is never quarantined for it, and loses nothing that comes from inside", async () => {
    const store = { isWell: false };
    const { actor, clock, heard, seen } = startedFrom(store);
    actor.tell({ name: "first" });
    await clock.advance(60_000);
    actor.tell({ name: "second" });
    expect(seen.delays.slice(0, 7)).toEqual([500, 1000, 2000, 4000, 8000, 10_000, 10_000]);
    store.isWell = true;
    await clock.advance(10_000);
    actor.tell({ name: "third" });
    await clock.advance(1);
    expect(heard).toEqual(["first", "second", "third"]);
    expect(seen.failures).toBe(0);
  });

  it("refuses what comes from outside at once, and takes it again once it could start", async () => {
    const store = { isWell: false };
    const { actor, clock, heard, seen } = startedFrom(store);
    const refused: unknown[] = [];
    const reject = (error: unknown) => void refused.push(error);
    expect(actor.admit({ name: "first", reject })).toBe(true);
    await clock.advance(1);
    expect(actor.admit({ name: "second", reject })).toBe(false);
    expect(refused).toEqual([trouble, trouble]);
    store.isWell = true;
    await clock.advance(500);
    actor.admit({ name: "third", reject });
    await clock.advance(1);
    expect({ heard, starts: seen.starts }).toEqual({ heard: ["third"], starts: 2 });
  });

  it("tries no more once it is stopped", async () => {
    const { actor, clock, seen } = startedFrom({ isWell: false });
    let refused: unknown;
    actor.tell({
      name: "first",
      reject: (error) => {
        refused = error;
      },
    });
    await clock.advance(1);
    actor.stop();
    await clock.advance(60_000);
    expect(seen.starts).toBe(1);
    expect(refused).toMatchObject({ code: "NOT_LEADER" });
  });
});

it("an actor that is stopped while it starts stops what it started", async () => {
  const { promise: started, resolve } = Promise.withResolvers<void>();
  const stopped = Promise.withResolvers<void>();
  const actor = new Actor<Message>({
    name: "slow",
    clock: new VirtualClock(),
    start: async () => {
      await started;
      return { receive: () => expect.unreachable(), stop: stopped.resolve };
    },
  });
  actor.tell({});
  await Promise.resolve();
  actor.stop();
  resolve();
  await stopped.promise;
});

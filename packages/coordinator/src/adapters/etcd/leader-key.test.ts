import { getEventListeners } from "node:events";
import { afterEach, expect, test, vi } from "vitest";
import type { EtcdClient } from "./client.ts";
import { LeaderKey } from "./leader-key.ts";

/** An etcd in which nobody leads, and whose watch the test rings. */
function open() {
  const heard = new Map<string, () => void>();
  const stream = { on: (event: string, call: () => void) => heard.set(event, call), write() {}, cancel() {} };
  const member = { watchClient: { watch: async () => stream } };
  const client = {
    keys: { leader: "leader" },
    member: () => member,
    read: async () => ({ kvs: [], header: { revision: "1" } }),
  };
  const key = new LeaderKey(client as unknown as EtcdClient, () => {});
  return { key, ring: () => heard.get("data")?.() };
}

afterEach(() => {
  vi.restoreAllMocks();
});

test("who waits for a change is woken by it, also where it came before", async () => {
  const { key, ring } = open();
  const { signal } = new AbortController();
  const before = key.changes;
  await vi.waitFor(() => {
    ring();
    expect(key.changes).toBeGreaterThan(before);
  });
  await key.changed(before, 60_000, signal);
  const waiting = key.changed(key.changes, 60_000, signal);
  ring();
  await waiting;
  key.close();
});

test("who has waited leaves nothing behind", async () => {
  const { key } = open();
  const { signal } = new AbortController();
  for (let time = 0; time < 10; time += 1) await key.changed(key.changes, 1, signal);
  expect(getEventListeners(signal, "abort")).toEqual([]);
  key.close();
});

test("nobody waits after the signal, nor once it is closed", async () => {
  const { key } = open();
  const stop = new AbortController();
  const waiting = key.changed(key.changes, 60_000, stop.signal);
  stop.abort();
  await waiting;
  key.close();
  await key.changed(key.changes, 60_000, new AbortController().signal);
});

/** Who leads, when processes are stopped and killed: never two that may write, and never longer than it takes. */
import { join } from "node:path";
import { type EngineLog, type Lease, silentLog } from "@troupe/engine";
import { SystemClock } from "@troupe/engine/adapters";
import {
  absentPrograms,
  type Child,
  EtcdCluster,
  eventually,
  freePort,
  TcpProxy,
  Workbench,
} from "@troupe/testing/process";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { EtcdClient, type EtcdOptions } from "../../packages/coordinator/src/adapters/etcd/client.ts";
import { EtcdLeadership } from "../../packages/coordinator/src/adapters/etcd/leadership.ts";
import { openEtcd } from "../../packages/coordinator/src/adapters/etcd/open-etcd.ts";
import { EtcdStateStore } from "../../packages/coordinator/src/adapters/etcd/state-store.ts";
import { beginTerm, someCluster } from "./support.ts";

const never = new AbortController().signal;
const leaseTtlMs = 3000;

describe.skipIf(absentPrograms("etcd").length > 0)("an election in etcd (needs etcd)", () => {
  const bench = new Workbench();
  let etcd: EtcdCluster;
  beforeAll(async () => {
    etcd = await EtcdCluster.start(bench);
  });
  afterAll(() => bench.clear());

  async function candidate(
    cluster: EtcdOptions,
    name = "test",
    other: { readonly leaseTtlMs?: number; readonly log?: EngineLog } = {},
  ): Promise<EtcdLeadership> {
    const client = await EtcdClient.open(cluster, name);
    const self = { name, address: null, httpUrl: null };
    const leadership = await EtcdLeadership.open({ client, self, clock: new SystemClock(), leaseTtlMs, ...other });
    bench.closes(() => leadership.close());
    return leadership;
  }

  async function storeOf(cluster: EtcdOptions): Promise<{ client: EtcdClient; store: EtcdStateStore }> {
    const client = await EtcdClient.open(cluster, "store");
    bench.closes(() => client.close());
    return { client, store: new EtcdStateStore(client) };
  }

  async function child(cluster: EtcdOptions): Promise<{ process: Child; term: number }> {
    const options = { etcd: cluster, leaseTtlMs, port: await freePort() };
    const process = await bench.node(join(import.meta.dirname, "candidate.ts"), [JSON.stringify(options)]);
    const [, term] = await process.said(/leads (\d+)/);
    return { process, term: Number(term) };
  }

  test("opens state and leadership together, and says so if no member answers", async () => {
    const self = { name: "a", address: "10.0.0.1:7000", httpUrl: "http://10.0.0.1:7070" };
    const [clock, log] = [new SystemClock(), silentLog];
    const { stateStore, leadership } = await openEtcd({ etcd: someCluster(etcd.endpoints), self, clock, log });
    bench.closes(() => Promise.all([leadership.close(), stateStore.close()]));
    const lease = await leadership.lead(never);
    expect(leadership.leader()).toEqual({ ...self, term: lease.term });
    expect(await stateStore.commit(batch(lease))).toBe("committed");
    const nobody = someCluster([`http://127.0.0.1:${await freePort()}`]);
    await expect(openEtcd({ etcd: nobody, self, clock, log })).rejects.toMatchObject({
      code: "STORE_UNREACHABLE",
      reaction: "retry",
    });
  });

  test("fences a leader from the instant in which its successor's put is there, and tells it", async () => {
    const cluster = someCluster(etcd.endpoints);
    const { client, store } = await storeOf(cluster);
    const lease = await (await candidate(cluster)).lead(never);
    expect(await store.commit({ ...batch(lease), marker: 1 })).toBe("committed");
    await beginTerm(client);
    expect(await store.commit({ ...batch(lease), previous: 1, marker: 2 })).toBe("fenced");
    await lost(lease);
    expect(lease.trustedUntil()).toBe(Number.NEGATIVE_INFINITY);
  });

  test("leaves the successor's key alone when a deposed leader resigns", async () => {
    const cluster = someCluster(etcd.endpoints);
    const { client, store } = await storeOf(cluster);
    const leadership = await candidate(cluster);
    const lease = await leadership.lead(never);
    const term = await beginTerm(client);
    await lease.resign();
    await leadership.close();
    expect(await store.commit({ ...batch(lease), term })).toBe("committed");
  });

  test("is given back by a leader that could not reach etcd when it resigned, long before its lease ends", async () => {
    const cluster = someCluster(etcd.endpoints);
    const [endpoint = ""] = etcd.endpoints;
    const way = await TcpProxy.start(bench, new URL(endpoint).host);
    const failed = Promise.withResolvers<void>();
    const log = {
      ...silentLog,
      warn: (_: object, message: string) => /trying again/.test(message) && failed.resolve(),
    };
    const long = { leaseTtlMs: 60_000, log };
    const leadership = await candidate({ ...cluster, endpoints: [`http://${way.address}`] }, "cut off", long);
    const lease = await leadership.lead(never);
    const next = (await candidate(cluster, "next")).lead(never);
    way.hold();
    const began = performance.now();
    const resigning = lease.resign();
    await failed.promise;
    way.release();
    await resigning;
    expect((await next).term).toBeGreaterThan(lease.term);
    expect(performance.now() - began).toBeLessThan(long.leaseTtlMs / 2);
  });

  test("has one leader of three that start at once, again and again", async () => {
    const cluster = someCluster(etcd.endpoints);
    const { store } = await storeOf(cluster);
    const all = await Promise.all(["a", "b", "c"].map((name) => candidate(cluster, name)));
    const terms: number[] = [];
    for (let round = 0; round < 10; round++) {
      const stop = new AbortController();
      const standing = all.map((each) => each.lead(stop.signal));
      const lease = await Promise.race(standing);
      expect(await store.commit(batch(lease))).toBe("committed");
      stop.abort(new Error("the round is over"));
      const outcomes = await Promise.allSettled(standing);
      expect(outcomes.filter(({ status }) => status === "fulfilled").length).toBe(1);
      terms.push(lease.term);
      await lease.resign();
    }
    expect(terms).toEqual([...new Set(terms)].sort((one, other) => one - other));
  });

  test("stands with a new lease when its own was ended by somebody", async () => {
    const cluster = someCluster(etcd.endpoints);
    const { client } = await storeOf(cluster);
    const first = await (await candidate(cluster, "first")).lead(never);
    const { leases: before } = await client.read("leases", ({ leaseClient }) => leaseClient.leaseLeases());
    const next = (await candidate(cluster, "next")).lead(never);
    const isNew = ({ ID }: { readonly ID: string }): boolean => !before.some((known) => known.ID === ID);
    const standby = await newLease(client, isNew);
    await client.read("revoke", ({ leaseClient }) => leaseClient.leaseRevoke({ ID: standby }));
    await first.resign();
    const lease = await next;
    expect(lease.lost.aborted).toBe(false);
    expect(lease.trustedUntil()).toBeGreaterThan(performance.now());
  });

  test("a leader that is stopped past its lease never believes in itself again", async () => {
    const cluster = someCluster(etcd.endpoints);
    const { store } = await storeOf(cluster);
    const { process, term } = await child(cluster);
    await process.said(/believes/);
    process.pause();
    const pausedAt = performance.now();
    const lease = await (await candidate(cluster)).lead(never);
    const electedAt = globalThis.process.hrtime.bigint();
    // Its port is open, so it counts as slow and not as gone: its lease is waited for, less what had passed of it.
    expect(performance.now() - pausedAt).toBeGreaterThan(leaseTtlMs / 2);
    process.resume();
    await process.said(/lost/);
    const believed = [...process.stdout.matchAll(/believes (\d+)/g)].map(([, instant = "0"]) => BigInt(instant));
    expect(believed.filter((instant) => instant > electedAt)).toEqual([]);
    expect(await store.commit({ ...batch(lease), term })).toBe("fenced");
    expect(await store.commit(batch(lease))).toBe("committed");
  });

  test("waits for the lease of a leader at a local address of another machine, where nobody answers here", async () => {
    const cluster = someCluster(etcd.endpoints);
    const { client } = await storeOf(cluster);
    const address = `127.0.0.1:${await freePort()}`;
    const { ID } = await client.read("a lease", ({ leaseClient }) =>
      leaseClient.leaseGrant({ TTL: leaseTtlMs / 1000 }),
    );
    const value = Buffer.from(JSON.stringify({ name: "far", address, machine: "another machine" }));
    await client.read("a leader", ({ kv }) => kv.put({ key: client.keys.leader, value, lease: ID }));
    const began = performance.now();
    await (await candidate(cluster)).lead(never);
    expect(performance.now() - began).toBeGreaterThan(leaseTtlMs - 500);
  });

  test("does not wait for the lease of a leader that was killed", async () => {
    const cluster = someCluster(etcd.endpoints);
    const { process } = await child(cluster);
    const next = (await candidate(cluster)).lead(never);
    await process.said(/believes/);
    await process.kill9();
    const killedAt = performance.now();
    await next;
    expect(performance.now() - killedAt).toBeLessThan(leaseTtlMs / 2);
  });
});

async function newLease(client: EtcdClient, isNew: (lease: { readonly ID: string }) => boolean): Promise<string> {
  const look = async () => {
    const { leases } = await client.read("leases", ({ leaseClient }) => leaseClient.leaseLeases());
    return leases.find(isNew)?.ID;
  };
  return (await eventually(look, (id) => id !== undefined)) ?? "";
}

function batch({ term }: Pick<Lease, "term">) {
  return { term, previous: 0, marker: 1, puts: [{ key: "k", value: new Uint8Array([1]) }], deletes: [] };
}

function lost({ lost: signal }: Lease): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  if (signal.aborted) resolve();
  signal.addEventListener("abort", () => resolve(), { once: true });
  return promise;
}

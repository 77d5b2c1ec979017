/** Coordinators present themselves in a real etcd, and are gone with their lease. */
import { silentLog } from "@troupe/engine";
import { SystemClock } from "@troupe/engine/adapters";
import { absentPrograms, EtcdCluster, eventually, Workbench } from "@troupe/testing/process";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { EtcdClient, type EtcdOptions } from "../../packages/coordinator/src/adapters/etcd/client.ts";
import { EtcdRegistry } from "../../packages/coordinator/src/adapters/etcd/registry.ts";
import type { Presence } from "../../packages/coordinator/src/ports/registry.ts";
import { someCluster } from "./support.ts";

const bench = new Workbench();
afterAll(() => bench.clear());

function presence(name: string, term: number | null = null): Presence {
  return { name, address: `${name}:7420`, httpUrl: null, version: "1", term, since: 2, startedAt: 1 };
}

describe.skipIf(absentPrograms("etcd").length > 0)("the coordinators in etcd (needs etcd)", () => {
  let etcd: EtcdCluster;
  beforeAll(async () => {
    etcd = await EtcdCluster.start(bench, { size: 1 });
  });

  async function registry(cluster: EtcdOptions): Promise<EtcdRegistry> {
    const client = await EtcdClient.open(cluster, "store");
    bench.closes(() => client.close());
    return new EtcdRegistry({ client, clock: new SystemClock(), log: silentLog, leaseTtlMs: 2000 });
  }

  test("are listed by name, as each says last, until they go", async () => {
    const cluster = someCluster(etcd.endpoints);
    const [one, two] = [await registry(cluster), await registry(cluster)];
    two.present(presence("c2"));
    one.present(presence("c1"));
    one.present(presence("c1", 7));
    const both = [presence("c1", 7), presence("c2")];
    await eventually(
      () => two.list(),
      (listed) => JSON.stringify(listed) === JSON.stringify(both),
    );
    await one.close();
    expect(await two.list()).toEqual([presence("c2")]);
    await two.close();
    expect(await two.list()).toEqual([]);
  });

  test("are listed again when etcd ended their lease, and when what stands there is no presence, without it", async () => {
    const cluster = someCluster(etcd.endpoints);
    const list = await registry(cluster);
    bench.closes(() => list.close());
    list.present(presence("c1"));
    const client = await EtcdClient.open(cluster, "other");
    bench.closes(() => client.close());
    const range = { key: Buffer.from(`${client.keys.coordinators}c1`) };
    const entry = await eventually(
      async () => (await client.read("it", ({ kv }) => kv.range(range))).kvs[0],
      (found) => found !== undefined,
    );
    await client.once("its end", ({ leaseClient }) => leaseClient.leaseRevoke({ ID: entry?.lease ?? "" }));
    expect(await list.list()).toEqual([]);
    const written = { key: Buffer.from(`${client.keys.coordinators}c0`), value: Buffer.from("by hand") };
    await client.once("a note", ({ kv }) => kv.put(written));
    const again = await eventually(
      () => list.list(),
      (listed) => listed.length > 0,
    );
    expect(again).toEqual([presence("c1")]);
  });
});

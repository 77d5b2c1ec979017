/** The adapters of etcd keep their ports' contracts, on one member and on three. */
import { SystemClock } from "@troupe/engine/adapters";
import { leadershipConformance, stateStoreConformance } from "@troupe/testing/conformance";
import { absentPrograms, EtcdCluster, Workbench } from "@troupe/testing/process";
import { afterAll, beforeAll, describe, it } from "vitest";
import { EtcdClient } from "../../packages/coordinator/src/adapters/etcd/client.ts";
import { EtcdLeadership } from "../../packages/coordinator/src/adapters/etcd/leadership.ts";
import { EtcdStateStore } from "../../packages/coordinator/src/adapters/etcd/state-store.ts";
import { beginTerm, compact, someCluster } from "./support.ts";

const isSkipped = absentPrograms("etcd").length > 0;

describe.skipIf(isSkipped).each([1, 3] as const)("an etcd of %i (needs etcd)", (size) => {
  const bench = new Workbench();
  let etcd: EtcdCluster;
  beforeAll(async () => {
    etcd = await EtcdCluster.start(bench, { size });
  });
  afterAll(() => bench.clear());

  stateStoreConformance({ describe, it }, "EtcdStateStore", async (options) => {
    // What it holds is counted for the whole etcd, so a test that fills it has one of its own.
    const own = options?.quotaBytes === undefined ? undefined : new Workbench();
    const { endpoints } = own === undefined ? etcd : await EtcdCluster.start(own);
    const cluster = someCluster(endpoints);
    const clients: EtcdClient[] = [];
    const open = async (): Promise<EtcdClient> => {
      const client = await EtcdClient.open(cluster, "store");
      clients.push(client);
      return client;
    };
    const client = await open();
    return {
      store: new EtcdStateStore(client, options),
      beginTerm: () => beginTerm(client),
      settle: () => compact(client),
      reopen: async () => new EtcdStateStore(await open(), options),
      dispose: async () => {
        for (const each of clients) each.close();
        await own?.clear();
      },
    };
  });

  leadershipConformance({ describe, it }, "EtcdLeadership", async () => {
    const cluster = someCluster(etcd.endpoints);
    const client = await EtcdClient.open(cluster, "store");
    const opened: EtcdLeadership[] = [];
    return {
      store: new EtcdStateStore(client),
      second: "waits",
      candidate: async () => {
        const leadership = await EtcdLeadership.open({
          client: await EtcdClient.open(cluster, `candidate-${opened.length}`),
          self: { name: `c${opened.length}`, address: null, httpUrl: null },
          clock: new SystemClock(),
        });
        opened.push(leadership);
        return leadership;
      },
      dispose: async () => {
        for (const leadership of opened) await leadership.close();
        client.close();
      },
    };
  });
});

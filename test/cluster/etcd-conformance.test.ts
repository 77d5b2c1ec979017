/** The adapters of etcd keep their ports' contracts, on one member and on three. */
import { stateStoreConformance } from "@troupe/testing/conformance";
import { absentPrograms, EtcdCluster, Workbench } from "@troupe/testing/process";
import { afterAll, beforeAll, describe, it } from "vitest";
import { EtcdClient } from "../../packages/coordinator/src/adapters/etcd/client.ts";
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
});

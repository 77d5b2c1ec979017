/** State and leadership of a cluster, on clients of their own. */
import type { Clock, CoordinatorInfo, EngineLog, LeaderInfo } from "@troupe/engine";
import { EtcdClient, type EtcdOptions } from "./client.ts";
import { EtcdLeadership } from "./leadership.ts";
import { EtcdStateStore } from "./state-store.ts";
import { StoreUpkeep } from "./store-upkeep.ts";

export interface OpenEtcdOptions {
  readonly etcd: EtcdOptions;
  /** How this coordinator presents itself once it leads. It must listen at that address before it stands for election. */
  readonly self: CoordinatorInfo;
  readonly clock: Clock;
  readonly log: EngineLog;
  /** What etcd was started with. Default: its own default, 2 GiB. */
  readonly quotaBytes?: number;
  /** See EtcdLeadershipOptions. */
  readonly isGone?: (leader: LeaderInfo) => Promise<boolean>;
}

export interface OpenedEtcd {
  readonly stateStore: EtcdStateStore;
  readonly leadership: EtcdLeadership;
  /** To be started by whoever leads, and stopped with the term. */
  readonly upkeep: StoreUpkeep;
}

/** Closing the two closes everything. Throws TroupeError(retry, "STORE_UNREACHABLE") if no member answers. */
export async function openEtcd(options: OpenEtcdOptions): Promise<OpenedEtcd> {
  const { etcd, self, clock, log, quotaBytes, isGone } = options;
  const storeClient = await EtcdClient.open(etcd, "store");
  const client = await EtcdClient.open(etcd, "leadership");
  try {
    const leadership = await EtcdLeadership.open({
      client,
      self,
      clock,
      log,
      ...(isGone === undefined ? {} : { isGone }),
    });
    const stateStore = new EtcdStateStore(storeClient, quotaBytes === undefined ? {} : { quotaBytes });
    return { stateStore, leadership, upkeep: new StoreUpkeep({ client: storeClient, clock, log }) };
  } catch (error) {
    storeClient.close();
    client.close();
    throw error;
  }
}

/** A cluster from the wire to the words of the domain. */
import type { Cluster__Output, Coordinator__Output, Leader__Output, Nats__Output, Store__Output } from "@troupe/proto";
import type { Cluster, CoordinatorRecord, Leader, NatsConnection, Store } from "./cluster-records.ts";
import { date, word } from "./wire-values.ts";

export function toCluster(cluster: Cluster__Output): Cluster {
  const { name, answeredBy, leader, coordinators, store, nats, archive, load } = cluster;
  return {
    name,
    answeredBy,
    leader: leader === null ? null : toLeader(leader),
    coordinators: coordinators.map(toCoordinator),
    store: store === null ? { kind: "", state: "unreachable", bytes: 0, quotaBytes: null } : toStore(store),
    nats: nats === null ? null : toNats(nats),
    archive,
    load:
      load === null
        ? null
        : { agents: { ...load.agents }, queuedTasks: load.queuedTasks, runningAttempts: load.runningAttempts },
  };
}

export function toStore({ kind, state, bytes, quotaBytes }: Store__Output): Store {
  return { kind, state: word<Store["state"]>(state, "STORE_STATE_"), bytes, quotaBytes: quotaBytes || null };
}

function toLeader({ term, since, ...leader }: Leader__Output): Leader {
  return { ...addressesOf(leader), term, since: date(since) };
}

function toCoordinator(coordinator: Coordinator__Output): CoordinatorRecord {
  const { version, term, since, startedAt } = coordinator;
  return { ...addressesOf(coordinator), version, term: term || null, since: date(since), startedAt: date(startedAt) };
}

function addressesOf({ name, address, httpUrl }: { name: string; address: string; httpUrl: string }) {
  return { name, address: address || null, httpUrl: httpUrl || null };
}

function toNats({ connected, server, version, since }: Nats__Output): NatsConnection {
  return { connected, server: server || null, version: version || null, since: date(since) };
}

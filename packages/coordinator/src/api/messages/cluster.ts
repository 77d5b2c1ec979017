/** A cluster as it stands on the wire. */
import { type Cluster, type Coordinator, type Load, type Nats, type Store, toTimestamp } from "@troupe/proto";
import type { ClusterView, LoadView, NatsState, StoreView } from "../../cluster/cluster-view.ts";
import type { Presence } from "../../ports/registry.ts";
import { storeStates } from "../wire-names.ts";

export function toCluster(view: ClusterView): Cluster {
  const { leader } = view;
  return {
    name: view.name,
    answeredBy: view.answeredBy,
    leader: leader === null ? null : { ...addressesOf(leader), term: leader.term, since: toTimestamp(leader.since) },
    coordinators: view.coordinators.map(toCoordinator),
    store: toStore(view.store),
    nats: view.nats === null ? null : toNats(view.nats),
    archive: view.archive,
    load: view.load === null ? null : toLoad(view.load),
    traceUrl: view.traceUrl ?? "",
  };
}

export function toStore({ kind, state, bytes, quota }: StoreView): Store {
  return { kind, state: storeStates[state], bytes, quotaBytes: quota ?? 0 };
}

function toCoordinator(presence: Presence): Coordinator {
  const { version, term, since, startedAt, silentS = 0 } = presence;
  return {
    ...addressesOf(presence),
    version,
    term: term ?? 0,
    since: toTimestamp(since),
    startedAt: toTimestamp(startedAt),
    silentS,
  };
}

function addressesOf({ name, address, httpUrl }: Pick<Presence, "name" | "address" | "httpUrl">) {
  return { name, address: address ?? "", httpUrl: httpUrl ?? "" };
}

function toNats({ isConnected, server, version, since }: NatsState): Nats {
  return { connected: isConnected, server: server ?? "", version: version ?? "", since: toTimestamp(since) };
}

export function toLoad({ agents, queued, running, waiting, approvals }: LoadView): Load {
  return {
    agents: { ...agents },
    queuedTasks: queued,
    runningAttempts: running,
    waitingTasks: waiting,
    openApprovals: approvals,
  };
}

/** A cluster of one for tests of the api. */
import type { ClusterFace } from "../../cluster/cluster-face.ts";
import type { ClusterView } from "../../cluster/cluster-view.ts";

const presence = { name: "c1", address: "127.0.0.1:7420", httpUrl: null, version: "1.2.3" } as const;

export const fakeView: ClusterView = {
  name: "test",
  answeredBy: "c1",
  leader: { name: "c1", address: "127.0.0.1:7420", httpUrl: null, term: 7, since: 2000 },
  coordinators: [{ ...presence, term: 7, since: 2000, startedAt: 1000 }],
  store: { kind: "etcd", state: "filling", bytes: 900, quota: 1000 },
  nats: { isConnected: true, server: "127.0.0.1:4222", version: "2.9.10", since: 1500 },
  archive: "s3",
  traceUrl: null,
  load: {
    agents: { ready: 2, draining: 0, deaf: 0, silent: 1, gone: 0 },
    queued: 3,
    running: 4,
    waiting: 5,
    approvals: 1,
  },
};

export function fakeCluster(view: ClusterView = fakeView): ClusterFace {
  return {
    view: async () => view,
    load: () => view.load,
    onStanding: () => () => undefined,
    reclaim: async () => ({ ...view.store, state: "ok", bytes: 10 }),
  };
}

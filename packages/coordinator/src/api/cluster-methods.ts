/** ClusterService. */
import { setTimeout as delay } from "node:timers/promises";
import type { Clock, Faces } from "@troupe/engine";
import {
  type Cluster,
  type GetClusterRequest__Output,
  type PruneRunsRequest__Output,
  type PruneRunsResponse,
  type Store,
  v1,
  type WatchClusterRequest__Output,
} from "@troupe/proto";
import type { ClusterFace } from "../cluster/cluster-face.ts";
import type { AskLeader } from "../ports/ask-leader.ts";
import type { CallContext } from "./call-context.ts";
import { LookWatch } from "./look-watch.ts";
import { toCluster, toStore } from "./messages/cluster.ts";
import { toPruned } from "./messages/pruned.ts";
import { isRelayed } from "./relayed.ts";

/** Who watches the cluster is told of a new leader before an old one that is frozen has not answered. */
const loadPatienceMs = 300;

export function clusterMethods(faces: Faces, cluster: ClusterFace, askLeader: AskLeader, clock: Clock) {
  const load = async () => {
    const answer = await askLeader(v1.ClusterService.service.GetCluster, {}).catch(() => undefined);
    return answer?.load ?? null;
  };
  const watch = new LookWatch<Cluster>({
    clock,
    tellEveryMs: 5000,
    onNews: (listener) => cluster.onStanding(listener),
    async read() {
      const view = toCluster(await cluster.view());
      if (view.load !== null) return view;
      return { ...view, load: await Promise.race([load(), delay(loadPatienceMs, null, { ref: false })]) };
    },
  });
  return {
    async GetCluster(_request: GetClusterRequest__Output, context: CallContext): Promise<Cluster> {
      const view = toCluster(await cluster.view());
      return view.load !== null || isRelayed(context) ? view : { ...view, load: await load() };
    },

    WatchCluster(_request: WatchClusterRequest__Output, { signal }: CallContext): AsyncGenerator<Cluster> {
      return watch.watch(signal);
    },

    async ReclaimStore(): Promise<Store> {
      return toStore(await cluster.reclaim());
    },

    async PruneRuns({ dryRun }: PruneRunsRequest__Output): Promise<PruneRunsResponse> {
      return toPruned(await (dryRun ? faces.retention.preview() : faces.retention.prune()));
    },
  };
}

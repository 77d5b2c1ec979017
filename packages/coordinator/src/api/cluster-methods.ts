/** ClusterService. */
import type { Faces } from "@troupe/engine";
import {
  type Cluster,
  type GetClusterRequest__Output,
  type PruneRunsRequest__Output,
  type PruneRunsResponse,
  type Store,
  v1,
} from "@troupe/proto";
import type { ClusterFace } from "../cluster/cluster-face.ts";
import { type AskLeader, askedByHeader } from "../ports/ask-leader.ts";
import type { CallContext } from "./call-context.ts";
import { toCluster, toStore } from "./messages/cluster.ts";
import { toPruned } from "./messages/pruned.ts";

export function clusterMethods(faces: Faces, cluster: ClusterFace, askLeader: AskLeader) {
  return {
    async GetCluster(_request: GetClusterRequest__Output, context: CallContext): Promise<Cluster> {
      const view = toCluster(await cluster.view());
      if (view.load !== null || context.header(askedByHeader) !== undefined) return view;
      const answer = await askLeader(v1.ClusterService.service.GetCluster, {});
      return { ...view, load: answer?.load ?? null };
    },

    async ReclaimStore(): Promise<Store> {
      return toStore(await cluster.reclaim());
    },

    async PruneRuns({ dryRun }: PruneRunsRequest__Output): Promise<PruneRunsResponse> {
      return toPruned(await (dryRun ? faces.retention.preview() : faces.retention.prune()));
    },
  };
}

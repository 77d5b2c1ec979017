/** PipelineService: how all pipelines do. */
import type { Faces, ScheduleView } from "@troupe/engine";
import { type GetOverviewRequest__Output, type Load, type Overview, v1, type WaitingCounts } from "@troupe/proto";
import type { ClusterFace } from "../cluster/cluster-face.ts";
import type { LoadView } from "../cluster/cluster-view.ts";
import type { AskLeader } from "../ports/ask-leader.ts";
import type { CallContext } from "./call-context.ts";
import { toLoad } from "./messages/cluster.ts";
import { toBrief, toSummary } from "./messages/overview.ts";
import { isRelayed } from "./relayed.ts";

export interface OverviewParts {
  readonly faces: Pick<Faces, "pipelines" | "runs" | "schedules">;
  readonly cluster: Pick<ClusterFace, "load">;
  readonly askLeader: AskLeader;
}

/** As many as there are pipelines in an overview. */
const mostSchedules = 1000;

export function overviewMethods({ faces, cluster, askLeader }: OverviewParts) {
  const load = async (context: CallContext): Promise<Load | null> => {
    const own: LoadView | null = cluster.load();
    if (own !== null) return toLoad(own);
    if (isRelayed(context)) return null;
    // Without what only the leader knows there is still most of it.
    const answer = await askLeader(v1.ClusterService.service.GetCluster, {}).catch(() => undefined);
    return answer?.load ?? null;
  };
  return {
    async GetOverview(_request: GetOverviewRequest__Output, context: CallContext): Promise<Overview> {
      const [briefs, schedules, known] = await Promise.all([
        faces.pipelines.briefs(),
        faces.schedules.list({ limit: mostSchedules }),
        load(context),
      ]);
      const recent = await faces.runs.recent(briefs.map(({ name }) => name));
      const scheduleOf = new Map(schedules.map((schedule): [string, ScheduleView] => [schedule.pipeline, schedule]));
      const failing = recent.flatMap((runs) => (runs.failing === null ? [] : [runs.failing]));
      return {
        pipelines: briefs.map((brief, at) => toSummary(brief, recent[at], scheduleOf.get(brief.name))),
        failing: failing.sort((a, b) => (a.runId < b.runId ? 1 : -1)).map(toBrief),
        waiting: toWaiting(
          known,
          recent.reduce((sum, { held }) => sum + held, 0),
        ),
      };
    },
  };
}

function toWaiting(load: Load | null, heldRuns: number): WaitingCounts {
  if (load === null) return { heldRuns };
  const { openApprovals = 0, waitingTasks = 0, queuedTasks = 0 } = load;
  return { heldRuns, approvals: openApprovals, waitingTasks, queuedTasks };
}

/** All addresses of the console. Each screen is a part that is loaded when it is needed. */
import { createRootRoute, createRoute, lazyRouteComponent } from "@tanstack/react-router";
import { NotFound } from "./not-found.tsx";
import { ScreenError } from "./screen-error.tsx";
import * as searches from "./searches.ts";
import { Shell } from "./shell.tsx";

const root = createRootRoute({ component: Shell, notFoundComponent: NotFound, errorComponent: ScreenError });
const under = { getParentRoute: () => root } as const;

const home = createRoute({
  ...under,
  path: "/",
  validateSearch: searches.homeSearch,
  component: lazyRouteComponent(() => import("../screens/home/home-screen.tsx"), "HomeScreen"),
});

const pipeline = createRoute({
  ...under,
  path: "/pipelines/$name",
  validateSearch: searches.pipelineSearch,
  component: lazyRouteComponent(() => import("../screens/pipeline/pipeline-screen.tsx"), "PipelineScreen"),
});

const launch = createRoute({
  ...under,
  path: "/pipelines/$name/launch",
  validateSearch: searches.launchSearch,
  component: lazyRouteComponent(() => import("../screens/launch/launch-screen.tsx"), "LaunchScreen"),
});

const grid = createRoute({
  ...under,
  path: "/pipelines/$name/grid",
  validateSearch: searches.gridSearch,
  component: lazyRouteComponent(() => import("../screens/grid/grid-screen.tsx"), "GridScreen"),
});

const newBackfill = createRoute({
  ...under,
  path: "/pipelines/$name/backfill",
  validateSearch: searches.newBackfillSearch,
  component: lazyRouteComponent(() => import("../screens/backfill/backfill-screen.tsx"), "BackfillScreen"),
});

const backfill = createRoute({
  ...under,
  path: "/backfills/$id",
  component: lazyRouteComponent(() => import("../screens/backfill/backfill-detail-screen.tsx"), "BackfillDetailScreen"),
});

const runs = createRoute({
  ...under,
  path: "/runs",
  validateSearch: searches.runsSearch,
  component: lazyRouteComponent(() => import("../screens/runs/runs-screen.tsx"), "RunsScreen"),
});

const run = createRoute({
  ...under,
  path: "/runs/$runId",
  validateSearch: searches.runSearch,
  component: lazyRouteComponent(() => import("../screens/run/run-screen.tsx"), "RunScreen"),
});

const logs = createRoute({
  ...under,
  path: "/runs/$runId/logs/$task",
  validateSearch: searches.logsSearch,
  component: lazyRouteComponent(() => import("../screens/logs/logs-screen.tsx"), "LogsScreen"),
});

const metrics = createRoute({
  ...under,
  // Not /metrics, where Prometheus reads those of the coordinator.
  path: "/compare",
  validateSearch: searches.metricsSearch,
  component: lazyRouteComponent(() => import("../screens/metrics/metrics-screen.tsx"), "MetricsScreen"),
});

const artifact = createRoute({
  ...under,
  path: "/artifacts/$digest",
  validateSearch: searches.artifactSearch,
  component: lazyRouteComponent(() => import("../screens/artifacts/artifacts-screen.tsx"), "ArtifactScreen"),
});

const agents = createRoute({
  ...under,
  path: "/agents",
  validateSearch: searches.agentsSearch,
  component: lazyRouteComponent(() => import("../screens/agents/agents-screen.tsx"), "AgentsScreen"),
});

const agent = createRoute({
  ...under,
  path: "/agents/$id",
  component: lazyRouteComponent(() => import("../screens/agents/agent-screen.tsx"), "AgentScreen"),
});

const cluster = createRoute({
  ...under,
  path: "/cluster",
  component: lazyRouteComponent(() => import("../screens/cluster/cluster-screen.tsx"), "ClusterScreen"),
});

const approvals = createRoute({
  ...under,
  path: "/approvals",
  validateSearch: searches.approvalsSearch,
  component: lazyRouteComponent(() => import("../screens/approvals/approvals-screen.tsx"), "ApprovalsScreen"),
});

const waits = createRoute({
  ...under,
  path: "/waits",
  component: lazyRouteComponent(() => import("../screens/waits/waits-screen.tsx"), "WaitsScreen"),
});

const actions = createRoute({
  ...under,
  path: "/actions",
  component: lazyRouteComponent(() => import("../screens/actions/actions-screen.tsx"), "ActionsScreen"),
});

// biome-ignore format: one list
export const routeTree = root.addChildren([
  home, pipeline, launch, grid, newBackfill, backfill, runs, run, logs, metrics, artifact, agents, agent, cluster,
  approvals, waits, actions,
]);

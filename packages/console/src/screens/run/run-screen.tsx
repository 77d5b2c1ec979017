import { getRouteApi } from "@tanstack/react-router";
import { lazy, Suspense, useSyncExternalStore } from "react";
import { CallError } from "../../api/call-error.ts";
import { EmptyState } from "../../components/empty-state.tsx";
import { ErrorPanel } from "../../components/error-panel.tsx";
import { RowSkeletons, ScreenSkeleton } from "../../components/skeletons.tsx";
import { EventsTab } from "./events/events-tab.tsx";
import { FailureCard } from "./failure/failure-card.tsx";
import { GraphTab } from "./graph/graph-tab.tsx";
import { RunHead } from "./head/run-head.tsx";
import styles from "./run-screen.module.css";
import { RunProvider, useRun, useRunStore } from "./run-store.ts";
import { TableTab } from "./table/table-tab.tsx";
import { TaskPanel } from "./task/task-panel.tsx";
import { TimelineTab } from "./timeline/timeline-tab.tsx";
import { type RunTab, useRunSearch } from "./use-run-search.ts";

const route = getRouteApi("/runs/$runId");

export function RunScreen() {
  const { runId } = route.useParams();
  const store = useRunStore(runId);
  const isThere = useSyncExternalStore(store.subscribe, () => store.view.run !== undefined);
  const failure = useSyncExternalStore(store.subscribe, () => store.failure);
  if (!isThere && failure?.code === "RUN_NOT_FOUND")
    return (
      <EmptyState icon="question" title="There is no such run" command="troupe get runs">
        No run has the id {runId}. It may belong to another cluster.
      </EmptyState>
    );
  if (!isThere && failure !== undefined) return <ErrorPanel error={new CallError(failure)} />;
  if (!isThere) return <ScreenSkeleton />;
  return (
    <RunProvider value={store}>
      <Loaded />
    </RunProvider>
  );
}

function Loaded() {
  const { search } = useRunSearch();
  const { state } = useRun();
  const tab = search.tab ?? "graph";
  return (
    <div className={styles.screen}>
      <RunHead />
      {state === "RUN_STATE_FAILED" || state === "RUN_STATE_TIMED_OUT" ? <FailureCard /> : null}
      <div className={styles.body}>
        <div className={styles.view}>
          <Suspense fallback={<RowSkeletons />}>
            <Tab tab={tab} />
          </Suspense>
        </div>
        {search.task !== undefined && (tab === "graph" || tab === "table" || tab === "timeline") && (
          <TaskPanel key={search.task} name={search.task} />
        )}
      </div>
    </div>
  );
}

const LogsTab = lazy(async () => ({ default: (await import("./logs/logs-tab.tsx")).LogsTab }));
const MetricsTab = lazy(async () => ({ default: (await import("./metrics/metrics-tab.tsx")).MetricsTab }));
const ArtifactsTab = lazy(async () => ({ default: (await import("./artifacts/artifacts-tab.tsx")).ArtifactsTab }));

function Tab({ tab }: { readonly tab: RunTab }) {
  switch (tab) {
    case "graph":
      return <GraphTab />;
    case "table":
      return <TableTab />;
    case "timeline":
      return <TimelineTab />;
    case "events":
      return <EventsTab />;
    case "logs":
      return <LogsTab />;
    case "metrics":
      return <MetricsTab />;
    case "artifacts":
      return <ArtifactsTab />;
  }
}

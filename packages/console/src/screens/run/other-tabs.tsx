/** Views of the run that stand on screens of their own as well. */
import { EmptyState } from "../../components/empty-state.tsx";
import { useRun } from "./run-store.ts";

export function LogsTab() {
  return <EmptyState icon="logs" title="Logs" command={`troupe logs ${useRun().runId}`} />;
}

export function MetricsTab() {
  return <EmptyState icon="chart" title="Metrics" command={`troupe metrics ${useRun().runId}`} />;
}

export function ArtifactsTab() {
  return <EmptyState icon="artifact" title="Artifacts" command={`troupe describe run ${useRun().runId}`} />;
}

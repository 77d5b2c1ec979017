/** The metrics of a run: `<RunMetrics runId options onOptions />`; of one task with `task`. */
import { useCallback } from "react";
import { CallError } from "../../api/call-error.ts";
import { EmptyState } from "../../components/empty-state.tsx";
import { ErrorPanel } from "../../components/error-panel.tsx";
import { RowSkeletons } from "../../components/skeletons.tsx";
import { ChartGrid } from "./chart-grid.tsx";
import type { Curve } from "./curves/curve.ts";
import { changedOptions, type MetricChange, type MetricOptions } from "./metric-options.ts";
import { MetricToolbar } from "./metric-toolbar.tsx";
import { useCurves } from "./use-curves.ts";

export interface RunMetricsProps {
  readonly runId: string;
  readonly task?: string;
  /** When the run was made, in milliseconds: from then on its time counts. */
  readonly sinceMs: number;
  readonly options: MetricOptions;
  readonly onOptions: (options: MetricOptions) => void;
}

export function RunMetrics({ runId, task, sinceMs, options, onOptions }: RunMetricsProps) {
  const { book, revision, isLoaded, failure } = useCurves([runId], task);
  const onChange = useCallback(
    (change: MetricChange) => onOptions(changedOptions(options, change)),
    [options, onOptions],
  );
  const since = useCallback(() => sinceMs, [sinceMs]);
  const curves = book.curves.filter((curve) => fits(curve, options.q));
  return (
    <>
      <MetricToolbar options={options} onChange={onChange} filterLabel="Filter by metric or task" />
      {failure !== undefined && <ErrorPanel error={new CallError(failure)} title="The metrics could not be read" />}
      {curves.length > 0 ? (
        <ChartGrid
          curves={curves}
          revision={revision}
          options={options}
          labelOf={labelOf}
          groupOf={groupOf}
          sinceMsOf={since}
        />
      ) : !isLoaded ? (
        <RowSkeletons rows={8} height={40} />
      ) : book.curves.length > 0 ? (
        <EmptyState icon="filter" title="No metric fits the filter">
          It looks for its words in the names of metrics and tasks.
        </EmptyState>
      ) : (
        <EmptyState icon="chart" title="Nothing has been measured yet" command={`troupe.metric("loss", 0.31, step=4)`}>
          A step measures with <code>metric(name, value, {"{ step }"})</code> in TypeScript, with{" "}
          <code>troupe.metric</code> in Python, or with a line of JSON in <code>TROUPE_MESSAGES</code>. What it uses of
          its machine appears by itself after some seconds.
        </EmptyState>
      )}
    </>
  );
}

function fits({ of: { name, task } }: Curve, words: string | undefined): boolean {
  const text = `${name} ${task}`.toLowerCase();
  return (words ?? "")
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

function groupOf({ of: { task, attempt } }: Curve): string {
  return `${task}#${attempt}`;
}

function labelOf({ of: { task, attempt } }: Curve): string {
  return attempt === 1 ? task : `${task} · attempt ${attempt}`;
}

/** Runs and their metrics beside each other. */
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useCallback, useMemo } from "react";
import type { Run } from "../../api/messages.ts";
import { useCall } from "../../api/use-call.ts";
import { EmptyState } from "../../components/empty-state.tsx";
import { ErrorPanel } from "../../components/error-panel.tsx";
import { PageHead } from "../../components/page-head.tsx";
import { RowSkeletons } from "../../components/skeletons.tsx";
import { shortId } from "../../format/ids.ts";
import { instantMs } from "../../format/times.ts";
import { ChartGrid } from "./chart-grid.tsx";
import { type ComparedRun, flatParams, metricOf, type Value } from "./comparison.ts";
import { ComparisonTable } from "./comparison-table.tsx";
import type { Curve } from "./curves/curve.ts";
import { isSystemMetric, namesOf } from "./curves/curve-book.ts";
import { changedOptions, type MetricOptions } from "./metric-options.ts";
import { MetricToolbar } from "./metric-toolbar.tsx";
import styles from "./metrics-screen.module.css";
import { useCurves } from "./use-curves.ts";
import { useRuns } from "./use-runs.ts";

const route = getRouteApi("/compare");

/** So many of the newest are drawn unless somebody chooses; and so many at most. */
const drawnAtFirst = 5;
const mostDrawn = 20;

export function MetricsScreen() {
  const search = route.useSearch();
  const navigate = useNavigate();
  const change = useCallback(
    (next: Partial<Record<keyof typeof search, unknown>>) =>
      void navigate({
        to: "/compare",
        search: (before) => changedOptions(before as MetricOptions, next as never) as never,
        replace: true,
        resetScroll: false,
      }),
    [navigate],
  );
  const { runs, isLoading, error } = useRuns(search.pipeline, search.runs);
  const chosen = useMemo(
    () => (search.runs ?? runs.slice(0, drawnAtFirst).map(({ runId }) => runId)).slice(0, mostDrawn),
    [search.runs, runs],
  );
  const { book, revision, isLoaded } = useCurves(chosen);
  const value: Value = search.value ?? "last";
  // biome-ignore lint/correctness/useExhaustiveDependencies: the book changes in place, and the revision says when
  const compared = useMemo(() => compare(runs, book.curves, value), [runs, book, revision, value]);
  const toggle = (runId: string): void =>
    change({ runs: chosen.includes(runId) ? chosen.filter((id) => id !== runId) : [...chosen, runId] });

  const created = useMemo(() => new Map(runs.map((run) => [run.runId, instantMs(run.createdAt) ?? 0])), [runs]);
  const sinceMsOf = useCallback(({ of }: Curve) => created.get(of.runId) ?? 0, [created]);
  const curves = book.curves.filter(({ of }) =>
    `${of.name} ${of.task}`.toLowerCase().includes((search.q ?? "").toLowerCase()),
  );
  return (
    <>
      <PageHead
        title="Metrics"
        actions={
          <PipelineChoice
            pipeline={search.pipeline}
            onChoose={(pipeline) => change({ pipeline, runs: undefined, sort: undefined })}
          />
        }
      />
      {error !== null && <ErrorPanel error={error} title="The runs could not be listed" />}
      {isLoading ? (
        <RowSkeletons rows={6} />
      ) : runs.length === 0 ? (
        <EmptyState icon="chart" title="There are no runs to compare" command="troupe run PIPELINE">
          Runs of a pipeline stand here beside each other, with their parameters and what they measured.
        </EmptyState>
      ) : (
        <div className={styles.screen}>
          <ComparisonTable
            runs={runs}
            compared={compared}
            chosen={chosen}
            names={namesOf(book.curves).filter((name) => !isSystemMetric(name))}
            value={value}
            sort={search.sort}
            onToggle={toggle}
            onSort={(sort) => change({ sort })}
            onValue={(next) => change({ value: next === "last" ? undefined : next })}
          />
          <div>
            <MetricToolbar options={search} onChange={change} filterLabel="Filter by metric or task" />
            {curves.length > 0 ? (
              <ChartGrid
                curves={curves}
                revision={revision}
                options={search}
                labelOf={labelOf}
                groupOf={chosen.length === 1 ? byTask : byRun}
                {...(chosen.length > 1 && { groups: chosen })}
                sinceMsOf={sinceMsOf}
              />
            ) : isLoaded ? (
              <EmptyState
                icon="chart"
                title={chosen.length === 0 ? "Choose runs to see their curves" : "Nothing has been measured"}
                command="troupe metrics RUN"
              >
                Curves of the runs that are chosen above are drawn here, one colour a run.
              </EmptyState>
            ) : (
              <RowSkeletons rows={6} height={40} />
            )}
          </div>
        </div>
      )}
    </>
  );
}

function PipelineChoice({
  pipeline,
  onChoose,
}: {
  readonly pipeline: string | undefined;
  readonly onChoose: (pipeline: string | undefined) => void;
}) {
  const { data } = useCall("PipelineService/ListPipelines", { pageSize: 1000 });
  return (
    <select
      className={styles.choice}
      aria-label="Pipeline"
      value={pipeline ?? ""}
      onChange={({ target }) => onChoose(target.value || undefined)}
    >
      <option value="">All pipelines</option>
      {data?.pipelines.map(({ name }) => (
        <option key={name}>{name}</option>
      ))}
    </select>
  );
}

function compare(runs: readonly Run[], curves: readonly Curve[], value: Value): readonly ComparedRun[] {
  const byRun = Map.groupBy(curves, ({ of }) => of.runId);
  return runs.map(({ runId, createdAt, paramsJson }) => {
    const byName = Map.groupBy(byRun.get(runId) ?? [], ({ of }) => of.name);
    const metrics = [...byName].flatMap(([name, held]) => {
      const number = metricOf(held, value);
      return number === undefined ? [] : [[name, number] as const];
    });
    return {
      runId,
      createdMs: instantMs(createdAt) ?? 0,
      params: flatParams(paramsJson),
      metrics: Object.fromEntries(metrics),
    };
  });
}

function byRun({ of }: Curve): string {
  return of.runId;
}

/** Where there is one run only, its colours tell its tasks apart. */
function byTask({ of: { task, attempt } }: Curve): string {
  return `${task}#${attempt}`;
}

function labelOf({ of: { runId, task, attempt } }: Curve): string {
  return `${shortId(runId)} · ${task}${attempt === 1 ? "" : ` · attempt ${attempt}`}`;
}

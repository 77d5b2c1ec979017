import { useCallback } from "react";
import { instantMs } from "../../../format/times.ts";
import type { MetricOptions } from "../../metrics/metric-options.ts";
import { RunMetrics } from "../../metrics/run-metrics.tsx";
import { OnlyTask } from "../only-task.tsx";
import { useRun } from "../run-store.ts";
import { useRunSearch } from "../use-run-search.ts";
import styles from "./metrics-tab.module.css";

const noOptions = { smooth: undefined, log: undefined, x: undefined, q: undefined, table: undefined } as const;

export function MetricsTab() {
  const { runId, createdAt } = useRun();
  const { search, change } = useRunSearch();
  const onOptions = useCallback((options: MetricOptions) => change({ ...noOptions, ...options }), [change]);
  const { task } = search;
  return (
    <div className={styles.tab}>
      {task !== undefined && (
        <p>
          <OnlyTask task={task} label="Show all tasks" onClear={() => change({ task: undefined })} />
        </p>
      )}
      <RunMetrics
        key={task ?? ""}
        runId={runId}
        {...(task !== undefined && { task })}
        sinceMs={instantMs(createdAt) ?? 0}
        options={search}
        onOptions={onOptions}
      />
    </div>
  );
}

import { SegmentedControl } from "@mantine/core";
import { useMemo, useState } from "react";
import { EmptyState } from "../../../components/empty-state.tsx";
import { Icon } from "../../../components/icons/icon.tsx";
import { useNow } from "../../../components/use-now.ts";
import { instantMs } from "../../../format/times.ts";
import { barsOf, phasesInEvents } from "../model/phases.ts";
import { useIsLive, useRun, useRunView } from "../run-store.ts";
import { useHistory } from "../use-history.ts";
import { useRunSearch } from "../use-run-search.ts";
import { lanesByAgent, lanesByTask } from "./lanes.ts";
import { Legend } from "./legend.tsx";
import styles from "./timeline.module.css";
import { TimelineChart } from "./timeline-chart.tsx";

const zooms = [1, 2, 4, 8, 16, 32, 64] as const;

export function TimelineTab() {
  const run = useRun();
  const { tasks } = useRunView();
  const { events } = useHistory();
  const { search, change } = useRunSearch();
  const isLive = useIsLive();
  const now = useNow(isLive);
  const [zoom, setZoom] = useState(0);
  const by = search.by ?? "task";
  const agentPhases = useMemo(() => phasesInEvents(events), [events]);
  const lanes = useMemo(() => {
    const bars = [...tasks.values()].flatMap((task) => barsOf(task, agentPhases));
    return by === "agent" ? lanesByAgent(bars) : lanesByTask(bars);
  }, [tasks, agentPhases, by]);
  const from = instantMs(run.createdAt) ?? now;
  const to = Math.max(instantMs(run.endedAt) ?? now, from + 1);
  if (lanes.length === 0)
    return (
      <EmptyState icon="timeline" title="Nothing has been queued yet">
        Each attempt of a task stands here as soon as it waits for an agent.
      </EmptyState>
    );
  return (
    <div className={styles.tab}>
      <div className={styles.bar}>
        <SegmentedControl
          size="xs"
          value={by}
          onChange={(value) => change({ by: value === "agent" ? "agent" : undefined })}
          data={[
            { value: "task", label: "By task" },
            { value: "agent", label: "By agent" },
          ]}
        />
        <Legend />
        <span className={styles.zoom}>
          <button type="button" title="Farther" disabled={zoom === 0} onClick={() => setZoom(zoom - 1)}>
            <Icon name="minus" label="Farther" />
          </button>
          <span className="figures">{zooms[zoom]}×</span>
          <button type="button" title="Closer" disabled={zoom === zooms.length - 1} onClick={() => setZoom(zoom + 1)}>
            <Icon name="plus" label="Closer" />
          </button>
        </span>
      </div>
      <TimelineChart
        lanes={lanes}
        from={from}
        to={to}
        zoom={zooms[zoom] ?? 1}
        selected={search.task}
        onSelect={(task) => change({ task })}
      />
    </div>
  );
}

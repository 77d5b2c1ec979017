import { NativeSelect, SegmentedControl } from "@mantine/core";
import { useNavigate, useSearch } from "@tanstack/react-router";
import type { Run } from "../../api/messages.ts";
import { useCall } from "../../api/use-call.ts";
import { EmptyState } from "../../components/empty-state.tsx";
import { PageHead } from "../../components/page-head.tsx";
import { Panel } from "../../components/panel.tsx";
import styles from "./runs-screen.module.css";
import { RunsTable } from "./runs-table.tsx";

type State = Run["state"];

/** What one asks for, and the states that it means. */
const groups: Readonly<Record<string, readonly State[]>> = {
  all: [],
  live: ["RUN_STATE_RUNNING", "RUN_STATE_CANCELLING", "RUN_STATE_FINALIZING"],
  waiting: ["RUN_STATE_WAITING"],
  failed: ["RUN_STATE_FAILED", "RUN_STATE_TIMED_OUT"],
  succeeded: ["RUN_STATE_SUCCEEDED"],
  cancelled: ["RUN_STATE_CANCELLED"],
};

const causes = ["manual", "schedule", "backfill", "trigger", "dataset", "webhook", "rerun"];

/** /runs: of all pipelines, newest first. */
export function RunsScreen() {
  const { pipeline = "", state = [], cause = "" } = useSearch({ from: "/runs" });
  const navigate = useNavigate({ from: "/runs" });
  const group = state.find((name) => name in groups) ?? "all";
  const { data } = useCall("PipelineService/ListPipelines", { pageSize: 1000 }, { staleMs: 60_000 });
  return (
    <div className={styles.screen}>
      <PageHead title="Runs" />
      <div className={styles.filters}>
        <SegmentedControl
          size="xs"
          aria-label="State"
          data={Object.keys(groups)}
          value={group}
          onChange={(chosen) =>
            void navigate({ search: (now) => ({ ...now, state: chosen === "all" ? undefined : [chosen] }) as never })
          }
        />
        <NativeSelect
          size="xs"
          aria-label="Pipeline"
          value={pipeline}
          data={[{ value: "", label: "all pipelines" }, ...(data?.pipelines ?? []).map(({ name }) => name)]}
          onChange={({ currentTarget: { value } }) =>
            void navigate({ search: (now) => ({ ...now, pipeline: value || undefined }) as never })
          }
        />
        <NativeSelect
          size="xs"
          aria-label="Made because of"
          value={cause}
          data={[{ value: "", label: "all reasons" }, ...causes]}
          onChange={({ currentTarget: { value } }) =>
            void navigate({ search: (now) => ({ ...now, cause: value || undefined }) as never })
          }
        />
      </div>
      <Panel flush className={styles.table}>
        <RunsTable
          filter={{ pipeline, states: [...(groups[group] ?? [])], cause }}
          empty={
            <EmptyState icon="runs" title="No run is like this" command="troupe run examples/hello/pipeline.ts">
              Choose other states, or start one.
            </EmptyState>
          }
        />
      </Panel>
    </div>
  );
}

import { SegmentedControl } from "@mantine/core";
import { useState } from "react";
import type { ArtifactLink } from "../../api/messages.ts";
import { useCall } from "../../api/use-call.ts";
import { EmptyState } from "../../components/empty-state.tsx";
import { ErrorPanel } from "../../components/error-panel.tsx";
import { Panel } from "../../components/panel.tsx";
import { RowSkeletons } from "../../components/skeletons.tsx";
import styles from "./artifact.module.css";
import { LinkTable } from "./link-table.tsx";

export interface RunArtifactsProps {
  readonly runId: string;
  /** Of a run that goes on the list grows. */
  readonly isLive: boolean;
}

const groups: Readonly<Record<string, readonly ArtifactLink["role"][]>> = {
  made: ["ARTIFACT_ROLE_MADE", "ARTIFACT_ROLE_REUSED", "ARTIFACT_ROLE_GIVEN"],
  used: ["ARTIFACT_ROLE_USED"],
};

/** The artifacts of a run: what it made and was given, or what its tasks read. For the run's own screen. */
export function RunArtifacts({ runId, isLive }: RunArtifactsProps) {
  const request = { runId, pageSize: 1000 };
  const { data, error, refetch } = useCall("ArtifactService/ListArtifacts", request, isLive ? { everyMs: 3000 } : {});
  const [group, setGroup] = useState("made");
  if (data === undefined)
    return error === null ? <RowSkeletons rows={6} /> : <ErrorPanel error={error} onRetry={() => void refetch()} />;
  const links = data.artifacts.filter(({ role }) => groups[group]?.includes(role));
  return (
    <div className={styles.ofRun}>
      <SegmentedControl
        size="xs"
        aria-label="Which artifacts"
        data={[
          { value: "made", label: "made and given" },
          { value: "used", label: "read" },
        ]}
        value={group}
        onChange={setGroup}
      />
      {links.length === 0 ? (
        <EmptyState icon="artifact" title={group === "made" ? "No artifact yet" : "No task reads an artifact"}>
          A step whose output has an <code>artifact</code> in it leaves one: a table, a model, a report.
        </EmptyState>
      ) : (
        <Panel flush>
          <LinkTable label="Artifacts of the run" links={links} shows="artifact" />
        </Panel>
      )}
      {data.nextPageToken !== "" && <p className="dim">These are the first {data.artifacts.length}.</p>}
    </div>
  );
}

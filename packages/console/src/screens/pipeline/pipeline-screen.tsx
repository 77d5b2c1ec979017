import { Button } from "@mantine/core";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useMemo } from "react";
import { useCall } from "../../api/use-call.ts";
import { useKeys } from "../../app/keys/use-keys.ts";
import { CopyButton } from "../../components/copy-button.tsx";
import { ErrorPanel } from "../../components/error-panel.tsx";
import { Icon } from "../../components/icons/icon.tsx";
import { PageHead } from "../../components/page-head.tsx";
import { RowSkeletons } from "../../components/skeletons.tsx";
import { TabLinks } from "../../components/tab-links.tsx";
import { TimeText } from "../../components/time-text.tsx";
import { shortDigest } from "../../format/ids.ts";
import { plural } from "../../format/numbers.ts";
import { DefinitionTab } from "./definition-tab.tsx";
import styles from "./pipeline-screen.module.css";
import { readSpec } from "./read-spec.ts";
import { RunsTab } from "./runs-tab.tsx";
import { ScheduleTab } from "./schedule-tab.tsx";
import { timingOfSpec } from "./timing-text.ts";
import { VersionsTab } from "./versions-tab.tsx";

const tabs = [
  { id: "graph", label: "Definition", icon: "graph" },
  { id: "runs", label: "Runs", icon: "runs" },
  { id: "schedule", label: "Schedule", icon: "calendar" },
  { id: "versions", label: "Versions", icon: "branch" },
] as const;

/** /pipelines/NAME: what it is, when it runs, how it came to be so, and what it has done. */
export function PipelineScreen() {
  const { name } = useParams({ from: "/pipelines/$name" });
  const { tab = "graph", version = "" } = useSearch({ from: "/pipelines/$name" });
  const { data, error, refetch } = useCall("PipelineService/GetPipeline", { name, version });
  const spec = useMemo(() => (data === undefined ? undefined : readSpec(data.specJson)), [data]);
  if (error !== null)
    return <ErrorPanel error={error} title={`${name} could not be read`} onRetry={() => void refetch()} />;
  return (
    <>
      <PageHead
        title={name}
        crumbs={[{ label: "Pipelines", link: { to: "/" } }]}
        facts={[
          spec?.description,
          data !== undefined && (
            <span className={styles.version}>
              version <code>{shortDigest(data.version)}</code>
              <CopyButton text={data.version} label="Copy the whole version" />
            </span>
          ),
          data !== undefined && (
            <span>
              applied <TimeText at={data.appliedAt} />
            </span>
          ),
          spec !== undefined && plural(spec.nodes.filter(({ kind }) => kind === "step").length, "step"),
          spec?.schedule !== undefined && timingOfSpec(spec.schedule),
        ]}
        actions={<Actions name={name} hasSchedule={spec?.schedule !== undefined} />}
        tabs={
          <TabLinks
            label="About the pipeline"
            current={tab}
            tabs={tabs.map(({ id, label, icon }) => ({
              ...{ id, label, icon },
              link: { to: "/pipelines/$name", params: { name }, search: id === "graph" ? {} : { tab: id } },
            }))}
          />
        }
      />
      {spec === undefined && <RowSkeletons rows={12} />}
      {spec !== undefined && tab === "graph" && <DefinitionTab spec={spec} />}
      {spec !== undefined && tab === "versions" && <VersionsTab pipeline={name} />}
      {spec !== undefined && tab === "schedule" && <ScheduleTab pipeline={name} spec={spec} />}
      {spec !== undefined && tab === "runs" && <RunsTab pipeline={name} />}
    </>
  );
}

function Actions({ name, hasSchedule }: { readonly name: string; readonly hasSchedule: boolean }) {
  const navigate = useNavigate();
  const params = { name };
  const group = "Pipeline";
  useKeys([
    { keys: "l", does: "Launch a run", group, run: () => void navigate({ to: "/pipelines/$name/launch", params }) },
    { keys: "r", does: "Run grid", group, run: () => void navigate({ to: "/pipelines/$name/grid", params }) },
    ...(hasSchedule
      ? [{ keys: "b", does: "Backfill", group, run: () => void navigate({ to: "/pipelines/$name/backfill", params }) }]
      : []),
  ]);
  return (
    <>
      <Button
        variant="default"
        leftSection={<Icon name="grid" size={14} />}
        renderRoot={(props) => <Link to="/pipelines/$name/grid" params={{ name }} {...props} />}
      >
        Grid
      </Button>
      {hasSchedule && (
        <Button
          variant="default"
          leftSection={<Icon name="calendar" size={14} />}
          renderRoot={(props) => <Link to="/pipelines/$name/backfill" params={{ name }} {...props} />}
        >
          Backfill
        </Button>
      )}
      <Button
        leftSection={<Icon name="play" size={14} />}
        renderRoot={(props) => <Link to="/pipelines/$name/launch" params={{ name }} {...props} />}
      >
        Launch
      </Button>
    </>
  );
}

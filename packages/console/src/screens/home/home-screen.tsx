import { TextInput } from "@mantine/core";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useMemo, useRef } from "react";
import { useKeys } from "../../app/keys/use-keys.ts";
import { DataTable } from "../../components/data-table.tsx";
import { EmptyState } from "../../components/empty-state.tsx";
import { ErrorPanel } from "../../components/error-panel.tsx";
import { Icon } from "../../components/icons/icon.tsx";
import { Panel } from "../../components/panel.tsx";
import { RowSkeletons } from "../../components/skeletons.tsx";
import { plural } from "../../format/numbers.ts";
import { FailingPanel } from "./failing-panel.tsx";
import styles from "./home-screen.module.css";
import { matches } from "./matches.ts";
import { pipelineColumns } from "./pipeline-columns.tsx";
import { useOverview } from "./use-overview.ts";
import { WaitingPanel } from "./waiting-panel.tsx";

/** /: what is failing and what is waiting, then all pipelines and how they do. */
export function HomeScreen() {
  const { data, error, refetch } = useOverview();
  const { q = "" } = useSearch({ from: "/" });
  const navigate = useNavigate({ from: "/" });
  const field = useRef<HTMLInputElement>(null);
  useKeys([{ keys: "/", does: "Find a pipeline", group: "Home", run: () => field.current?.focus() }]);
  const shown = useMemo(() => (data?.pipelines ?? []).filter((each) => matches(each, q)), [data, q]);
  if (error !== null && data === undefined)
    return <ErrorPanel error={error} title="The pipelines could not be read" onRetry={() => void refetch()} />;
  return (
    <div className={styles.screen}>
      <h1 className="unseen">Home</h1>
      <div className={styles.top}>
        <FailingPanel failing={data?.failing} pipelines={data?.pipelines.length ?? 0} />
        <WaitingPanel waiting={data?.waiting} isKnown={data !== undefined} />
      </div>
      <Panel
        title={data === undefined ? "Pipelines" : plural(shown.length, "pipeline")}
        flush
        className={styles.pipelines}
        actions={
          <TextInput
            ref={field}
            size="xs"
            type="search"
            className={styles.find}
            aria-label="Find a pipeline"
            placeholder="Find a pipeline   /"
            leftSection={<Icon name="search" size={14} />}
            value={q}
            onChange={({ currentTarget: { value } }) =>
              void navigate({ search: value === "" ? {} : { q: value }, replace: true, resetScroll: false })
            }
          />
        }
      >
        {data === undefined ? (
          <RowSkeletons rows={14} height={48} />
        ) : (
          <DataTable
            label="Pipelines"
            items={shown}
            columns={pipelineColumns}
            keyOf={({ name }) => name}
            rowHeight={48}
            onOpen={({ name }) => void navigate({ to: "/pipelines/$name", params: { name } })}
            empty={
              data.pipelines.length === 0 ? (
                <EmptyState
                  icon="branch"
                  title="No pipeline is applied yet"
                  command="troupe apply examples/hello/pipeline.ts"
                >
                  A pipeline is a TypeScript file. Apply one, and it stands here.
                </EmptyState>
              ) : (
                <EmptyState icon="search" title={`No pipeline is called “${q}”`} />
              )
            }
          />
        )}
      </Panel>
    </div>
  );
}

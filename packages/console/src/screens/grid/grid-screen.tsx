import { Button, SegmentedControl, TextInput } from "@mantine/core";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useMemo } from "react";
import { present } from "../../app/search.ts";
import type { gridSearch } from "../../app/searches.ts";
import { EmptyState } from "../../components/empty-state.tsx";
import { ErrorPanel } from "../../components/error-panel.tsx";
import { Icon } from "../../components/icons/icon.tsx";
import { PageHead } from "../../components/page-head.tsx";
import { Panel } from "../../components/panel.tsx";
import { RowSkeletons } from "../../components/skeletons.tsx";
import { CellDetail } from "./cell-detail.tsx";
import { type GridData, gridRows } from "./grid-model.ts";
import styles from "./grid-screen.module.css";
import { GridView } from "./grid-view.tsx";
import type { Place } from "./next-place.ts";
import { useGrid } from "./use-grid.ts";

/** /pipelines/NAME/grid: what became of each step in the last runs. */
export function GridScreen() {
  const { name } = useParams({ from: "/pipelines/$name/grid" });
  const search = useSearch({ from: "/pipelines/$name/grid" });
  const navigate = useNavigate({ from: "/pipelines/$name/grid" });
  const { data, error, refetch } = useGrid(name, search.before ?? "");
  const set = (changed: Changes): void =>
    void navigate({ search: (now) => present({ ...now, ...changed }), replace: true, resetScroll: false });
  return (
    <div className={styles.screen}>
      <PageHead
        title={`Runs of ${name}`}
        crumbs={[{ label: name, link: { to: "/pipelines/$name", params: { name } } }]}
        actions={
          <>
            <TextInput
              size="xs"
              type="search"
              className={styles.find}
              aria-label="Find a step"
              placeholder="Find a step"
              leftSection={<Icon name="search" size={14} />}
              value={search.q ?? ""}
              onChange={({ currentTarget: { value } }) => set({ q: value === "" ? undefined : value })}
            />
            <SegmentedControl
              size="xs"
              aria-label="Colour by"
              data={[
                { value: "state", label: "by state" },
                { value: "time", label: "by time" },
              ]}
              value={search.by ?? "state"}
              onChange={(by) => set({ by: by === "time" ? "time" : undefined })}
            />
            {search.before !== undefined && (
              <Button size="xs" variant="default" onClick={() => set({ before: undefined })}>
                Newest runs
              </Button>
            )}
            {data !== undefined && data.nextPageToken !== "" && (
              <Button
                size="xs"
                variant="default"
                renderRoot={(props) => (
                  <Link
                    to="/pipelines/$name/grid"
                    params={{ name }}
                    search={{ ...search, before: data.nextPageToken }}
                    {...props}
                  />
                )}
              >
                Older runs
              </Button>
            )}
          </>
        }
      />
      {error !== null && data === undefined && <ErrorPanel error={error} onRetry={() => void refetch()} />}
      {data === undefined && error === null && (
        <Panel flush className={styles.panel}>
          <RowSkeletons rows={20} height={24} />
        </Panel>
      )}
      {data?.runs.length === 0 && (
        <EmptyState icon="grid" title={`${name} has not run yet`} command={`troupe run ${name}`}>
          Each run is a column here, each step a row.
        </EmptyState>
      )}
      {data !== undefined && data.runs.length > 0 && <Filled data={data} search={search} set={set} />}
    </div>
  );
}

type Search = ReturnType<typeof gridSearch>;

/** Undefined: not any more. */
type Changes = { readonly [K in keyof Search]?: Search[K] | undefined };

interface FilledProps {
  readonly data: GridData;
  readonly search: Search;
  readonly set: (changed: Changes) => void;
}

function Filled({ data, search, set }: FilledProps) {
  const navigate = useNavigate();
  const open = useMemo(() => new Set(search.open ?? []), [search.open]);
  const rows = useMemo(() => gridRows(data.steps, open, search.q), [data.steps, open, search.q]);
  const row = rows.findIndex(({ key }) => key === search.node);
  const column = data.runs.findIndex(({ run }) => run.runId === search.run);
  const place = useMemo<Place | null>(() => (row < 0 ? null : { row, column }), [row, column]);
  const choose = ({ row, column }: Place): void => set({ node: rows[row]?.key, run: data.runs[column]?.run.runId });
  const toggle = (key: string): void => {
    const kept = [...open].filter((each) => each !== key && !each.startsWith(`${key}/`));
    set({ open: open.has(key) ? kept : [...open, key] });
  };
  return (
    <Panel flush className={styles.panel}>
      <GridView
        data={data}
        rows={rows}
        by={search.by ?? "state"}
        chosen={place}
        onChoose={choose}
        onToggle={toggle}
        onOpen={({ row, column }) => {
          const [step] = rows[row]?.steps ?? [];
          const runId = data.runs[column]?.run.runId;
          if (runId !== undefined && step !== undefined)
            void navigate({ to: "/runs/$runId", params: { runId }, search: { tab: "table", q: step } });
        }}
      />
      <CellDetail data={data} row={rows[row]} column={column} />
    </Panel>
  );
}

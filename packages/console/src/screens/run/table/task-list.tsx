import { TextInput } from "@mantine/core";
import { useMemo } from "react";
import type { Task } from "../../../api/messages.ts";
import { type Column, DataTable } from "../../../components/data-table.tsx";
import { EmptyState } from "../../../components/empty-state.tsx";
import { Icon } from "../../../components/icons/icon.tsx";
import { StateBadge } from "../../../components/state-badge.tsx";
import { DurationText, TimeText } from "../../../components/time-text.tsx";
import { lookOf } from "../../../format/states.ts";
import { instantMs } from "../../../format/times.ts";
import { readSummary, summarize, summaryOrder } from "../model/summary.ts";
import { useRunView } from "../run-store.ts";
import { useRunSearch } from "../use-run-search.ts";
import { WhyText } from "../why/why-text.tsx";
import styles from "./table.module.css";

export interface TaskListProps {
  readonly withFilters?: boolean;
}

export function TaskList({ withFilters = false }: TaskListProps) {
  const { tasks } = useRunView();
  const { search, change } = useRunSearch();
  const items = useMemo(() => [...tasks.values()].filter((task) => isWanted(task, search)), [tasks, search]);
  return (
    <div className={styles.list}>
      {withFilters && <Filters />}
      <DataTable
        label="Tasks of the run"
        items={items}
        columns={columns}
        keyOf={nameOf}
        onOpen={({ name }) => change({ task: name })}
        selectedKey={search.task}
        empty={
          <EmptyState icon="filter" title="No task is like that">
            {tasks.size} tasks are in the run; none fits the filter.
          </EmptyState>
        }
      />
    </div>
  );
}

const nameOf = ({ name }: Task): string => name;

const columns: readonly Column<Task>[] = [
  {
    id: "name",
    header: "Task",
    width: "minmax(180px, 2fr)",
    cell: ({ name }) => <span className={styles.name}>{name}</span>,
  },
  {
    id: "state",
    header: "State",
    width: "132px",
    cell: ({ state }) => <StateBadge state={state} look="plain" />,
    sort: ({ state }) => summaryOrder.indexOf(state as (typeof summaryOrder)[number]),
  },
  {
    id: "why",
    header: "What there is to say",
    width: "minmax(180px, 4fr)",
    cell: (task) => <WhyText task={task} />,
  },
  {
    id: "attempts",
    header: "Attempt",
    width: "72px",
    align: "right",
    cell: ({ attempts }) => (attempts.length === 0 ? "" : attempts.length),
    sort: ({ attempts }) => attempts.length,
  },
  {
    id: "agent",
    header: "Agent",
    width: "minmax(90px, 1fr)",
    cell: ({ attempts }) => attempts.at(-1)?.agent ?? "",
    sort: ({ attempts }) => attempts.at(-1)?.agent || undefined,
  },
  {
    id: "started",
    header: "Started",
    width: "96px",
    cell: ({ attempts }) =>
      attempts.at(-1)?.startedAt === undefined ? "" : <TimeText at={attempts.at(-1)?.startedAt} as="clock" />,
    sort: ({ attempts }) => instantMs(attempts.at(-1)?.startedAt),
  },
  {
    id: "took",
    header: "Took",
    width: "96px",
    align: "right",
    cell: ({ attempts }) => {
      const last = attempts.at(-1);
      return last?.startedAt === undefined ? "" : <DurationText from={last.startedAt} to={last.endedAt} />;
    },
    sort: ({ attempts }) => tookMs(attempts.at(-1)),
  },
];

function tookMs(attempt: Task["attempts"][number] | undefined): number | undefined {
  const from = instantMs(attempt?.startedAt);
  return from === undefined ? undefined : (instantMs(attempt?.endedAt) ?? Date.now()) - from;
}

function isWanted(task: Task, { state, q }: ReturnType<typeof useRunSearch>["search"]): boolean {
  if (state !== undefined && !state.includes(lookOf(task.state).word)) return false;
  return q === undefined || task.name.includes(q) || task.step.includes(q);
}

/** A chip a state that there is, and a text to look for. */
function Filters() {
  const { tasks } = useRunView();
  const { search, change } = useRunSearch();
  const chosen = new Set(search.state ?? []);
  const toggle = (word: string): void => {
    if (!chosen.delete(word)) chosen.add(word);
    change({ state: chosen.size === 0 ? undefined : [...chosen] });
  };
  return (
    <div className={styles.filters}>
      <TextInput
        size="xs"
        placeholder="Find a task"
        aria-label="Find a task"
        leftSection={<Icon name="search" size={13} />}
        value={search.q ?? ""}
        onChange={(event) => change({ q: event.currentTarget.value || undefined })}
      />
      {readSummary(summarize(tasks, [...tasks.keys()])).map(({ state, count }) => {
        const { word, tone } = lookOf(state);
        return (
          <button
            key={state}
            type="button"
            className={`tone-${tone} ${styles.chip}`}
            aria-pressed={chosen.has(word)}
            onClick={() => toggle(word)}
          >
            <Icon name={lookOf(state).icon === "spinner" ? "dot" : lookOf(state).icon} size={12} />
            {word} <span className="figures">{count}</span>
          </button>
        );
      })}
    </div>
  );
}

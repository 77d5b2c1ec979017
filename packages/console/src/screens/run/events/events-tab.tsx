import { TextInput } from "@mantine/core";
import { useMemo, useState } from "react";
import type { RunEvent } from "../../../api/messages.ts";
import { CodeBlock } from "../../../components/code-block.tsx";
import { type Column, DataTable } from "../../../components/data-table.tsx";
import { EmptyState } from "../../../components/empty-state.tsx";
import { Icon } from "../../../components/icons/icon.tsx";
import { RowSkeletons } from "../../../components/skeletons.tsx";
import { TimeText } from "../../../components/time-text.tsx";
import { plural } from "../../../format/numbers.ts";
import { pretty } from "../head/params-text.tsx";
import { OnlyTask } from "../only-task.tsx";
import { useRunId } from "../run-store.ts";
import { keptEvents, useHistory } from "../use-history.ts";
import { useRunSearch } from "../use-run-search.ts";
import { describeEvent, type EventLook } from "./event-text.ts";
import styles from "./events.module.css";

interface Told extends EventLook {
  readonly event: RunEvent;
}

export function EventsTab() {
  const runId = useRunId();
  const { events, isThere } = useHistory();
  const { search, change } = useRunSearch();
  const [open, setOpen] = useState<RunEvent>();
  const told = useMemo(() => events.map(tell), [events]);
  const shown = useMemo(
    () => told.filter((each) => isWanted(each, search.task, search.q)),
    [told, search.task, search.q],
  );
  if (!isThere) return <RowSkeletons />;
  return (
    <div className={styles.tab}>
      <div className={styles.filters}>
        <TextInput
          size="xs"
          placeholder="Find in the history"
          aria-label="Find in the history"
          leftSection={<Icon name="search" size={13} />}
          value={search.q ?? ""}
          onChange={(event) => change({ q: event.currentTarget.value || undefined })}
        />
        {search.task !== undefined && (
          <OnlyTask task={search.task} label="Show all" onClear={() => change({ task: undefined })} />
        )}
        <span className={styles.count}>
          {plural(shown.length, "event")}
          {events.length >= keptEvents && `, the last of a longer history`}
        </span>
      </div>
      <div className={styles.body}>
        <DataTable
          label="History of the run"
          items={shown}
          columns={columns}
          keyOf={keyOf}
          rowHeight={30}
          onOpen={({ event }) => setOpen(event)}
          selectedKey={open === undefined ? undefined : String(open.sequence)}
          empty={
            <EmptyState icon="filter" title="Nothing is like that" command={`troupe get events ${runId}`}>
              No event of the run fits the filter.
            </EmptyState>
          }
        />
        {open !== undefined && (
          <aside className={styles.detail} aria-label={`Event ${open.sequence}`}>
            <header>
              <h3>
                {open.sequence} · {open.type}
              </h3>
              <button type="button" onClick={() => setOpen(undefined)} title="Close">
                <Icon name="cross" size={14} label="Close" />
              </button>
            </header>
            <CodeBlock text={pretty(open.eventJson)} label="Copy the event" />
          </aside>
        )}
      </div>
    </div>
  );
}

function tell(event: RunEvent): Told {
  return { event, ...describeEvent(event.type, event.task, event.eventJson) };
}

const keyOf = ({ event }: Told): string => String(event.sequence);

function isWanted({ event, subject, text }: Told, task: string | undefined, q: string | undefined): boolean {
  if (task !== undefined && event.task !== task) return false;
  return q === undefined || `${subject} ${text} ${event.type}`.toLowerCase().includes(q.toLowerCase());
}

const columns: readonly Column<Told>[] = [
  {
    id: "sequence",
    header: "#",
    width: "56px",
    align: "right",
    cell: ({ event }) => <span className="dim figures">{event.sequence}</span>,
  },
  { id: "at", header: "When", width: "88px", cell: ({ event }) => <TimeText at={event.at} as="clock" /> },
  {
    id: "what",
    header: "What",
    width: "minmax(240px, 3fr)",
    cell: ({ subject, text, tone }) => (
      <span className={`tone-${tone} ${styles.what}`} title={`${subject} ${text}`}>
        <span className={styles.mark} aria-hidden="true" />
        <strong>{subject}</strong> {text}
      </span>
    ),
  },
  {
    id: "type",
    header: "Event",
    width: "minmax(120px, 1fr)",
    cell: ({ event }) => <span className="dim mono">{event.type}</span>,
  },
];

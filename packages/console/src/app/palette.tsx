import { Modal } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from "react";
import { useCall } from "../api/use-call.ts";
import { Icon } from "../components/icons/icon.tsx";
import { shortId } from "../format/ids.ts";
import { lookOf } from "../format/states.ts";
import { navigation } from "./navigation.ts";
import styles from "./palette.module.css";
import { findEntries, type PaletteEntry, pastedEntries } from "./palette-entries.ts";

export interface PaletteProps {
  readonly opened: boolean;
  readonly onClose: () => void;
}

/** ⌘K: where one can go, and what one can do. */
export function Palette({ opened, onClose }: PaletteProps) {
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      withCloseButton={false}
      size="lg"
      padding={0}
      title="Find and do"
      classNames={{ header: "unseen" }}
    >
      {opened && <Body onClose={onClose} />}
    </Modal>
  );
}

function Body({ onClose }: { readonly onClose: () => void }) {
  const navigate = useNavigate();
  const list = useId();
  const entries = useEntries();
  const [query, setQuery] = useState("");
  const [active, setActive] = useState(0);
  const found = useMemo(() => [...pastedEntries(query), ...findEntries(entries, query)], [entries, query]);
  const current = Math.min(active, found.length - 1);
  const shown = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: whenever another one is meant
  useEffect(() => shown.current?.scrollIntoView({ block: "nearest" }), [current]);
  const go = (entry: PaletteEntry | undefined): void => {
    if (entry === undefined) return;
    onClose();
    void navigate({ to: entry.to, params: entry.params ?? {}, search: entry.search ?? {} } as never);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === "ArrowDown") setActive((current + 1) % Math.max(1, found.length));
    else if (event.key === "ArrowUp") setActive((current - 1 + found.length) % Math.max(1, found.length));
    else if (event.key === "Enter") go(found[current]);
    else return;
    event.preventDefault();
  };
  return (
    <>
      <div className={styles.field}>
        <Icon name="search" size={16} />
        <input
          data-autofocus
          role="combobox"
          aria-expanded="true"
          aria-controls={list}
          aria-activedescendant={found.length > 0 ? `${list}-${current}` : undefined}
          aria-label="Find pipelines, runs, agents, screens and actions"
          placeholder="Pipelines, runs, agents, screens, actions, digests…"
          value={query}
          onChange={({ currentTarget }) => {
            setQuery(currentTarget.value);
            setActive(0);
          }}
          onKeyDown={onKeyDown}
        />
      </div>
      <div id={list} role="listbox" tabIndex={-1} aria-label="Found" className={styles.list}>
        {found.map((entry, place) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: its keys are those of the field, which keeps the focus
          <div
            key={entry.id}
            id={`${list}-${place}`}
            ref={place === current ? shown : undefined}
            role="option"
            tabIndex={-1}
            aria-selected={place === current}
            className={styles.entry}
            onClick={() => go(entry)}
            onMouseMove={() => setActive(place)}
          >
            <Icon name={entry.icon} size={16} />
            <span className="cut">{entry.label}</span>
            <span className={`cut ${styles.note}`}>{entry.note}</span>
            {entry.keys !== undefined && <kbd className={styles.keys}>{entry.keys}</kbd>}
          </div>
        ))}
        {found.length === 0 && <p className={styles.none}>Nothing is called like this</p>}
      </div>
    </>
  );
}

/** What there is, asked for when the palette opens: it may be a moment old. */
function useEntries(): readonly PaletteEntry[] {
  const options = { staleMs: 10_000 };
  const pipelines = useCall("PipelineService/ListPipelines", { pageSize: 1000 }, options).data?.pipelines;
  const runs = useCall("RunService/ListRuns", { pageSize: 100 }, options).data?.runs;
  const agents = useCall("AgentService/ListAgents", { pageSize: 1000 }, options).data?.agents;
  return useMemo(() => {
    const named = (pipelines ?? []).map(({ name }) => name);
    return [
      ...screens,
      ...named.map((name) => pipelineEntry(name, "pipeline", "graph", "/pipelines/$name")),
      ...named.map((name) => pipelineEntry(`Launch ${name}`, "start a run", "play", "/pipelines/$name/launch", name)),
      ...(runs ?? []).map(
        ({ runId, pipeline, state }): PaletteEntry => ({
          ...{ id: `run ${runId}`, label: `${pipeline} ${shortId(runId)}`, icon: "runs", words: runId },
          ...{ note: `run, ${lookOf(state).word}`, to: "/runs/$runId", params: { runId } },
        }),
      ),
      ...(agents ?? []).map(
        ({ agentId, state, host }): PaletteEntry => ({
          ...{ id: `agent ${agentId}`, label: agentId, icon: "agent", words: host },
          ...{ note: `agent, ${lookOf(state).word}`, to: "/agents/$id", params: { id: agentId } },
        }),
      ),
      ...named.map((name) =>
        pipelineEntry(`Backfill ${name}`, "run for many intervals", "calendar", "/pipelines/$name/backfill", name),
      ),
      ...named.map((name) => pipelineEntry(`Grid of ${name}`, "runs by tasks", "grid", "/pipelines/$name/grid", name)),
    ];
  }, [pipelines, runs, agents]);
}

const screens: readonly PaletteEntry[] = [
  ...navigation.map(
    ({ to, label, icon, keys }): PaletteEntry => ({ id: `screen ${to}`, label, note: "screen", icon, keys, to }),
  ),
  {
    id: "screen actions",
    label: "Actions",
    note: "what can be done here, and how the command line does it",
    icon: "bolt",
    to: "/actions",
  },
];

function pipelineEntry(
  label: string,
  note: string,
  icon: PaletteEntry["icon"],
  to: string,
  name = label,
): PaletteEntry {
  return { id: `${to} ${name}`, label, note, icon, to, params: { name } };
}

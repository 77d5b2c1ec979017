import { SegmentedControl, TextInput } from "@mantine/core";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { useWatch } from "../../api/live/use-watch.ts";
import type { Agent } from "../../api/messages.ts";
import { EmptyState } from "../../components/empty-state.tsx";
import { ErrorPanel } from "../../components/error-panel.tsx";
import { Icon } from "../../components/icons/icon.tsx";
import { PageHead } from "../../components/page-head.tsx";
import { plural } from "../../format/numbers.ts";
import { fleetFigures, inOrder, matches } from "./agent-figures.ts";
import { AgentTile } from "./agent-tile.tsx";
import styles from "./agents.module.css";
import { DrainDialog } from "./drain-dialog.tsx";

/** What one asks for, and the states that it means. */
const groups: Readonly<Record<string, readonly string[]>> = {
  all: [],
  ready: ["ready"],
  draining: ["draining"],
  silent: ["silent", "deaf", "unknown"],
  gone: ["gone"],
};

export function AgentsScreen() {
  const { data, error, retry } = useWatch("AgentService/WatchAgents", { pageSize: 1000 });
  const { q = "", state = [] } = useSearch({ from: "/agents" });
  const navigate = useNavigate({ from: "/agents" });
  const [drained, setDrained] = useState<string | null>(null);
  const agents = useMemo(() => inOrder(data?.agents ?? []), [data]);
  const group = state.find((name) => name in groups) ?? "all";
  const shown = agents.filter((agent) => matches(agent, q, groups[group] ?? []));
  const search = (part: object): void =>
    void navigate({ search: (now) => ({ ...now, ...part }) as never, replace: true });
  return (
    <>
      <PageHead title="Agents" facts={data === undefined ? [] : factsOf(agents)} />
      {error !== null && data === undefined && <ErrorPanel error={error} onRetry={retry} />}
      {agents.length > 0 && (
        <div className={styles.filters}>
          <TextInput
            size="xs"
            aria-label="Find agents"
            placeholder="Name, host, label or GPU"
            leftSection={<Icon name="search" size={14} />}
            value={q}
            onChange={({ currentTarget }) => search({ q: currentTarget.value || undefined })}
          />
          <SegmentedControl
            size="xs"
            aria-label="State"
            data={Object.keys(groups)}
            value={group}
            onChange={(chosen) => search({ state: chosen === "all" ? undefined : [chosen] })}
          />
          <span className={`dim ${styles.legend}`}>
            <span className={styles.legendBar} /> in use
            <span className={styles.legendMark} /> given to steps
          </span>
        </div>
      )}
      <Tiles agents={shown} isThere={data !== undefined} isFiltered={agents.length > 0} onDrain={setDrained} />
      <DrainDialog agent={agents.find(({ agentId }) => agentId === drained) ?? null} onClose={() => setDrained(null)} />
    </>
  );
}

interface TilesProps {
  readonly agents: readonly Agent[];
  readonly isThere: boolean;
  readonly isFiltered: boolean;
  readonly onDrain: (agentId: string) => void;
}

function Tiles({ agents, isThere, isFiltered, onDrain }: TilesProps) {
  if (!isThere) return <div className={styles.tiles} aria-busy="true" data-loading />;
  if (agents.length === 0)
    return isFiltered ? (
      <EmptyState icon="agent" title="No agent is like this">
        Choose other states or words.
      </EmptyState>
    ) : (
      <EmptyState
        icon="agent"
        title="No machine works for this cluster yet"
        command="troupe agent --coordinator HOST:7420"
      >
        An agent runs steps on the machine that it is started on. Start one on each machine that has cores or GPUs to
        give.
      </EmptyState>
    );
  return (
    <div className={styles.tiles}>
      {agents.map((agent) => (
        <AgentTile key={agent.agentId} agent={agent} onDrain={({ agentId }) => onDrain(agentId)} />
      ))}
    </div>
  );
}

function factsOf(agents: readonly Agent[]) {
  const { agents: there, cores, gpus, attempts } = fleetFigures(agents);
  return [
    plural(there, "agent"),
    `${cores} cores given`,
    gpus !== undefined && `${gpus} GPUs given`,
    attempts === 0 ? "nothing runs" : `${plural(attempts, "attempt")} running`,
  ];
}

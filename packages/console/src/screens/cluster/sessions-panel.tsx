import { Link } from "@tanstack/react-router";
import { useMemo } from "react";
import { useWatch } from "../../api/live/use-watch.ts";
import type { Agent } from "../../api/messages.ts";
import { type Column, DataTable } from "../../components/data-table.tsx";
import { EmptyState } from "../../components/empty-state.tsx";
import { ErrorPanel } from "../../components/error-panel.tsx";
import { Panel } from "../../components/panel.tsx";
import { StateBadge } from "../../components/state-badge.tsx";
import { TimeText } from "../../components/time-text.tsx";
import { instantMs } from "../../format/times.ts";
import { inOrder } from "../agents/agent-figures.ts";
import styles from "./cluster.module.css";

const columns: readonly Column<Agent>[] = [
  {
    id: "agent",
    header: "Agent",
    width: "minmax(140px, 1.5fr)",
    cell: ({ agentId }) => (
      <Link to="/agents/$id" params={{ id: agentId }}>
        {agentId}
      </Link>
    ),
    sort: ({ agentId }) => agentId,
  },
  {
    id: "state",
    header: "State",
    width: "120px",
    cell: ({ state }) => <StateBadge state={state} look="plain" />,
    sort: ({ state }) => state,
  },
  {
    id: "paths",
    header: "Reached by",
    width: "minmax(120px, 1fr)",
    cell: ({ paths }) => paths.join(", ") || <span className="dim">nothing that is proven</span>,
  },
  {
    id: "connected",
    header: "Session since",
    width: "140px",
    cell: ({ connectedAt }) => <TimeText at={connectedAt} />,
    sort: ({ connectedAt }) => instantMs(connectedAt),
  },
  {
    id: "beat",
    header: "Last beat",
    width: "120px",
    cell: ({ lastBeatAt }) => <TimeText at={lastBeatAt} />,
    sort: ({ lastBeatAt }) => instantMs(lastBeatAt),
  },
  {
    id: "attempts",
    header: "Attempts",
    width: "90px",
    align: "right",
    cell: ({ attempts }) => <span className="figures">{attempts.length}</span>,
    sort: ({ attempts }) => attempts.length,
  },
];

const rowHeight = 32;

/** The agents that have a session with the coordinator that leads, and how they are reached. */
export function SessionsPanel() {
  const { data, error, retry } = useWatch("AgentService/WatchAgents", { pageSize: 1000 });
  const agents = useMemo(() => inOrder(data?.agents ?? []), [data]);
  const rows = Math.min(Math.max(agents.length, 3), 12);
  return (
    <Panel title="Sessions of agents" flush className={styles.wide}>
      {error !== null && data === undefined ? (
        <ErrorPanel error={error} onRetry={retry} />
      ) : (
        <DataTable
          label="Sessions of agents"
          items={agents}
          columns={columns}
          keyOf={({ agentId }) => agentId}
          rowHeight={rowHeight}
          height={`${(rows + 1) * rowHeight + 8}px`}
          empty={data !== undefined && <EmptyState icon="agent" title="No agent has a session" />}
        />
      )}
    </Panel>
  );
}

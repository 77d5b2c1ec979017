import { Button } from "@mantine/core";
import { useParams } from "@tanstack/react-router";
import { useState } from "react";
import { useWatch } from "../../api/live/use-watch.ts";
import type { Agent } from "../../api/messages.ts";
import { CodeBlock } from "../../components/code-block.tsx";
import { EmptyState } from "../../components/empty-state.tsx";
import { ErrorPanel } from "../../components/error-panel.tsx";
import { PageHead } from "../../components/page-head.tsx";
import { Panel } from "../../components/panel.tsx";
import { RowSkeletons } from "../../components/skeletons.tsx";
import { StateBadge } from "../../components/state-badge.tsx";
import { TimeText } from "../../components/time-text.tsx";
import { devicesOf, gaugesOf, isDraining } from "./agent-figures.ts";
import { labelText } from "./agent-tile.tsx";
import styles from "./agents.module.css";
import { AttemptList } from "./attempt-list.tsx";
import { DeviceRows } from "./device-rows.tsx";
import { DrainDialog } from "./drain-dialog.tsx";
import { GaugeRows } from "./gauge-rows.tsx";

const crumbs = [{ label: "Agents", link: { to: "/agents" } }] as const;

const tiers: Readonly<Record<number, string>> = {
  1: "1: the kernel kills a whole tree at once, and counts its memory",
  2: "2: the kernel kills a whole tree at once; memory is counted where it can be",
  3: "3: processes are found one by one, and ended",
};

/** What a state of an agent means for the work. */
const meanings: Readonly<Record<string, string>> = {
  AGENT_STATE_DRAINING: "It takes no new work. What it runs goes on.",
  AGENT_STATE_SILENT: "It has missed two beats. It gets no work, and keeps what it runs until it counts as lost.",
  AGENT_STATE_DEAF: "It is heard, but nothing is proven to reach it. It gets no work, and keeps what it runs.",
  AGENT_STATE_GONE: "It has left, or was silent for so long that its attempts went to others.",
  AGENT_STATE_UNKNOWN: "The coordinator that leads does not answer; this is what is stored of the agent.",
};

export function AgentScreen() {
  const { id } = useParams({ from: "/agents/$id" });
  const { data, error, retry } = useWatch("AgentService/WatchAgents", { agentId: id });
  const agent = data?.agents[0];
  const [draining, setDraining] = useState(false);
  if (agent === undefined)
    return (
      <>
        <PageHead title={id} crumbs={crumbs} />
        {error === null ? <RowSkeletons rows={6} /> : <ErrorPanel error={error} onRetry={retry} />}
      </>
    );
  return (
    <>
      <PageHead
        title={agent.agentId}
        crumbs={crumbs}
        badge={<StateBadge state={agent.state} />}
        facts={[
          agent.host,
          `Troupe ${agent.version}`,
          <>
            beat <TimeText at={agent.lastBeatAt} />
          </>,
          <>
            connected <TimeText at={agent.connectedAt} />
          </>,
        ]}
        actions={
          <Button variant="default" size="xs" onClick={() => setDraining(true)}>
            {isDraining(agent) ? "Give work again…" : "Drain…"}
          </Button>
        }
      />
      {meanings[agent.state] !== undefined && <p className={styles.meaning}>{meanings[agent.state]}</p>}
      <Details agent={agent} />
      <DrainDialog agent={draining ? agent : null} onClose={() => setDraining(false)} />
    </>
  );
}

function Details({ agent }: { readonly agent: Agent }) {
  const devices = devicesOf(agent);
  const { attempts, labels, paths, isolationTier } = agent;
  return (
    <div className={styles.details}>
      <Panel title="In use">
        <GaugeRows gauges={gaugesOf(agent)} />
        {devices.length > 0 && <DeviceRows devices={devices} />}
      </Panel>
      <Panel title="What it runs">
        {attempts.length === 0 ? (
          <EmptyState icon="play" title="Nothing runs here" />
        ) : (
          <AttemptList attempts={attempts} atMost={200} />
        )}
      </Panel>
      <Panel title="About it">
        <dl className={styles.about}>
          <dt>Reached by</dt>
          <dd>{paths.join(", ") || "nothing that is proven"}</dd>
          <dt>Labels</dt>
          <dd>{labelText(labels) || "none"}</dd>
          <dt>Isolation</dt>
          <dd>{tiers[isolationTier] ?? isolationTier}</dd>
        </dl>
        <CodeBlock command text={`troupe describe agent ${agent.agentId}`} label="Copy the command" />
      </Panel>
    </div>
  );
}

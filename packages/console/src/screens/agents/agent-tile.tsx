import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { Agent } from "../../api/messages.ts";
import { StateBadge } from "../../components/state-badge.tsx";
import { TimeText } from "../../components/time-text.tsx";
import { plural } from "../../format/numbers.ts";
import { devicesOf, gaugesOf, isDraining } from "./agent-figures.ts";
import styles from "./agents.module.css";
import { AttemptList } from "./attempt-list.tsx";
import { DeviceRows } from "./device-rows.tsx";
import { GaugeRows } from "./gauge-rows.tsx";

export interface AgentTileProps {
  readonly agent: Agent;
  readonly onDrain: (agent: Agent) => void;
}

const attemptsShown = 4;

export function AgentTile({ agent, onDrain }: AgentTileProps) {
  const { agentId, state, host, labels, attempts, lastBeatAt, paths } = agent;
  const devices = devicesOf(agent);
  const isGone = state === "AGENT_STATE_GONE";
  return (
    <article className={styles.tile} data-gone={isGone} aria-label={`Agent ${agentId}`}>
      <header className={styles.tileHead}>
        <h2 className="cut">
          <Link to="/agents/$id" params={{ id: agentId }}>
            {agentId}
          </Link>
        </h2>
        <StateBadge state={state} />
      </header>
      <p className={`dim cut ${styles.where}`} title={labelText(labels)}>
        {[host, labelText(labels)].filter(Boolean).join(" · ")}
      </p>
      <GaugeRows gauges={gaugesOf(agent)} />
      {devices.length > 0 && <DeviceRows devices={devices} />}
      <section className={styles.runs} aria-label="What it runs">
        <h3>{attempts.length === 0 ? "Nothing runs here" : plural(attempts.length, "attempt")}</h3>
        <AttemptList attempts={attempts} atMost={attemptsShown} />
      </section>
      <footer className={styles.tileFoot}>
        <span className="dim">
          beat <TimeText at={lastBeatAt} />
          {paths.length > 0 && ` by ${paths.join(", ")}`}
        </span>
        <Button variant="default" size="compact-xs" onClick={() => onDrain(agent)}>
          {isDraining(agent) ? "Give work again…" : "Drain…"}
        </Button>
      </footer>
    </article>
  );
}

export function labelText(labels: Readonly<Record<string, string>>): string {
  return Object.entries(labels)
    .map(([name, value]) => (value === "" ? name : `${name}=${value}`))
    .join(" ");
}

import { Link } from "@tanstack/react-router";
import type { Cluster } from "../../api/messages.ts";
import { Panel } from "../../components/panel.tsx";
import { StateBadge } from "../../components/state-badge.tsx";
import { formatCount } from "../../format/numbers.ts";
import styles from "./cluster.module.css";

const states = ["ready", "draining", "deaf", "silent", "gone"] as const;

/** What is under way, as the one that leads counts it. */
export function LoadPanel({ load }: { readonly load: Cluster["load"] }) {
  if (load === undefined)
    return (
      <Panel title="Load">
        <p className={`dim ${styles.unknown}`}>Nobody leads, or the one that does not answer: only it knows.</p>
      </Panel>
    );
  const counts = [
    { label: "Attempts on agents", count: load.runningAttempts, link: { to: "/agents" } },
    { label: "Tasks that wait for a place", count: load.queuedTasks, link: { to: "/runs" } },
    { label: "Tasks that wait for something else", count: load.waitingTasks, link: { to: "/waits" } },
    { label: "Questions to people", count: load.openApprovals, link: { to: "/approvals" } },
  ] as const;
  return (
    <Panel title="Load">
      <dl className={styles.counts}>
        {counts.map(({ label, count, link }) => (
          <div key={label}>
            <dt>
              <Link {...link}>{label}</Link>
            </dt>
            <dd className="figures">{formatCount(count)}</dd>
          </div>
        ))}
      </dl>
      <ul className={styles.states} aria-label="Agents">
        {states
          .filter((state) => state === "ready" || (load.agents[state] ?? 0) > 0)
          .map((state) => (
            <li key={state}>
              <Link to="/agents" search={{ state: [state === "deaf" ? "silent" : state] } as never}>
                <StateBadge state={`AGENT_STATE_${state.toUpperCase()}`} word={`${load.agents[state] ?? 0} ${state}`} />
              </Link>
            </li>
          ))}
      </ul>
    </Panel>
  );
}

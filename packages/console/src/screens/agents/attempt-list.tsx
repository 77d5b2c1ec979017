import { Link } from "@tanstack/react-router";
import type { Agent } from "../../api/messages.ts";
import { shortId } from "../../format/ids.ts";
import styles from "./agents.module.css";

export interface AttemptListProps {
  readonly attempts: Agent["attempts"];
  readonly atMost: number;
}

/** What an agent has, each with the way to it. */
export function AttemptList({ attempts, atMost }: AttemptListProps) {
  return (
    <ul className={styles.attempts}>
      {attempts.slice(0, atMost).map(({ runId, task, attempt }) => (
        <li key={`${runId} ${task} ${attempt}`}>
          <Link to="/runs/$runId" params={{ runId }} search={{ task, attempt } as never} className="cut">
            {task}
          </Link>
          <span className="dim cut">
            {attempt > 1 && `attempt ${attempt} · `}
            <span className="mono">{shortId(runId)}</span>
          </span>
        </li>
      ))}
      {attempts.length > atMost && <li className="dim">and {attempts.length - atMost} more</li>}
    </ul>
  );
}

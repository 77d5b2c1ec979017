import { Link, type LinkProps } from "@tanstack/react-router";
import { Icon } from "../../components/icons/icon.tsx";
import type { IconName } from "../../components/icons/icon-shapes.ts";
import { Panel } from "../../components/panel.tsx";
import { formatCount } from "../../format/numbers.ts";
import type { Overview } from "./overview.ts";
import styles from "./waiting-panel.module.css";

export interface WaitingPanelProps {
  readonly waiting: Overview["waiting"];
  readonly isKnown: boolean;
}

/** What waits in the whole cluster, and where to look at it. */
export function WaitingPanel({ waiting, isKnown }: WaitingPanelProps) {
  return (
    <Panel title="Waiting now">
      <ul className={styles.list}>
        <Count
          icon="approval"
          words="for an answer"
          count={waiting?.approvals}
          link={{ to: "/approvals" }}
          {...{ isKnown }}
        />
        <Count
          icon="hourglass"
          words="tasks that wait"
          count={waiting?.waitingTasks}
          link={{ to: "/waits" }}
          {...{ isKnown }}
        />
        <Count
          icon="pause"
          words="runs held back"
          count={waiting?.heldRuns}
          link={{ to: "/runs", search: { state: ["waiting"] } }}
          {...{ isKnown }}
        />
        <Count
          icon="clock"
          words="tasks for room"
          count={waiting?.queuedTasks}
          link={{ to: "/agents" }}
          {...{ isKnown }}
        />
      </ul>
    </Panel>
  );
}

interface CountProps {
  readonly icon: IconName;
  readonly words: string;
  /** Undefined: only the leader knows, and does not answer. */
  readonly count: number | undefined;
  readonly isKnown: boolean;
  readonly link: LinkProps;
}

function Count({ icon, words, count, isKnown, link }: CountProps) {
  const shown = count === undefined ? (isKnown ? "?" : "–") : formatCount(count);
  return (
    <li>
      <Link {...link} className={styles.count} data-some={(count ?? 0) > 0}>
        <Icon name={icon} size={16} />
        <span className={styles.number}>{shown}</span>
        <span className={styles.words}>{words}</span>
      </Link>
    </li>
  );
}

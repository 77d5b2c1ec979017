import { Link } from "@tanstack/react-router";
import { Icon } from "../../components/icons/icon.tsx";
import { Panel } from "../../components/panel.tsx";
import { Skeleton } from "../../components/skeletons.tsx";
import { StateBadge } from "../../components/state-badge.tsx";
import { TimeText } from "../../components/time-text.tsx";
import { plural } from "../../format/numbers.ts";
import styles from "./failing-panel.module.css";
import type { RunBrief } from "./overview.ts";

export interface FailingPanelProps {
  /** Undefined: not known yet. */
  readonly failing: readonly RunBrief[] | undefined;
  readonly pipelines: number;
}

/** More have their place in the list below. */
const most = 4;

/** The pipelines whose newest run that has ended did not succeed, and why. */
export function FailingPanel({ failing, pipelines }: FailingPanelProps) {
  const count = failing?.length ?? 0;
  return (
    <Panel title={count === 0 ? "Failing now" : `Failing now: ${plural(count, "pipeline")}`}>
      {failing === undefined && <Skeleton width="60%" height="12px" />}
      {failing !== undefined && count === 0 && (
        <p className={styles.fine}>
          <Icon name="check" size={16} />
          {pipelines === 0 ? "Nothing has run yet." : "The last run of every pipeline succeeded."}
        </p>
      )}
      <ul className={styles.list}>
        {failing?.slice(0, most).map((brief) => (
          <li key={brief.runId}>
            <Failing brief={brief} />
          </li>
        ))}
      </ul>
      {count > most && (
        <Link to="/runs" search={{ state: ["failed"] }} className={styles.more}>
          {count - most} more
        </Link>
      )}
    </Panel>
  );
}

function Failing({ brief: { runId, pipeline, state, endedAt, failure } }: { readonly brief: RunBrief }) {
  return (
    <Link to="/runs/$runId" params={{ runId }} className={styles.row}>
      <StateBadge state={failure?.exitClass ?? state} look="plain" />
      <strong className="cut">{pipeline}</strong>
      <span className={styles.why} title={failure?.message}>
        {failure === undefined ? "" : `${failure.task}: ${failure.message}`}
      </span>
      <span className={styles.when}>
        <TimeText at={endedAt} />
      </span>
    </Link>
  );
}

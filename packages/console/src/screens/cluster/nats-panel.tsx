import type { Cluster } from "../../api/messages.ts";
import { Panel } from "../../components/panel.tsx";
import { StateBadge } from "../../components/state-badge.tsx";
import { TimeText } from "../../components/time-text.tsx";
import styles from "./cluster.module.css";

export interface NatsPanelProps {
  readonly nats: Cluster["nats"];
  readonly archive: string;
  /** One coordinator with its own files. */
  readonly isAlone: boolean;
}

const archives: Readonly<Record<string, string>> = { directory: "a directory", s3: "S3 or a store like it" };

export function NatsPanel({ nats, archive, isAlone }: NatsPanelProps) {
  return (
    <Panel title="NATS and archive">
      <dl className={styles.facts}>
        <dt>NATS</dt>
        <dd>
          {nats === undefined ? (
            <span className="dim">{isAlone ? "none: this coordinator is alone and needs none" : "not told"}</span>
          ) : (
            <StateBadge state={nats.connected ? "LINK_CONNECTED" : "LINK_BROKEN"} look="plain" />
          )}
        </dd>
        {nats !== undefined && (
          <>
            <dt>Server</dt>
            <dd>
              <span className="mono">{nats.server || "–"}</span>
              {nats.version !== "" && <span className="dim"> · {nats.version}</span>}
            </dd>
            <dt>Since</dt>
            <dd>
              <TimeText at={nats.since} />
            </dd>
          </>
        )}
        <dt>Archive</dt>
        <dd>{archives[archive] ?? archive}</dd>
      </dl>
    </Panel>
  );
}

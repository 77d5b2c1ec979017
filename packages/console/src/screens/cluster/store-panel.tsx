import { Button } from "@mantine/core";
import { useState } from "react";
import { fleetActions } from "../../actions/fleet-actions.ts";
import { call } from "../../api/call.ts";
import type { Cluster } from "../../api/messages.ts";
import { ActionDialog } from "../../components/action-dialog.tsx";
import { Meter } from "../../components/meter.tsx";
import { Panel } from "../../components/panel.tsx";
import { StateBadge } from "../../components/state-badge.tsx";
import { formatBytes } from "../../format/bytes.ts";
import { formatShare } from "../../format/numbers.ts";
import styles from "./cluster.module.css";

type Store = NonNullable<Cluster["store"]>;

const kinds: Readonly<Record<string, string>> = { etcd: "etcd", sqlite: "SQLite, in the data directory" };

export function StorePanel({ store: { kind, state, bytes, quotaBytes } }: { readonly store: Store }) {
  const [reclaims, setReclaims] = useState(false);
  const isShared = kind === "etcd";
  const share = quotaBytes === 0 ? undefined : bytes / quotaBytes;
  const act = {
    title: "Give back the space of the state store",
    verb: "Give the space back",
    says: "Throws the history of etcd away, gives what that frees back to the disk, and ends the alarm of a store that was full. Each of its members stands still meanwhile, seconds for each gigabyte.",
    command: fleetActions.reclaimStore.command({}),
    send: () => call("ClusterService/ReclaimStore", {}),
    done: "The state store has its space back",
  };
  return (
    <Panel
      title="State store"
      actions={
        isShared && (
          <Button size="compact-xs" variant="default" onClick={() => setReclaims(true)}>
            Give space back…
          </Button>
        )
      }
    >
      <dl className={styles.facts}>
        <dt>State</dt>
        <dd>
          <StateBadge state={state} look="plain" />
        </dd>
        <dt>Kept in</dt>
        <dd>{kinds[kind] ?? kind}</dd>
        <dt>In use</dt>
        <dd className="figures">
          {formatBytes(bytes)}
          {share !== undefined && ` of ${formatBytes(quotaBytes)} · ${formatShare(share)}`}
        </dd>
      </dl>
      {share !== undefined && (
        <Meter
          label="State store"
          used={share}
          mark={0.8}
          text={formatShare(share)}
          markText="no run is created from here on"
          warns
        />
      )}
      <ActionDialog act={reclaims ? act : null} onClose={() => setReclaims(false)} />
    </Panel>
  );
}

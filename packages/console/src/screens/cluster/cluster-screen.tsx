import { useWatchedCluster } from "../../app/cluster/watched-cluster.tsx";
import { PageHead } from "../../components/page-head.tsx";
import { RowSkeletons } from "../../components/skeletons.tsx";
import { StateBadge } from "../../components/state-badge.tsx";
import { TimeText } from "../../components/time-text.tsx";
import { plural } from "../../format/numbers.ts";
import styles from "./cluster.module.css";
import { CoordinatorsPanel } from "./coordinators-panel.tsx";
import { LoadPanel } from "./load-panel.tsx";
import { NatsPanel } from "./nats-panel.tsx";
import { SessionsPanel } from "./sessions-panel.tsx";
import { StorePanel } from "./store-panel.tsx";

/** What the cluster stands on, and who leads it. It is watched: nothing here waits for the next look. */
export function ClusterScreen() {
  const { cluster } = useWatchedCluster();
  if (cluster === undefined)
    return (
      <>
        <PageHead title="Cluster" facts={["asking…"]} />
        <RowSkeletons rows={8} />
      </>
    );
  const { name, leader, coordinators, answeredBy, store, nats, archive } = cluster;
  return (
    <>
      <PageHead
        title={name}
        badge={<StateBadge state={leader === undefined ? "LEAD_NOBODY" : "LEAD_LED"} />}
        facts={[
          leader !== undefined && (
            <>
              {leader.name} leads, term <span className="figures">{leader.term}</span>, since{" "}
              <TimeText at={leader.since} as="day" />
            </>
          ),
          plural(coordinators.length, "coordinator"),
          `told by ${answeredBy}`,
        ]}
      />
      <div className={styles.panels}>
        <CoordinatorsPanel coordinators={coordinators} leader={leader} answeredBy={answeredBy} />
        {store !== undefined && <StorePanel store={store} />}
        <NatsPanel nats={nats} archive={archive} isAlone={store?.kind === "sqlite"} />
        <LoadPanel load={cluster.load} />
        <SessionsPanel />
      </div>
    </>
  );
}

import { Link } from "@tanstack/react-router";
import { useLinkStatus } from "../api/live/use-live.ts";
import { useWatchedCluster } from "./cluster/watched-cluster.tsx";
import styles from "./shell.module.css";

/** Who leads, and whether this page hears of what happens. */
export function ClusterIndicator() {
  const { cluster } = useWatchedCluster();
  const link = useLinkStatus();
  const isBroken = link === "broken";
  const leader = cluster?.leader?.name;
  const text = isBroken ? "Reconnecting…" : cluster === undefined ? "…" : (leader ?? "No leader");
  const tone =
    isBroken || (cluster !== undefined && leader === undefined) ? "bad" : cluster === undefined ? "quiet" : "good";
  const title = isBroken
    ? "The coordinator does not answer; what is shown may be old"
    : `${cluster?.name ?? "This cluster"} is led by ${leader ?? "nobody"}`;
  return (
    <Link to="/cluster" className={`${styles.cluster} tone-${tone}`} title={title}>
      <span className={styles.light} aria-hidden="true" />
      <span className="unseen">Cluster: </span>
      <span className="cut">{text}</span>
    </Link>
  );
}

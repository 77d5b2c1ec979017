import { Link } from "@tanstack/react-router";
import { useLinkStatus } from "../api/live/use-live.ts";
import { useCall } from "../api/use-call.ts";
import styles from "./shell.module.css";

/** Who leads, and whether this page hears of what happens. */
export function ClusterIndicator() {
  const { data, isError } = useCall("ClusterService/GetCluster", {}, { everyMs: 5_000 });
  const link = useLinkStatus();
  const isBroken = isError || link === "broken";
  const leader = data?.leader?.name;
  const text = isBroken ? "Reconnecting…" : data === undefined ? "…" : (leader ?? "No leader");
  const tone = isBroken || (data !== undefined && leader === undefined) ? "bad" : data === undefined ? "quiet" : "good";
  const title = isBroken
    ? "The coordinator does not answer; what is shown may be old"
    : `${data?.name ?? "This cluster"} is led by ${leader ?? "nobody"}`;
  return (
    <Link to="/cluster" className={`${styles.cluster} tone-${tone}`} title={title}>
      <span className={styles.light} aria-hidden="true" />
      <span className="unseen">Cluster: </span>
      <span className="cut">{text}</span>
    </Link>
  );
}

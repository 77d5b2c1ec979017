import { createContext, type ReactNode, useContext, useEffect, useState } from "react";
import { useLinkStatus, useLive } from "../../api/live/use-live.ts";
import type { Cluster } from "../../api/messages.ts";
import { calm, type FailOver, heardCluster, heardLink } from "./fail-over.ts";

export interface WatchedCluster {
  /** As it last said of itself; undefined before it has. */
  readonly cluster: Cluster | undefined;
  readonly failOver: FailOver;
}

const Context = createContext<WatchedCluster>({ cluster: undefined, failOver: calm });

/** Watches the cluster for all that is on the page: one subscription. */
export function ClusterProvider({ children }: { readonly children: ReactNode }) {
  const [watched, setWatched] = useState<WatchedCluster>({ cluster: undefined, failOver: calm });
  const link = useLinkStatus();
  useLive(
    "ClusterService/WatchCluster",
    {},
    {
      onMessage: (cluster) =>
        setWatched((before) => ({ cluster, failOver: heardCluster(before.failOver, cluster, Date.now()) })),
    },
  );
  useEffect(() => {
    setWatched((before) => {
      const failOver = heardLink(before.failOver, link, Date.now());
      return failOver === before.failOver ? before : { ...before, failOver };
    });
  }, [link]);
  return <Context.Provider value={watched}>{children}</Context.Provider>;
}

export function useWatchedCluster(): WatchedCluster {
  return useContext(Context);
}

/** The two ways in which Troupe is deployed, as benches of both start them; each with what its floors are made of. */
import { join } from "node:path";
import { type Floor, openHopFloor, openThroughputFloor } from "../floors.ts";
import { openClusterHopFloor, openClusterThroughputFloor } from "../floors-cluster.ts";
import { startCluster } from "./cluster.ts";
import { startTroupe, type Troupe } from "./troupe.ts";

export interface Deployment {
  /** Behind the name of a bench. */
  readonly suffix: "" | "-cluster";
  /** What is on the disk when a step counts as done. */
  readonly durability: string;
  /** Ready for agents' work when it answers. */
  open(folder: string): Promise<OpenDeployment>;
}

export interface OpenDeployment extends AsyncDisposable {
  readonly troupe: Troupe;
  openHopFloor(rounds: number): Promise<Floor<readonly number[]>>;
  openThroughputFloor(records: number): Promise<Floor<number>>;
}

/** Coordinator and agent in one process, on SQLite. */
export const embedded: Deployment = {
  suffix: "",
  durability: "fsync before each grant and each acknowledgement",
  async open(folder) {
    const troupe = await startTroupe("dev", { dataDir: join(folder, "data") });
    await troupe.agent();
    return {
      troupe,
      openHopFloor: (rounds) => openHopFloor(join(folder, "floor"), rounds),
      openThroughputFloor: (records) => openThroughputFloor(join(folder, "floor"), records),
      [Symbol.asyncDispose]: () => troupe[Symbol.asyncDispose](),
    };
  },
};

/** One coordinator and one agent as processes, on one etcd and one nats-server. */
export const clustered: Deployment = {
  suffix: "-cluster",
  durability: "etcd has synced before each grant and each acknowledgement",
  async open(folder) {
    const { servers, troupe, ...cluster } = await startCluster(folder);
    return {
      troupe,
      openHopFloor: (rounds) => openClusterHopFloor(servers, rounds),
      openThroughputFloor: (records) => openClusterThroughputFloor(servers, records),
      [Symbol.asyncDispose]: () => cluster[Symbol.asyncDispose](),
    };
  },
};

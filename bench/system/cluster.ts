/** Troupe as a cluster has it: etcd, NATS, coordinators and an agent, each a process of its own, on loopback. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { cpuMs, idle } from "./process-tree.ts";
import { type ClusterServers, startServers } from "./servers.ts";
import { startAgent, startTroupe, type Troupe } from "./troupe.ts";

export interface Cluster extends AsyncDisposable {
  readonly servers: ClusterServers;
  /** Speaks with the first coordinator; what it uses is that of coordinator, agent, etcd and NATS together. */
  readonly troupe: Troupe;
}

export async function startCluster(folder: string): Promise<Cluster> {
  await using stack = new AsyncDisposableStack();
  const servers = stack.use(await startServers(join(folder, "servers")));
  const archive = join(folder, "archive");
  mkdirSync(archive);
  const shared = ["--etcd", servers.etcd, "--nats", servers.nats, "--archive", `file://${archive}`];
  const dataDir = join(folder, "c1");
  const coordinator = stack.use(await startTroupe("coordinator", { dataDir }, ["--name", "c1", ...shared]));
  const agent = stack.use(await startAgent(coordinator, { dataDir }, ["--nats", servers.nats]));
  const pids = [coordinator.pid, agent.pid, ...servers.pids];
  const opened = stack.move();
  return {
    servers,
    troupe: {
      ...coordinator,
      cpuMs: () => pids.reduce((sum, pid) => sum + cpuMs(pid), 0),
      // Servers have something to do now and then.
      idle: async () => {
        for (const pid of [coordinator.pid, agent.pid]) await idle(pid);
      },
    },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

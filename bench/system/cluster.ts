/** Troupe as a cluster has it: etcd, NATS, coordinators and an agent, each a process of its own, on loopback. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { Client } from "@troupe/sdk/client";
import { Coordinator } from "./coordinators.ts";
import { cpuMs, idle } from "./process-tree.ts";
import { type ClusterServers, startServers } from "./servers.ts";
import { startAgent, type Troupe } from "./troupe.ts";

export interface ClusterOptions {
  /** Default: 1. */
  readonly coordinators?: number;
  /** Of coordinators and agent. */
  readonly env?: Readonly<Record<string, string>>;
}

export interface Cluster extends AsyncDisposable {
  readonly servers: ClusterServers;
  /** The first one leads when the cluster was started. */
  readonly coordinators: readonly Coordinator[];
  /** Finds whoever leads; what it uses is that of coordinators, agent, etcd and NATS together. */
  readonly troupe: Troupe;
}

export async function startCluster(folder: string, options: ClusterOptions = {}): Promise<Cluster> {
  const { coordinators: count = 1, env = {} } = options;
  await using stack = new AsyncDisposableStack();
  const servers = stack.use(await startServers(join(folder, "servers")));
  const archive = join(folder, "archive");
  mkdirSync(archive);
  const flags = ["--etcd", servers.etcd, "--nats", servers.nats, "--archive", `file://${archive}`];
  const coordinators: Coordinator[] = [];
  // One after the other: the first is sure to lead.
  for (let number = 1; number <= count; number += 1) {
    const coordinator = stack.use(await Coordinator.prepare(folder, `c${number}`, flags, env));
    await coordinator.start();
    coordinators.push(coordinator);
  }
  const addresses = coordinators.map(({ address }) => address).join(",");
  const client = stack.use(new Client({ address: addresses, deadlineMs: 60_000 }));
  const [first] = coordinators;
  if (first === undefined) throw new Error("a cluster has a coordinator");
  const reach = ["--coordinator", addresses, "--nats", servers.nats];
  const agent = stack.use(await startAgent(first.process, { dataDir: join(folder, "a1"), env }, reach));
  const pids = () => [...coordinators.map(({ process }) => process.pid), agent.pid];
  const opened = stack.move();
  return {
    servers,
    coordinators,
    troupe: {
      ...first.process,
      client,
      cpuMs: () => [...pids(), ...servers.pids].reduce((sum, pid) => sum + cpuMs(pid), 0),
      // Servers have something to do now and then.
      idle: async () => {
        for (const pid of pids()) await idle(pid);
      },
    },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

/** A coordinator and an agent, each a process of its own that can be killed, held and made to fail at a line. */
import { join } from "node:path";
import type { Client } from "@troupe/sdk/client";
import { type Child, eventually, type TroupeServer, type Workbench } from "@troupe/testing/process";
import { apply, main, startServer } from "./servers.ts";

export interface ClusterOptions {
  readonly coordinatorEnv?: Readonly<Record<string, string>>;
  readonly agentEnv?: Readonly<Record<string, string>>;
  /** Default: a folder of its own. */
  readonly agentFolder?: string;
  /** Where the data directory lies. Default: a folder of its own. */
  readonly coordinatorFolder?: string;
  readonly lostAfter?: string;
}

export class Cluster {
  readonly coordinator: TroupeServer;
  readonly client: Client;
  readonly agentFolder: string;
  readonly #bench: Workbench;
  readonly #env: Record<string, string | undefined>;
  readonly #agentEnv: Readonly<Record<string, string>>;
  #agent: Child | undefined;

  /** Answers when the agent is ready. */
  static async start(bench: Workbench, options: ClusterOptions = {}): Promise<Cluster> {
    const env = { TROUPE_LOST_AFTER: options.lostAfter, ...options.coordinatorEnv };
    const usual = process.env.TMPDIR;
    // The server makes its folder where folders for tests are made.
    if (options.coordinatorFolder !== undefined) process.env.TMPDIR = options.coordinatorFolder;
    const coordinator = await startServer(bench, { command: "coordinator", env });
    if (usual === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = usual;
    const folder = options.agentFolder ?? (await bench.folder());
    const cluster = new Cluster(bench, coordinator, env, folder, options.agentEnv ?? {});
    await cluster.startAgent();
    return cluster;
  }

  private constructor(
    bench: Workbench,
    coordinator: TroupeServer,
    env: Record<string, string | undefined>,
    agentFolder: string,
    agentEnv: Readonly<Record<string, string>>,
  ) {
    this.#bench = bench;
    this.coordinator = coordinator;
    this.#env = env;
    this.agentFolder = agentFolder;
    this.#agentEnv = agentEnv;
    this.client = coordinator.client();
  }

  get agent(): Child {
    if (this.#agent === undefined) throw new Error("no agent was started");
    return this.#agent;
  }

  /** The agent of this folder, again: it finds what the one before has left. Answers when it has joined. */
  async startAgent(env: Readonly<Record<string, string>> = {}): Promise<Child> {
    const folders = ["--state-dir", join(this.agentFolder, "state"), "--cache-dir", join(this.agentFolder, "cache")];
    const flags = ["--coordinator", this.coordinator.address, "--id", "a1", "--min-free", "1MiB", ...folders];
    this.#agent = await this.#bench.node(main, ["agent", ...flags], {
      env: { ...this.#agentEnv, ...env },
      name: "troupe agent",
    });
    await this.#agent.said(/joined the cluster/);
    return this.#agent;
  }

  async apply(name: string): Promise<void> {
    await apply(this.coordinator, name);
  }

  /** Starts the coordinator again with a failpoint, or without one. It may well die of it at once. */
  async restartCoordinator(failpoint?: string): Promise<void> {
    if (this.coordinator.process.isRunning) await this.coordinator.kill9();
    this.#env.TROUPE_FAILPOINT = failpoint;
    try {
      await this.coordinator.restart();
    } catch (error) {
      if (failpoint === undefined || this.coordinator.process.isRunning) throw error;
    }
  }

  async agentIsReady(): Promise<void> {
    await eventually(
      () => this.client.agents(),
      (agents) => agents.some(({ state }) => state === "ready"),
      { withinMs: 60_000, everyMs: 100 },
    );
  }
}

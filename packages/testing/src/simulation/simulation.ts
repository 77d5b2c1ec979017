/**
 * A whole cluster in one process on virtual time: production engines that stand for election on one simulated etcd,
 * production agents on machines that are models, a network and clients between them. A seed says everything; the judge
 * watches.
 */
import {
  MemoryArchive,
  MemoryEventFeed,
  MemoryTelemetryDisk,
  SeededEntropy,
  VirtualClock,
} from "@troupe/engine/adapters";
import { AgentProcess } from "./agent-process.ts";
import { CoordinatorProcess, type Servers } from "./coordinator-process.ts";
import { type EtcdWeather, fairEtcd } from "./etcd-client.ts";
import { Judge } from "./judge.ts";
import { Machine } from "./machine.ts";
import { Network } from "./network.ts";
import { SimulatedEtcd } from "./simulated-etcd.ts";
import { telemetryLink } from "./telemetry-link.ts";
import { type UnusedCaches, unusedCaches } from "./unused-caches.ts";
import { usualWorkload, type Workload } from "./workload.ts";

export interface SimulationOptions {
  readonly seed: number;
  readonly workload?: Workload;
}

const coordinators = ["c1", "c2", "c3"] as const;
/** With how many GPUs. */
const agents = { a1: 0, a2: 0, a3: 2, a4: 2 } as const;
export const lostAfterMs = 10_000;

export class Simulation {
  readonly clock = new VirtualClock();
  readonly judge: Judge;
  readonly network: Network;
  readonly etcd: SimulatedEtcd;
  readonly servers: Servers;
  readonly coordinatorNames: readonly string[] = coordinators;
  readonly agentNames: readonly string[] = Object.keys(agents);
  readonly luck: SeededEntropy;
  readonly #seed: number;
  readonly #caches: UnusedCaches;
  readonly #coordinators = new Map<string, CoordinatorProcess>();
  readonly #machines = new Map<string, Machine>();
  readonly #agents = new Map<string, AgentProcess>();
  #incarnations = 0;
  etcdWeather: EtcdWeather = fairEtcd;
  /** The share of appends that are not answered. */
  feedFails = 0;

  private constructor({ seed, workload = usualWorkload }: SimulationOptions, caches: UnusedCaches) {
    this.#seed = seed;
    this.#caches = caches;
    this.luck = new SeededEntropy(seed * 7919 + 1);
    this.judge = new Judge({ clock: this.clock, lostAfterMs });
    this.network = new Network(this.clock, this.luck);
    this.etcd = new SimulatedEtcd(this.clock);
    const feed = new MemoryEventFeed();
    this.servers = { etcd: this.etcd, feed, archive: new MemoryArchive(), telemetry: new MemoryTelemetryDisk() };
    for (const name of this.agentNames)
      this.#machines.set(name, new Machine(name, this.clock, this.luck, workload, this.judge));
  }

  static async start(options: SimulationOptions): Promise<Simulation> {
    const simulation = new Simulation(options, await unusedCaches());
    for (const name of coordinators) simulation.startCoordinator(name);
    for (const name of simulation.agentNames) await simulation.startAgent(name);
    return simulation;
  }

  coordinator(name: string): CoordinatorProcess {
    return found(this.#coordinators, name);
  }

  agent(name: string): AgentProcess {
    return found(this.#agents, name);
  }

  machine(name: string): Machine {
    return found(this.#machines, name);
  }

  /** Who believes that it leads; the first of all if nobody does. */
  leader(): string {
    return this.leading()?.name ?? coordinators[0];
  }

  /** The newest, if several believe it. */
  leading(): CoordinatorProcess | undefined {
    const all = [...this.#coordinators.values()].filter(({ engine, clock }) => engine !== undefined && clock.isRunning);
    return all.sort((a, b) => (b.engine?.term ?? 0) - (a.engine?.term ?? 0))[0];
  }

  anyAgent(): string {
    return this.agentNames[Math.floor(this.luck.random() * this.agentNames.length)] ?? "a1";
  }

  startCoordinator(name: string): void {
    if (this.#coordinators.get(name)?.clock.isDead === false) return;
    this.#incarnations += 1;
    const coordinator = new CoordinatorProcess({
      name,
      seed: this.#seed * 104_729 + this.#incarnations,
      network: this.network,
      luck: this.luck,
      servers: this.servers,
      witness: this.judge,
      lostAfterMs,
      etcdWeather: () => this.etcdWeather,
      feedFails: () => this.luck.random() < this.feedFails,
      hint: (from, agent, hint) => {
        const to = this.agent(agent);
        this.network.datagram(from, to, () => to.hinted(hint));
      },
    });
    this.#coordinators.set(name, coordinator);
  }

  killCoordinator(name: string): void {
    this.coordinator(name).clock.kill();
  }

  resign(name: string): void {
    void this.coordinator(name).resign();
  }

  async startAgent(name: string): Promise<void> {
    if (this.#agents.get(name)?.clock.isDead === false) return;
    this.#incarnations += 1;
    const all = (): readonly CoordinatorProcess[] => [...this.#coordinators.values()];
    const agent = await AgentProcess.start({
      machine: this.machine(name),
      incarnation: this.#incarnations,
      gpus: agents[name as keyof typeof agents],
      network: this.network,
      luck: this.luck,
      coordinators: { all },
      telemetry: (node) => telemetryLink(this.network, node, all),
      caches: this.#caches,
      acknowledged: (by, key) => this.judge.acknowledged(by, key),
    });
    this.#agents.set(name, agent);
  }

  /** Its functions go with it; its processes do not notice. */
  killAgent(name: string): void {
    this.agent(name).clock.kill();
  }

  async cutting(pairs: readonly (readonly [string, string])[], lastsMs: number): Promise<void> {
    for (const [a, b] of pairs) this.network.cut(a, b);
    await this.pass(lastsMs);
    for (const [a, b] of pairs) this.network.heal(a, b);
  }

  /** Time passes. For those who act in the world; who drives it moves the clock. */
  pass(ms: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.clock.after(ms, resolve);
    return promise;
  }
}

function found<Kind>(all: ReadonlyMap<string, Kind>, name: string): Kind {
  const one = all.get(name);
  if (one === undefined) throw new Error(`there is no ${name}`);
  return one;
}

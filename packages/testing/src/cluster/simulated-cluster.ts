/**
 * A cluster in one process: the production engine on in-memory stores and virtual time, and simulated agents. What is
 * durable outlives an engine, so that a coordinator can be killed and another one started on what it left. Faults come
 * from a seeded source: the same seed gives the same story.
 */
import {
  CatalogFollower,
  type Engine,
  type EngineLog,
  type EngineOptions,
  type Reader,
  type StateStore,
  startEngine,
  startReader,
} from "@troupe/engine";
import {
  MemoryArchive,
  MemoryCatalog,
  MemoryElection,
  MemoryEventFeed,
  MemoryHints,
  MemoryStateStore,
  MemoryTelemetryDisk,
  MemoryTelemetryStore,
  SeededEntropy,
  VirtualClock,
} from "@troupe/engine/adapters";
import { type Execute, SimulatedAgent, type SimulatedAgentOptions } from "./simulated-agent.ts";

export interface SimulatedClusterOptions {
  readonly seed?: number;
  readonly execute: Execute;
  readonly lostAfterMs?: number;
  /** Stands between the engine and the store: loses answers, delays, refuses. */
  readonly store?: (inner: StateStore, clock: VirtualClock) => StateStore;
  readonly log?: EngineLog;
  /** Default: one that moves on as soon as no promise is left that could settle by itself. */
  readonly clock?: VirtualClock;
  /** What an engine is given besides. */
  readonly engine?: Pick<
    EngineOptions,
    | "longestSleepMs"
    | "beatIntervalMs"
    | "linkTo"
    | "messenger"
    | "hasSuccessor"
    | "observers"
    | "offerPath"
    | "retention"
    | "soon"
    | "tracing"
  >;
}

export class SimulatedCluster {
  readonly clock: VirtualClock;
  readonly entropy: SeededEntropy;
  readonly archive = new MemoryArchive();
  readonly agents: SimulatedAgent[] = [];
  readonly #options: SimulatedClusterOptions;
  readonly #election: MemoryElection;
  readonly #durable: MemoryStateStore;
  readonly feed = new MemoryEventFeed();
  readonly #hints = new MemoryHints();
  readonly #disk = new MemoryTelemetryDisk();
  #catalog = new MemoryCatalog();
  #telemetry = new MemoryTelemetryStore(this.#disk);
  #engine: Engine | undefined;

  constructor(options: SimulatedClusterOptions) {
    this.#options = options;
    this.clock = options.clock ?? new VirtualClock();
    this.entropy = new SeededEntropy(options.seed ?? 1);
    this.#durable = new MemoryStateStore();
    this.#election = new MemoryElection(this.#durable);
  }

  /** Whether a coordinator is up. */
  get isLed(): boolean {
    return this.#engine !== undefined;
  }

  get engine(): Engine {
    if (this.#engine === undefined) throw new Error("no coordinator is up: await cluster.startCoordinator()");
    return this.#engine;
  }

  /** Starts a coordinator on what is durable. An earlier one that still believes that it leads is fenced. */
  async startCoordinator(): Promise<Engine> {
    const { store, lostAfterMs, log, engine } = this.#options;
    // What was not flushed is lost with its coordinator.
    this.#telemetry = new MemoryTelemetryStore(this.#disk);
    this.#engine = await startEngine({
      ...engine,
      leadership: this.#election.candidate(),
      stateStore: store === undefined ? this.#durable : store(this.#durable, this.clock),
      eventFeed: this.feed,
      telemetryStore: this.#telemetry,
      archive: this.archive,
      catalog: this.#catalog,
      clock: this.clock,
      entropy: this.entropy,
      hints: this.#hints.of(),
      ...(lostAfterMs === undefined ? {} : { lostAfterMs }),
      ...(log === undefined ? {} : { log }),
    });
    return this.#engine;
  }

  /** A coordinator that follows what is durable, with a catalog of its own. Knows nothing of who leads. */
  async startFollower(): Promise<Reader> {
    const catalog = new MemoryCatalog();
    const follower = new CatalogFollower({ feed: this.feed, catalog, clock: this.clock, archive: this.archive });
    await follower.caughtUp();
    return startReader({
      stateStore: this.#durable,
      eventFeed: this.feed,
      telemetryStore: this.#telemetry,
      archive: this.archive,
      catalog,
      clock: this.clock,
      follower,
      hints: this.#hints.of(),
    });
  }

  /** Kills the coordinator where it stands: nothing that it has in memory is written any more. */
  killCoordinator(): void {
    this.#election.depose({ tell: true });
    for (const agent of this.agents) agent.disconnect();
    this.#engine = undefined;
  }

  /** The next coordinator finds an empty catalog. */
  loseCatalog(): void {
    this.#catalog = new MemoryCatalog();
  }

  async addAgent(options: Partial<SimulatedAgentOptions> & { readonly id: string }): Promise<SimulatedAgent> {
    const agent = new SimulatedAgent({ clock: this.clock, execute: this.#options.execute, ...options });
    this.agents.push(agent);
    await agent.connect(this.engine);
    return agent;
  }
}

/** One simulated coordinator: stands for election, leads with the production engine, and stands again when that has ended. */

import type { FromCoordinator, Hint, ToCoordinator } from "@troupe/agent/parts";
import { TroupeError } from "@troupe/core";
import {
  type AgentHello,
  type AgentSession,
  type Archive,
  type Engine,
  type EventFeed,
  type FencedBatch,
  type OfferPath,
  type PathMessage,
  type SessionLink,
  startEngine,
} from "@troupe/engine";
import { MemoryCatalog, type MemoryTelemetryDisk, MemoryTelemetryStore, SeededEntropy } from "@troupe/engine/adapters";
import type { Luck } from "../cluster/unreliable-store.ts";
import type { Connection } from "./connection.ts";
import { EtcdClient, type EtcdWeather } from "./etcd-client.ts";
import { SimulatedLeadership } from "./etcd-leadership.ts";
import { SimulatedEtcdStateStore } from "./etcd-state-store.ts";
import { FeedClient } from "./feed-client.ts";
import type { Network, Node } from "./network.ts";
import { ProcessClock } from "./process-clock.ts";
import type { SimulatedEtcd } from "./simulated-etcd.ts";
import { deliver, fromEngine } from "./wire.ts";

/** What coordinators share. */
export interface Servers {
  readonly etcd: SimulatedEtcd;
  readonly feed: EventFeed;
  readonly archive: Archive;
  readonly telemetry: MemoryTelemetryDisk;
}

/** Told of what coordinators do. */
export interface CoordinatorWitness {
  applied(batch: FencedBatch, leaderRevision: number): void;
  leads(coordinator: string, term: number): void;
  /** An agent was welcomed by the engine of this term, or a beat of it has come there. */
  heard(agent: string, term: number): void;
}

export interface CoordinatorOptions {
  readonly name: string;
  readonly seed: number;
  readonly network: Network;
  readonly luck: Luck;
  readonly servers: Servers;
  readonly witness: CoordinatorWitness;
  readonly etcdWeather: () => EtcdWeather;
  readonly feedFails: () => boolean;
  readonly lostAfterMs: number;
  /** A way for offers beside the sessions: they may get lost, come twice, and come late. */
  readonly hint: (from: string, agent: string, hint: Hint) => void;
}

export const ttlMs = 5000;
export const offerPathName = "datagrams";

export type SessionConnection = Connection<ToCoordinator, FromCoordinator>;

export class CoordinatorProcess implements Node {
  readonly name: string;
  readonly clock: ProcessClock;
  readonly #options: CoordinatorOptions;
  readonly #client: EtcdClient;
  readonly #leadership: SimulatedLeadership;
  readonly #entropy: SeededEntropy;
  #engine: Engine | undefined;

  constructor(options: CoordinatorOptions) {
    const { name, network, luck, servers, etcdWeather, seed } = options;
    this.name = name;
    this.#options = options;
    this.clock = new ProcessClock(network.clock);
    this.#entropy = new SeededEntropy(seed);
    this.#client = new EtcdClient(servers.etcd, network, this, luck, etcdWeather);
    this.#leadership = new SimulatedLeadership({ client: this.#client, clock: this.clock, name, ttlMs, marginMs: 500 });
    void this.#serve();
  }

  /** The engine while it leads, as far as this process knows. */
  get engine(): Engine | undefined {
    return this.#engine?.ended.aborted === false && !this.clock.isDead ? this.#engine : undefined;
  }

  /** SIGTERM: hands over. */
  async resign(): Promise<void> {
    await this.#engine?.stop();
  }

  accept(connection: SessionConnection, hello: AgentHello): void {
    const { engine } = this;
    if (engine === undefined) return connection.end("server", "not the leader");
    void this.#open(engine, connection, hello).catch((error: Error) => connection.end("server", error.message));
  }

  async #open(engine: Engine, connection: SessionConnection, hello: AgentHello): Promise<void> {
    const early: FromCoordinator[] = [];
    let session: AgentSession | undefined;
    let isOpen = true;
    connection.accept({
      message: (message) => {
        if (session === undefined) return;
        if (message.type === "Beat") this.#options.witness.heard(hello.agentId, engine.term);
        deliver(session, message);
      },
      closed: () => {
        isOpen = false;
        session?.closed();
      },
    });
    const link: SessionLink = {
      send: (message) => {
        if (!isOpen) return false;
        const written = fromEngine(message, engine.clusterId);
        if (session === undefined) early.push(written);
        else connection.down(written);
        return true;
      },
      close: (reason) => {
        isOpen = false;
        connection.end("server", reason);
      },
      handOver: () => {
        isOpen = false;
        connection.end("server", "it leads no more");
      },
    };
    session = await engine.agents.connect(hello, link);
    this.#options.witness.heard(hello.agentId, engine.term);
    const { clusterId, term, beatIntervalMs, superseded } = session;
    connection.down({ type: "Welcome", clusterId, term, beatIntervalMs, superseded });
    for (const message of early) connection.down(message);
    if (!isOpen) session.closed();
  }

  async #serve(): Promise<never> {
    const { servers, network, luck, feedFails, witness, lostAfterMs } = this.#options;
    for (;;) {
      try {
        const engine = await startEngine({
          leadership: this.#leadership,
          stateStore: new SimulatedEtcdStateStore(this.#client, (batch, leader) => witness.applied(batch, leader)),
          eventFeed: new FeedClient(servers.feed, network, this, luck, feedFails),
          telemetryStore: new MemoryTelemetryStore(servers.telemetry),
          archive: servers.archive,
          catalog: new MemoryCatalog(),
          clock: this.clock,
          entropy: this.#entropy,
          offerPath: this.#offerPath(),
          soon: (call) => void this.clock.after(0, call),
          lostAfterMs,
        });
        this.#engine = engine;
        witness.leads(this.name, engine.term);
        await ended(engine.ended);
      } catch (error) {
        if (!(error instanceof TroupeError)) throw error;
      }
      this.#engine = undefined;
      await this.#pause(200);
    }
  }

  #offerPath(): OfferPath {
    return {
      name: offerPathName,
      send: ({ clusterId, term }, agent, message) => {
        this.#options.hint(this.name, agent, { clusterId, term, message: hintOf(message, clusterId) });
        return true;
      },
    };
  }

  #pause(ms: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.clock.after(ms, resolve);
    return promise;
  }
}

function hintOf(message: PathMessage, clusterId: string): Hint["message"] {
  if (message.type === "Offer") return fromEngine(message, clusterId);
  return message.type === "Leads" ? message : { type: "BeatEcho", sequence: 0, nonce: message.nonce };
}

function ended(signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  if (signal.aborted) resolve();
  signal.addEventListener("abort", () => resolve(), { once: true });
  return promise;
}

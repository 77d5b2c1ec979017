/** A cluster as it is deployed: etcd, NATS, a shared archive, coordinators and agents, each a process that a test kills. */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { type Announcement, Client, readAnnouncement } from "@troupe/sdk/client";
import type { Certificates } from "./certificates.ts";
import type { Child, Ended } from "./child.ts";
import { EtcdCluster } from "./etcd-cluster.ts";
import { freePort } from "./free-port.ts";
import { NatsNoise } from "./nats-noise.ts";
import { NatsServer } from "./nats-server.ts";
import { TcpProxy } from "./tcp-proxy.ts";
import type { Finished, Workbench } from "./workbench.ts";

export interface TroupeClusterOptions {
  /** The command's module: `packages/cli/src/main.ts` in this repository. */
  readonly main: string;
  /** Default: 3. */
  readonly coordinators?: number;
  /** Default: 1. */
  readonly agents?: number;
  /** Members of etcd. Default: 1. */
  readonly etcdSize?: 1 | 3;
  /** Servers of NATS. Default: 1. */
  readonly natsSize?: 1 | 3;
  /** etcd and NATS speak TLS only, and ask everybody for a certificate. Not together with `withWays`. */
  readonly certificates?: Certificates;
  /** `s3://…`. Default: a directory that all of them share. */
  readonly archive?: string;
  /** Further words for each coordinator: `["--lost-after", "5s"]`. */
  readonly args?: readonly string[];
  /** Further words for an agent. */
  readonly agentArgs?: (id: string) => readonly string[];
  /**
   * Each coordinator has ways of its own to etcd and NATS, and from whoever calls it, that a test closes; and each agent to
   * coordinators and NATS. An agent that is pointed to a leader goes there past its own ways.
   */
  readonly withWays?: boolean;
  /** Everybody speaks with NATS over a way that a test makes noisy, by this seed. Not together with `withWays`. */
  readonly noiseSeed?: number;
  readonly etcdQuotaBytes?: number;
  /** Of coordinators and agents. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

export class TroupeCluster {
  readonly etcd: EtcdCluster;
  /** The first of them. */
  readonly nats: NatsServer;
  readonly natsServers: readonly NatsServer[];
  /** Only with `noiseSeed`: the way to each server. */
  readonly noise: readonly NatsNoise[];
  readonly coordinators: readonly ClusterCoordinator[];
  readonly agents: readonly ClusterAgent[];
  readonly #bench: Workbench;
  readonly #options: TroupeClusterOptions;

  /** Answers when one of the coordinators leads, and every agent has a session with it. */
  static async start(bench: Workbench, options: TroupeClusterOptions): Promise<TroupeCluster> {
    const { certificates } = options;
    const [etcd, natsServers] = await Promise.all([
      EtcdCluster.start(bench, {
        size: options.etcdSize ?? 1,
        ...(options.etcdQuotaBytes !== undefined && { quotaBytes: options.etcdQuotaBytes }),
        ...(certificates && { certificates }),
      }),
      startNats(bench, options),
    ]);
    const [nats] = natsServers;
    const noise = options.noiseSeed === undefined ? [] : await openNoise(bench, natsServers, options.noiseSeed);
    const natsUrls = (
      noise.length > 0 ? noise.map(({ address }) => `nats://${address}`) : natsServers.map(({ url }) => url)
    ).join(",");
    const shared = join(await bench.folder(), "archive");
    await mkdir(shared);
    const flags = ["--archive", options.archive ?? `file://${shared}`, ...(options.args ?? [])];
    const coordinators = await Promise.all(
      numbered(options.coordinators ?? 3, "c").map(async (name) => {
        const addresses = { address: `127.0.0.1:${await freePort()}`, http: `127.0.0.1:${await freePort()}` };
        const ways = options.withWays === true ? await openWays(bench, addresses.address, etcd, nats) : undefined;
        const place = { name, ...addresses, folder: await bench.folder(), ways };
        return new ClusterCoordinator(bench, options, {
          ...place,
          flags: [...flags, ...wayFlags(etcd, natsUrls, ways), ...tlsFlags(certificates, "etcd", "nats")],
        });
      }),
    );
    const agents = await Promise.all(
      numbered(options.agents ?? 1, "a").map(async (id) => {
        const ways = options.withWays === true ? await openAgentWays(bench, coordinators, nats) : undefined;
        const reached = ways?.coordinators.map(({ address }) => address) ?? coordinators.map((one) => one.reachedAt);
        const place = { id, addresses: reached.join(","), ways, folder: await bench.folder() };
        return new ClusterAgent(bench, options, { ...place, nats: ways ? `nats://${ways.nats.address}` : natsUrls });
      }),
    );
    const cluster = new TroupeCluster(bench, options, { etcd, nats, natsServers, noise, coordinators, agents });
    // One after the other: the first is sure to lead, and the others to find an archive that is proven to be theirs.
    for (const coordinator of coordinators) await coordinator.restart();
    await Promise.all(agents.map((agent) => agent.restart()));
    return cluster;
  }

  private constructor(
    bench: Workbench,
    options: TroupeClusterOptions,
    parts: Pick<TroupeCluster, "etcd" | "nats" | "natsServers" | "noise" | "coordinators" | "agents">,
  ) {
    this.#bench = bench;
    this.#options = options;
    this.etcd = parts.etcd;
    this.nats = parts.nats;
    this.natsServers = parts.natsServers;
    this.noise = parts.noise;
    this.coordinators = parts.coordinators;
    this.agents = parts.agents;
  }

  /** Of all coordinators, with commas between them. */
  get addresses(): string {
    return this.coordinators.map(({ address }) => address).join(",");
  }

  /** Who says that it leads; undefined while nobody does. */
  async leader(): Promise<ClusterCoordinator | undefined> {
    for (const coordinator of this.coordinators) if (await coordinator.leads()) return coordinator;
    return undefined;
  }

  coordinator(index: number): ClusterCoordinator {
    const found = this.coordinators[index];
    if (found === undefined) throw new Error(`there is no coordinator ${index}`);
    return found;
  }

  /** A client of all coordinators, or of the one at an address; closed with the bench. */
  client(address = this.addresses): Client {
    const client = new Client({ address });
    this.#bench.closes(() => client.close());
    return client;
  }

  /** Runs the command against it, to its end. */
  async troupe(...words: readonly string[]): Promise<Finished> {
    const child = await this.command(...words);
    const ended = await child.ended;
    return { ...ended, stdout: child.stdout, stderr: child.stderr };
  }

  /** Starts the command against it: one that goes on for a while, such as `logs -f`. */
  command(...words: readonly string[]): Promise<Child> {
    const env = { ...this.#options.env, TROUPE_ADDRESS: this.addresses };
    return this.#bench.node(this.#options.main, words, { env, name: `troupe ${words[0]}` });
  }
}

/** Where each is closed, that coordinator alone is cut off from it. */
export interface Ways {
  readonly etcd: readonly TcpProxy[];
  readonly nats: TcpProxy;
  /** Agents and clients, and other coordinators. */
  readonly callers: TcpProxy;
}

/** Where all are closed, that agent alone is cut off. */
export interface AgentWays {
  readonly coordinators: readonly TcpProxy[];
  readonly nats: TcpProxy;
}

interface CoordinatorPlace {
  readonly ways: Ways | undefined;
  readonly name: string;
  readonly address: string;
  readonly http: string;
  readonly folder: string;
  readonly flags: readonly string[];
}

type Environment = Readonly<Record<string, string | undefined>>;

/** A process of the cluster that comes back on the same data and ports. */
/** Seven processes may share a core that others want, too; one that ends is told of at once. */
const startMs = 120_000;

abstract class Member {
  #child: Child | undefined;

  get process(): Child {
    if (this.#child === undefined) throw new Error("it never started");
    return this.#child;
  }

  /** Starts it, again once it has ended; answers when it is ready. `env`: for this time. */
  async restart(env: Environment = {}): Promise<void> {
    this.#child = await this.start(env);
    await this.ready(this.#child);
  }

  kill9(): Promise<Ended> {
    return this.process.kill9();
  }

  stop(): Promise<Ended> {
    return this.process.stop();
  }

  protected abstract start(env: Environment): Promise<Child>;
  protected abstract ready(child: Child): Promise<unknown>;
}

export class ClusterCoordinator extends Member {
  readonly name: string;
  /** Where it listens. */
  readonly address: string;
  readonly #bench: Workbench;
  readonly #options: TroupeClusterOptions;
  readonly #place: CoordinatorPlace;

  /** For TroupeCluster. */
  constructor(bench: Workbench, options: TroupeClusterOptions, place: CoordinatorPlace) {
    super();
    this.name = place.name;
    this.address = place.address;
    this.#bench = bench;
    this.#options = options;
    this.#place = place;
  }

  /** Where agents find it. */
  get reachedAt(): string {
    return this.#place.ways?.callers.address ?? this.address;
  }

  /** Only with `withWays`. */
  get ways(): Ways {
    if (this.#place.ways === undefined) throw new Error("the cluster was started without ways");
    return this.#place.ways;
  }

  /** What it has told this machine's user while it runs: where browsers go, and the token that lets them in. */
  async announcement(): Promise<Announcement> {
    const found = await readAnnouncement(join(this.#place.folder, "data"));
    if (found === null) throw new Error(`${this.name} has not announced itself`);
    return found;
  }

  /** As it says itself; false if it does not answer. */
  async leads(): Promise<boolean> {
    return (await this.term()) !== null;
  }

  /** The term in which it leads, as it says itself; null if it follows, or does not answer. */
  async term(): Promise<number | null> {
    const [, term] = /^leads, term (\d+)/m.exec((await this.readiness())?.text ?? "") ?? [];
    return term === undefined ? null : Number(term);
  }

  /** What it says to a probe; undefined if it does not answer. */
  async readiness(): Promise<{ readonly status: number; readonly text: string } | undefined> {
    const url = `http://${this.#place.http}/readyz`;
    try {
      const answer = await fetch(url, { signal: AbortSignal.timeout(1000) });
      return { status: answer.status, text: await answer.text() };
    } catch {
      return undefined;
    }
  }

  protected start(extra: Environment): Promise<Child> {
    const { name, address, http, folder, flags } = this.#place;
    const own = ["--name", name, "--data-dir", join(folder, "data"), "--address", address, "--http", http];
    const env = { ...this.#options.env, ...extra, XDG_CONFIG_HOME: folder };
    return this.#bench.node(this.#options.main, ["coordinator", ...own, ...flags], {
      env,
      name: `coordinator ${name}`,
    });
  }

  protected ready(child: Child): Promise<unknown> {
    return child.said(/\bserving\b/, { withinMs: startMs });
  }
}

interface AgentPlace {
  readonly id: string;
  readonly addresses: string;
  readonly nats: string;
  readonly ways: AgentWays | undefined;
  readonly folder: string;
}

export class ClusterAgent extends Member {
  readonly id: string;
  readonly #bench: Workbench;
  readonly #options: TroupeClusterOptions;
  readonly #place: AgentPlace;

  /** For TroupeCluster. */
  constructor(bench: Workbench, options: TroupeClusterOptions, place: AgentPlace) {
    super();
    this.id = place.id;
    this.#bench = bench;
    this.#options = options;
    this.#place = place;
  }

  /** Only with `withWays`. */
  get ways(): AgentWays {
    if (this.#place.ways === undefined) throw new Error("the cluster was started without ways");
    return this.#place.ways;
  }

  /** Another one with this name, on a machine of its own, as somebody makes who copies it. Not started. */
  async twin(): Promise<ClusterAgent> {
    return new ClusterAgent(this.#bench, this.#options, { ...this.#place, folder: await this.#bench.folder() });
  }

  protected start(extra: Environment): Promise<Child> {
    const { id, addresses, nats, folder } = this.#place;
    const own = ["--id", id, "--state-dir", join(folder, "state"), "--cache-dir", join(folder, "cache")];
    const env = { ...this.#options.env, ...extra, TROUPE_DATA_DIR: folder, XDG_CONFIG_HOME: folder };
    const flags = [
      "--coordinator",
      addresses,
      "--nats",
      nats,
      ...own,
      ...tlsFlags(this.#options.certificates, "nats"),
      ...(this.#options.agentArgs?.(id) ?? []),
    ];
    return this.#bench.node(this.#options.main, ["agent", ...flags], { env, name: `agent ${id}` });
  }

  protected ready(child: Child): Promise<unknown> {
    return child.said(/joined the cluster/, { withinMs: startMs });
  }
}

async function openWays(bench: Workbench, address: string, etcd: EtcdCluster, nats: NatsServer): Promise<Ways> {
  return {
    etcd: await Promise.all(etcd.endpoints.map((endpoint) => TcpProxy.start(bench, new URL(endpoint).host))),
    nats: await TcpProxy.start(bench, nats.address),
    callers: await TcpProxy.start(bench, address),
  };
}

async function openAgentWays(
  bench: Workbench,
  coordinators: readonly ClusterCoordinator[],
  nats: NatsServer,
): Promise<AgentWays> {
  return {
    coordinators: await Promise.all(coordinators.map(({ reachedAt }) => TcpProxy.start(bench, reachedAt))),
    nats: await TcpProxy.start(bench, nats.address),
  };
}

async function startNats(
  bench: Workbench,
  { natsSize = 1, certificates }: TroupeClusterOptions,
): Promise<readonly [NatsServer, ...NatsServer[]]> {
  const options = certificates && { tls: { ...certificates.server, ca: certificates.ca } };
  if (natsSize === 1) return [await NatsServer.start(bench, options)];
  const [first, ...others] = await NatsServer.startCluster(bench, natsSize, options);
  if (first === undefined) throw new Error("a cluster has members");
  return [first, ...others];
}

function openNoise(bench: Workbench, servers: readonly NatsServer[], seed: number): Promise<readonly NatsNoise[]> {
  return Promise.all(servers.map(({ address }, index) => NatsNoise.start(bench, address, seed + index)));
}

/** Of whoever speaks with these servers. */
function tlsFlags(certificates: Certificates | undefined, ...servers: readonly string[]): readonly string[] {
  if (certificates === undefined) return [];
  const { ca, client } = certificates;
  return servers.flatMap((name) => [`--${name}-ca`, ca, `--${name}-cert`, client.cert, `--${name}-key`, client.key]);
}

function wayFlags(etcd: EtcdCluster, natsUrls: string, ways: Ways | undefined): readonly string[] {
  if (ways === undefined) return ["--etcd", etcd.endpoints.join(","), "--nats", natsUrls];
  const endpoints = ways.etcd.map(({ address }) => `http://${address}`).join(",");
  return ["--etcd", endpoints, "--nats", `nats://${ways.nats.address}`, "--advertise", ways.callers.address];
}

function numbered(count: number, prefix: string): readonly string[] {
  return Array.from({ length: count }, (_, index) => `${prefix}${index + 1}`);
}

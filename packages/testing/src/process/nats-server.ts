/** A real nats-server with JetStream, alone or one of several: killed, held, and started again at any moment. */
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Child, Ended } from "./child.ts";
import { freePort } from "./free-port.ts";
import type { Workbench } from "./workbench.ts";

export interface NatsServerOptions {
  /** With certificates it speaks TLS only; `ca` also asks its clients for theirs. Paths of PEM files. */
  readonly tls?: { readonly cert: string; readonly key: string; readonly ca?: string };
  /** Who may connect. Default: anybody. */
  readonly users?: readonly { readonly user: string; readonly password: string }[];
  /** Further lines of its configuration: `max_payload: 8MB`. */
  readonly config?: string;
}

/** Where the members of a cluster find each other. */
interface Membership {
  readonly name: string;
  readonly port: number;
  readonly peers: readonly number[];
}

export class NatsServer {
  readonly #bench: Workbench;
  readonly #options: NatsServerOptions;
  readonly #membership: Membership | undefined;
  readonly #port: number;
  readonly #folder: string;
  #child: Child | undefined;

  /** Answers when it takes clients, with JetStream on and an empty store. */
  static async start(bench: Workbench, options: NatsServerOptions = {}): Promise<NatsServer> {
    const server = await NatsServer.#prepare(bench, options);
    await server.restart();
    return server;
  }

  /** Members of one cluster, in which a stream may have replicas. Answers when JetStream has a leader there. */
  static async startCluster(
    bench: Workbench,
    size = 3,
    options: NatsServerOptions = {},
  ): Promise<readonly NatsServer[]> {
    const ports = await Promise.all(Array.from({ length: size }, () => freePort()));
    const servers = await Promise.all(
      ports.map((port, index) => NatsServer.#prepare(bench, options, { name: `n${index + 1}`, port, peers: ports })),
    );
    await Promise.all(servers.map((server) => server.restart()));
    await Promise.race(
      servers.map((server) => server.process.said(/JetStream cluster new metadata leader|Self is new/)),
    );
    return servers;
  }

  static async #prepare(bench: Workbench, options: NatsServerOptions, member?: Membership): Promise<NatsServer> {
    const server = new NatsServer(bench, options, await freePort(), await bench.folder(), member);
    await writeFile(server.#configPath, server.#config());
    return server;
  }

  private constructor(
    bench: Workbench,
    options: NatsServerOptions,
    port: number,
    folder: string,
    membership: Membership | undefined,
  ) {
    this.#bench = bench;
    this.#options = options;
    this.#port = port;
    this.#folder = folder;
    this.#membership = membership;
  }

  /** `127.0.0.1:4222`, the same over restarts. */
  get address(): string {
    return `127.0.0.1:${this.#port}`;
  }

  get url(): string {
    return `${this.#options.tls === undefined ? "nats" : "tls"}://${this.address}`;
  }

  get process(): Child {
    if (this.#child === undefined) throw new Error("it never started");
    return this.#child;
  }

  /** Starts it on the same port and the same store, once it has ended. */
  async restart(): Promise<void> {
    this.#child = await this.#bench.start("nats-server", ["-c", this.#configPath], { name: "nats-server" });
    await this.#child.said(/Server is ready/);
  }

  /** SIGKILL: what it had not synced is as a crash of the process, not of the machine, leaves it. */
  async kill9(): Promise<Ended> {
    return this.process.kill9();
  }

  async stop(): Promise<Ended> {
    return this.process.stop();
  }

  /** To its clients it is as if its machine had frozen: connections stay, nothing answers. */
  pause(): void {
    this.process.pause();
  }

  resume(): void {
    this.process.resume();
  }

  /** Takes its streams and all that is in them away, once it has ended. */
  async wipe(): Promise<void> {
    await rm(this.#storeFolder, { recursive: true, force: true });
  }

  get #configPath(): string {
    return join(this.#folder, "nats.conf");
  }

  get #storeFolder(): string {
    return join(this.#folder, "store");
  }

  #config(): string {
    const { tls, users, config = "" } = this.#options;
    return [
      `listen: "${this.address}"`,
      `jetstream { store_dir: ${quote(this.#storeFolder)}, max_mem: 64MB, max_file: 8GB }`,
      this.#membership === undefined ? "" : clusterConfig(this.#membership),
      tls === undefined ? "" : tlsConfig(tls),
      users === undefined ? "" : usersConfig(users),
      config,
    ].join("\n");
  }
}

function clusterConfig({ name, port, peers }: Membership): string {
  const routes = peers.filter((peer) => peer !== port).map((peer) => `"nats-route://127.0.0.1:${peer}"`);
  return `server_name: ${name}\ncluster { name: test, listen: "127.0.0.1:${port}", routes: [${routes.join(", ")}] }`;
}

function tlsConfig({ cert, key, ca }: NonNullable<NatsServerOptions["tls"]>): string {
  const client = ca === undefined ? "" : `, ca_file: ${quote(ca)}, verify: true`;
  return `tls { cert_file: ${quote(cert)}, key_file: ${quote(key)}${client} }`;
}

function usersConfig(users: NonNullable<NatsServerOptions["users"]>): string {
  const entries = users.map(({ user, password }) => `{ user: ${quote(user)}, password: ${quote(password)} }`);
  return `authorization { users: [${entries.join(", ")}] }`;
}

/** As JSON writes it, which the server's format reads. */
function quote(text: string): string {
  return JSON.stringify(text);
}

/** A real etcd of one member or of three, on free ports of this machine: each member is killed and held as a test likes. */
import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { Certificates } from "./certificates.ts";
import type { Child, Ended } from "./child.ts";
import { freePort } from "./free-port.ts";
import type { Workbench } from "./workbench.ts";

export interface EtcdClusterOptions {
  /** Members. Default: 1. */
  readonly size?: 1 | 3;
  /** Default: etcd's own, 2 GiB. */
  readonly quotaBytes?: number;
  /** With them it speaks TLS only and asks its clients for their certificate. */
  readonly certificates?: Certificates;
  /** Further words: `["--heartbeat-interval", "50"]`. */
  readonly args?: readonly string[];
}

interface Address {
  readonly name: string;
  readonly client: number;
  readonly peer: number;
}

/** Its data is synced to disk, as everywhere: what it acknowledged survives a kill. */
export class EtcdCluster {
  readonly members: readonly EtcdMember[];

  /** Answers when every member serves. */
  static async start(bench: Workbench, options: EtcdClusterOptions = {}): Promise<EtcdCluster> {
    const names = Array.from({ length: options.size ?? 1 }, (_, index) => `e${index + 1}`);
    const addresses = await Promise.all(
      names.map(async (name) => ({ name, client: await freePort(), peer: await freePort() })),
    );
    const members = await Promise.all(
      addresses.map(async (own) => new EtcdMember(bench, options, own, addresses, await bench.folder())),
    );
    await Promise.all(members.map((member) => member.restart()));
    return new EtcdCluster(members);
  }

  private constructor(members: readonly EtcdMember[]) {
    this.members = members;
  }

  /** `http://127.0.0.1:2379`, one for each member; the same over restarts. */
  get endpoints(): readonly string[] {
    return this.members.map(({ endpoint }) => endpoint);
  }

  member(index: number): EtcdMember {
    const member = this.members[index];
    if (member === undefined) throw new Error(`there is no member ${index}, only ${this.members.length}`);
    return member;
  }
}

export class EtcdMember {
  readonly endpoint: string;
  readonly #bench: Workbench;
  readonly #options: EtcdClusterOptions;
  readonly #own: Address;
  readonly #all: readonly Address[];
  readonly #folder: string;
  #child: Child | undefined;

  /** For EtcdCluster. */
  constructor(bench: Workbench, options: EtcdClusterOptions, own: Address, all: readonly Address[], folder: string) {
    this.#bench = bench;
    this.#options = options;
    this.#own = own;
    this.#all = all;
    this.#folder = folder;
    this.endpoint = this.#url(own.client);
  }

  get process(): Child {
    if (this.#child === undefined) throw new Error("it never started");
    return this.#child;
  }

  /** Starts it on the same ports and the same data, once it has ended. Answers when it serves. */
  async restart(): Promise<void> {
    await this.spawn();
    await this.process.said(/serving client traffic|ready to serve client requests/);
  }

  /** As `restart`, without waiting: alone it does not serve before a quorum is there. */
  async spawn(): Promise<void> {
    this.#child = await this.#bench.start("etcd", this.#args(), { name: `etcd ${this.#own.name}` });
  }

  async kill9(): Promise<Ended> {
    return this.process.kill9();
  }

  async stop(): Promise<Ended> {
    return this.process.stop();
  }

  /** To clients and members it is as if its machine had frozen: connections stay, nothing answers. */
  pause(): void {
    this.process.pause();
  }

  resume(): void {
    this.process.resume();
  }

  /** Takes its data away, once it has ended. */
  async wipe(): Promise<void> {
    await rm(this.#dataFolder, { recursive: true, force: true });
  }

  get #dataFolder(): string {
    return join(this.#folder, "data");
  }

  #args(): readonly string[] {
    const { certificates, quotaBytes, args = [] } = this.#options;
    const peers = this.#all.map(({ name, peer }) => `${name}=http://127.0.0.1:${peer}`).join(",");
    const peerUrl = `http://127.0.0.1:${this.#own.peer}`;
    return [
      ...["--name", this.#own.name, "--data-dir", this.#dataFolder, "--logger", "zap"],
      ...["--listen-client-urls", this.endpoint, "--advertise-client-urls", this.endpoint],
      ...["--listen-peer-urls", peerUrl, "--initial-advertise-peer-urls", peerUrl],
      ...["--initial-cluster", peers, "--initial-cluster-state", "new"],
      ...(quotaBytes === undefined ? [] : ["--quota-backend-bytes", String(quotaBytes)]),
      ...(certificates === undefined ? [] : tlsArgs(certificates)),
      ...args,
    ];
  }

  #url(port: number): string {
    return `${this.#options.certificates === undefined ? "http" : "https"}://127.0.0.1:${port}`;
  }
}

function tlsArgs({ ca, server }: Certificates): readonly string[] {
  return ["--cert-file", server.cert, "--key-file", server.key, "--trusted-ca-file", ca, "--client-cert-auth"];
}

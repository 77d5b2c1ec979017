/** The coordinators of a cluster, each at a key of its own that ends with its lease. */
import { TroupeError } from "@troupe/core";
import type { Clock, EngineLog, Timer } from "@troupe/engine";
import type { Presence, Registry } from "../../ports/registry.ts";
import type { EtcdClient } from "./client.ts";
import { KeptLease } from "./kept-lease.ts";
import { afterPrefix } from "./keys.ts";

export interface EtcdRegistryOptions {
  readonly client: EtcdClient;
  readonly clock: Clock;
  readonly log: EngineLog;
  /** How long one that was killed is still listed. Default: 10 s. */
  readonly leaseTtlMs?: number;
}

/** How often to look whether the lease still holds, and to write what could not be written. */
const tendEveryMs = 2000;
const most = 500;
/** Two keepalives have not come. */
const silentFromS = 4;

export class EtcdRegistry implements Registry {
  readonly #options: EtcdRegistryOptions;
  #self: Presence | undefined;
  /** What etcd has of it. */
  #written: Presence | undefined;
  #lease: KeptLease | undefined;
  #tending: Promise<void> = Promise.resolve();
  #timer: Timer | undefined;
  #isClosed = false;

  /** The client stays the caller's. */
  constructor(options: EtcdRegistryOptions) {
    this.#options = options;
  }

  present(self: Presence): void {
    this.#self = self;
    this.#tend();
  }

  async list(): Promise<readonly Presence[]> {
    const { client } = this.#options;
    const { coordinators } = client.keys;
    const range = { key: Buffer.from(coordinators), range_end: afterPrefix(coordinators), limit: most };
    const { kvs } = await client.read("the coordinators", ({ kv }) => kv.range(range));
    const found = kvs.flatMap(({ value, lease }) => {
      const presence = readPresence(value);
      return presence === undefined ? [] : [this.#heard(presence, lease)];
    });
    return (await Promise.all(found)).sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** Its lease says when it was kept alive last. What cannot be asked is not taken for silence. */
  async #heard(presence: Presence, lease: string): Promise<Presence> {
    const asked = await this.#options.client
      .read("a lease", ({ leaseClient }) => leaseClient.leaseTimeToLive({ ID: lease }))
      .catch(() => undefined);
    if (asked === undefined) return presence;
    const silentS = Number(asked.grantedTTL) - Number(asked.TTL);
    return silentS < silentFromS ? presence : { ...presence, silentS };
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#timer?.cancel();
    await this.#tending;
    await this.#lease?.revoke();
  }

  #tend(): void {
    this.#timer?.cancel();
    this.#tending = this.#tending.then(() => this.#write());
  }

  async #write(): Promise<void> {
    if (this.#isClosed) return;
    try {
      await this.#put();
    } catch (error) {
      if (!(error instanceof TroupeError)) throw error;
      this.#options.log.warn({ error }, "this coordinator is not listed in etcd; trying again");
    }
    this.#timer?.cancel();
    this.#timer = this.#options.clock.after(tendEveryMs, () => this.#tend());
  }

  async #put(): Promise<void> {
    const self = this.#self;
    if (self === undefined) return;
    const { client, clock, leaseTtlMs = 10_000 } = this.#options;
    if (this.#lease === undefined || this.#lease.isOver) {
      this.#written = undefined;
      this.#lease = await KeptLease.grant(client, clock, leaseTtlMs);
    }
    if (this.#written === self) return;
    const key = Buffer.from(`${client.keys.coordinators}${encodeURIComponent(self.name)}`);
    const entry = { key, value: Buffer.from(JSON.stringify(self)), lease: this.#lease.id };
    await client.once("this coordinator", ({ kv }) => kv.put(entry));
    this.#written = self;
  }
}

/** Another version may have written it, or a person. Undefined if it says nothing. */
function readPresence(value: Buffer): Presence | undefined {
  const text = (given: unknown): string | null => (typeof given === "string" ? given : null);
  const amount = (given: unknown): number | null => (typeof given === "number" ? given : null);
  try {
    const found = JSON.parse(value.toString()) as Readonly<Record<string, unknown>>;
    const name = text(found.name);
    if (name === null) return undefined;
    return {
      name,
      address: text(found.address),
      httpUrl: text(found.httpUrl),
      version: text(found.version) ?? "",
      term: amount(found.term),
      since: amount(found.since) ?? 0,
      startedAt: amount(found.startedAt) ?? 0,
    };
  } catch {
    return undefined;
  }
}

/**
 * What etcd needs from time to time: its history thrown away, and after its alarm an operator.
 *
 * Every put keeps what it replaces until etcd is compacted. The leader sees to that. Files are not made smaller by it, and
 * need not be: what is free in them is used again. Only once the alarm was raised must each member be defragmented, which
 * stops it for as long as that takes: a person decides when.
 */
import type { Clock, EngineLog, Timer } from "@troupe/engine";
import type { EtcdClient } from "./client.ts";

export interface StoreUpkeepOptions {
  readonly client: EtcdClient;
  readonly clock: Clock;
  readonly log: EngineLog;
  /** How much history stays, at least. Default: 5 minutes. */
  readonly keepMs?: number;
}

/** In `keepMs` so many looks at the revision. */
const looks = 5;
const defragmentTimeoutMs = 60_000;

export class StoreUpkeep {
  readonly #options: StoreUpkeepOptions;
  readonly #everyMs: number;
  /** What etcd's revision was at the last looks, the oldest first. */
  #revisions: string[] = [];
  #timer: Timer | undefined;

  constructor(options: StoreUpkeepOptions) {
    this.#options = options;
    this.#everyMs = (options.keepMs ?? 300_000) / looks;
  }

  /** Compacts now and then, until `stop`: for whoever leads. */
  start(): void {
    this.stop();
    this.#timer = this.#options.clock.after(this.#everyMs, () => void this.#tick());
  }

  stop(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#revisions = [];
  }

  /** Whether etcd takes no writes, for want of space, until somebody calls `reclaim`. Works without a leader. */
  async isFull(): Promise<boolean> {
    const { client } = this.#options;
    const { alarms } = await client.read("its alarms", ({ maintenance }) => maintenance.alarm({ action: "Get" }));
    return alarms.some(({ alarm }) => alarm === "Nospace" || String(alarm) === "NOSPACE");
  }

  /** Compacts all history, defragments each member, one after the other, and ends the alarm. */
  async reclaim(): Promise<void> {
    const { client } = this.#options;
    await this.#compact(await this.#revision());
    await client.each("defragmentation", ({ maintenance }) =>
      maintenance.defragment({ deadline: Date.now() + defragmentTimeoutMs }),
    );
    const { alarms } = await client.read("its alarms", ({ maintenance }) => maintenance.alarm({ action: "Get" }));
    for (const { memberID, alarm } of alarms) {
      await client.read("the end of an alarm", ({ maintenance }) =>
        maintenance.alarm({ action: "Deactivate", memberID, alarm }),
      );
    }
  }

  async #tick(): Promise<void> {
    const timer = this.#timer;
    try {
      this.#revisions.push(await this.#write());
      const oldest = this.#revisions.length > looks ? this.#revisions.shift() : undefined;
      if (oldest !== undefined) await this.#compact(oldest);
    } catch (error) {
      this.#options.log.warn({ error }, "etcd could not be compacted; it is tried again");
    }
    // Unless it was stopped, or started again, meanwhile.
    if (this.#timer === timer) this.#timer = this.#options.clock.after(this.#everyMs, () => void this.#tick());
  }

  /** Else a leader whose batch waits for space, and who writes nothing meanwhile, would never hear that there is some. */
  async #write(): Promise<string> {
    const key = this.#options.client.keys.upkeep;
    const { header } = await this.#options.client.once("upkeep", ({ kv }) => kv.put({ key, value: Buffer.of(1) }));
    return header.revision;
  }

  async #revision(): Promise<string> {
    const { client } = this.#options;
    const { header } = await client.read("its revision", ({ kv }) => kv.range({ key: client.keys.leader }));
    return header.revision;
  }

  async #compact(revision: string): Promise<void> {
    await this.#options.client.once("compaction", ({ kv }) => kv.compact({ revision, physical: true }));
  }
}

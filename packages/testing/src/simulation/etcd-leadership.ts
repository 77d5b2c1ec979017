/**
 * The election on the simulated etcd: one leader key, a lease made in advance, and a deadline on the monotonic clock that
 * counts from when the last answered keepalive was sent. The term is the revision of the put that took the lead.
 */
import { TroupeError } from "@troupe/core";
import type { Clock, LeaderInfo, Leadership, Lease, Timer } from "@troupe/engine";
import type { EtcdClient } from "./etcd-client.ts";
import { leaderKey } from "./etcd-state-store.ts";
import type { EtcdTransaction } from "./simulated-etcd.ts";

export interface ElectionOptions {
  readonly client: EtcdClient;
  readonly clock: Clock;
  readonly name: string;
  readonly ttlMs: number;
  /** Of the deadline, for what a clock and a turn of the loop may be off. */
  readonly marginMs: number;
}

export const clusterId = "simulated";

export class SimulatedLeadership implements Leadership {
  readonly #options: ElectionOptions;
  #lease = 0;

  constructor(options: ElectionOptions) {
    this.#options = options;
  }

  async lead(signal: AbortSignal): Promise<Lease> {
    for (;;) {
      signal.throwIfAborted();
      const term = await this.#campaign().catch(() => undefined);
      if (term !== undefined) return term;
      await this.#wait();
    }
  }

  leader(): LeaderInfo | undefined {
    return undefined;
  }

  onLeaderChange(): () => void {
    return () => {};
  }

  async close(): Promise<void> {}

  /**
   * Undefined: somebody else leads. A campaign whose answer was lost may have won, or win later; and a term that was
   * believed to be over may still hold the key. Whoever finds its own lease there puts the key once more: a term is led
   * once.
   */
  async #campaign(): Promise<Lease | undefined> {
    const { client, clock } = this.#options;
    const believedFrom = await this.#keepLease();
    const lease = this.#lease;
    const absent = { key: leaderKey, target: "create", is: "equal", revision: 0 } as const;
    let answer = await client.call((etcd) => etcd.transact(this.#put([absent])));
    const [holder] = answer.found;
    if (!answer.succeeded && holder?.lease === lease) {
      const still = { key: leaderKey, target: "mod", is: "equal", revision: holder.modRevision } as const;
      answer = await client.call((etcd) => etcd.transact(this.#put([still])));
    }
    const term = answer.found[0]?.modRevision;
    if (!answer.succeeded || term === undefined) return undefined;
    return new SimulatedLease(this.#options, lease, term, believedFrom, clock);
  }

  #put(compares: EtcdTransaction["compares"]): EtcdTransaction {
    const look = { type: "get", key: leaderKey } as const;
    const put = { type: "put", key: leaderKey, value: Buffer.from(this.#options.name), lease: this.#lease } as const;
    return { compares, success: [put, look], failure: [look] };
  }

  /** When the keepalive was sent that now vouches for the lease. */
  async #keepLease(): Promise<number> {
    const { client, clock, ttlMs } = this.#options;
    const sentAt = clock.monotonic();
    const lease = this.#lease;
    const isKept = await client
      .call((etcd) => etcd.keepAlive(lease))
      .then(
        () => true,
        (error: TroupeError) => {
          if (error.code === "LEASE_NOT_FOUND") return false;
          throw error;
        },
      );
    if (isKept) return sentAt;
    const askedAt = clock.monotonic();
    this.#lease = await client.call((etcd) => etcd.grant(ttlMs));
    return askedAt;
  }

  /** Until the leader key changes, or a while: a notice may be lost. */
  #wait(): Promise<void> {
    const { client, clock } = this.#options;
    const { promise, resolve } = Promise.withResolvers<void>();
    const unwatch = client.watch(leaderKey, () => wake());
    const timer = clock.after(1500, () => wake());
    const wake = (): void => {
      unwatch();
      timer.cancel();
      resolve();
    };
    return promise;
  }
}

class SimulatedLease implements Lease {
  readonly clusterId = clusterId;
  readonly term: number;
  readonly #options: ElectionOptions;
  readonly #lease: number;
  readonly #clock: Clock;
  readonly #ended = new AbortController();
  #trustedUntil: number;
  #deadline: Timer;
  #beat: Timer;

  constructor(options: ElectionOptions, lease: number, term: number, believedFrom: number, clock: Clock) {
    this.#options = options;
    this.#lease = lease;
    this.term = term;
    this.#clock = clock;
    this.#trustedUntil = believedFrom + options.ttlMs - options.marginMs;
    this.#deadline = this.#armDeadline();
    this.#beat = this.#armBeat();
  }

  get lost(): AbortSignal {
    return this.#ended.signal;
  }

  trustedUntil(): number {
    return this.lost.aborted ? Number.NEGATIVE_INFINITY : this.#trustedUntil;
  }

  /** SAFETY: only the own term's key, and with the lease goes a campaign of ours that is still on its way. */
  async resign(): Promise<void> {
    if (this.lost.aborted) return;
    this.#end("resigned");
    const { client } = this.#options;
    const own = { key: leaderKey, target: "mod", is: "equal", revision: this.term } as const;
    await client
      .call((etcd) => {
        etcd.transact({ compares: [own], success: [{ type: "delete", key: leaderKey }], failure: [] });
        etcd.revoke(this.#lease);
      })
      .catch(() => undefined);
  }

  #armDeadline(): Timer {
    return this.#clock.after(Math.max(0, this.#trustedUntil - this.#clock.monotonic()), () =>
      this.#end("not renewed in time"),
    );
  }

  #armBeat(): Timer {
    return this.#clock.after(this.#options.ttlMs / 4, () => {
      this.#renew();
      this.#beat = this.#armBeat();
    });
  }

  #renew(): void {
    const sentAt = this.#clock.monotonic();
    const { client, ttlMs, marginMs } = this.#options;
    client
      .call((etcd) => etcd.keepAlive(this.#lease))
      .then(
        () => {
          if (this.lost.aborted) return;
          // SAFETY: from when it was sent: the lease may have been renewed then, and no later.
          this.#trustedUntil = Math.max(this.#trustedUntil, sentAt + ttlMs - marginMs);
          this.#deadline.cancel();
          this.#deadline = this.#armDeadline();
        },
        (error: TroupeError) => {
          if (error.code === "LEASE_NOT_FOUND") this.#end("its lease is gone");
        },
      );
  }

  #end(why: string): void {
    if (this.lost.aborted) return;
    this.#beat.cancel();
    this.#deadline.cancel();
    const message = `Term ${this.term} is over: ${why}.`;
    this.#ended.abort(new TroupeError(message, { code: "TERM_ENDED", reaction: "step-down" }));
  }
}

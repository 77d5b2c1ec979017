/**
 * A lease of etcd that is kept alive, and that knows for how long it is certain to be.
 *
 * SAFETY: etcd counts the time from when it handles a keepalive, which is never before that was sent. So what counts here
 * is when the last answered one was sent, on the monotonic clock: a process that was stopped between sending and hearing
 * the answer trusts nothing that it hears afterwards. Each keepalive is sent from the event loop: one that is blocked
 * sends none.
 */
import type { Clock, Timer } from "@troupe/engine";
import { EtcdLeaseInvalidError, type ILeaseKeepAliveResponse } from "etcd3";
import type { EtcdClient, EtcdMemberClient } from "./client.ts";

/** What it needs of a client. */
export type LeaseClient = Pick<EtcdClient, "once" | "requestTimeoutMs">;

/** Of a lease's time to live, what passes between two keepalives: a few may fail. */
const interval = 1 / 5;
const againMs = 100;

export class KeptLease {
  readonly id: string;
  readonly #client: LeaseClient;
  readonly #clock: Clock;
  readonly #ttlMs: number;
  #answeredFrom: number;
  #isOver = false;
  #timer: Timer | undefined;

  /** Throws TroupeError(retry) if none is to be had now: also STORE_FULL. */
  static async grant(client: LeaseClient, clock: Clock, ttlMs: number): Promise<KeptLease> {
    const sentAt = clock.monotonic();
    const { ID } = await client.once("a lease", ({ leaseClient }) => leaseClient.leaseGrant({ TTL: ttlMs / 1000 }));
    return new KeptLease(client, clock, ttlMs, ID, sentAt);
  }

  private constructor(client: LeaseClient, clock: Clock, ttlMs: number, id: string, sentAt: number) {
    this.#client = client;
    this.#clock = clock;
    this.#ttlMs = ttlMs;
    this.id = id;
    this.#answeredFrom = sentAt;
    this.#renewAfter(ttlMs * interval);
  }

  /** etcd has ended it, or it was given up. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** Until then on the monotonic clock etcd keeps it. */
  keptUntil(): number {
    return this.#isOver ? Number.NEGATIVE_INFINITY : this.#answeredFrom + this.#ttlMs;
  }

  /** No more keepalives: it ends by itself. */
  release(): void {
    this.#isOver = true;
    this.#timer?.cancel();
  }

  /** Ends it at once, with every key that hangs on it. Throws TroupeError if that is not known to be done: it ends by itself. */
  async revoke(): Promise<void> {
    this.release();
    await this.#client.once("the end of a lease", ({ leaseClient }) =>
      leaseClient.leaseRevoke({ ID: this.id }).catch((error: unknown) => {
        // It has ended already.
        if (!(error instanceof EtcdLeaseInvalidError)) throw error;
      }),
    );
  }

  #renewAfter(ms: number): void {
    this.#timer = this.#clock.after(ms, () => void this.#renew());
  }

  async #renew(): Promise<void> {
    const sentAt = this.#clock.monotonic();
    const { requestTimeoutMs } = this.#client;
    try {
      const { TTL } = await this.#client.once("a keepalive", (member) => keepAlive(member, this.id, requestTimeoutMs));
      if (this.#isOver) return;
      if (Number(TTL) <= 0) return this.release();
      this.#answeredFrom = sentAt;
      this.#renewAfter(this.#ttlMs * interval);
    } catch {
      if (!this.#isOver) this.#renewAfter(againMs);
    }
  }
}

/** On a stream of its own that has a deadline: a member that is frozen is left after it. */
async function keepAlive(member: EtcdMemberClient, id: string, timeoutMs: number): Promise<ILeaseKeepAliveResponse> {
  const stream = await member.leaseClient.leaseKeepAlive({ deadline: Date.now() + timeoutMs });
  const { promise, resolve, reject } = Promise.withResolvers<ILeaseKeepAliveResponse>();
  stream.on("data", resolve);
  stream.on("error", reject);
  stream.on("end", () => reject(new Error("the stream ended without an answer")));
  stream.write({ ID: id });
  // Not `cancel`, by which etcd3 takes the member for failed.
  stream.end();
  return promise;
}

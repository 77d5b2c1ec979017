/** One leadership in etcd. Ends when it is resigned, when the key is another's, or when its lease cannot be trusted any more. */
import { TroupeError } from "@troupe/core";
import type { Clock, Lease, Timer } from "@troupe/engine";
import type { KeptLease } from "./kept-lease.ts";

export interface EtcdTermOptions {
  readonly clusterId: string;
  readonly term: number;
  /** Ends with the term. */
  readonly lease: KeptLease;
  readonly clock: Clock;
  /** For clocks that do not run alike: trust ends so long before etcd may let the lease go. */
  readonly marginMs: number;
  /** Takes the key away, if it is still this term's. */
  release(): Promise<void>;
}

export class EtcdTerm implements Lease {
  readonly clusterId: string;
  readonly term: number;
  readonly #options: EtcdTermOptions;
  readonly #ended = new AbortController();
  #timer: Timer | undefined;
  #left: Promise<void> | undefined;

  constructor(options: EtcdTermOptions) {
    this.clusterId = options.clusterId;
    this.term = options.term;
    this.#options = options;
    this.#checkTrust();
  }

  get lost(): AbortSignal {
    return this.#ended.signal;
  }

  trustedUntil(): number {
    const { lease, marginMs } = this.#options;
    return this.lost.aborted ? Number.NEGATIVE_INFINITY : lease.keptUntil() - marginMs;
  }

  async resign(): Promise<void> {
    this.end(`Term ${this.term} was resigned.`);
    await this.#left;
  }

  end(message: string): void {
    if (this.lost.aborted) return;
    this.#timer?.cancel();
    this.#options.lease.release();
    this.#ended.abort(new TroupeError(message, { code: "TERM_ENDED", reaction: "step-down" }));
    this.#left = this.#leave();
  }

  /** However it ended, a successor need not wait for the lease. */
  async #leave(): Promise<void> {
    await this.#options.release().catch(() => {
      // Then the lease ends by itself.
    });
    await this.#options.lease.revoke();
  }

  #checkTrust(): void {
    const { clock } = this.#options;
    const left = this.trustedUntil() - clock.monotonic();
    if (left > 0) this.#timer = clock.after(left, () => this.#checkTrust());
    else this.end(`Term ${this.term} is over: etcd has not answered for as long as its lease lasts.`);
  }
}

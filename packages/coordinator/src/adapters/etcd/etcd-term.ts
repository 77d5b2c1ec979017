/** One leadership in etcd. Ends when it is resigned, when the key is another's, or when its lease cannot be trusted any more. */
import { TroupeError } from "@troupe/core";
import type { Clock, EngineLog, Lease, Timer } from "@troupe/engine";
import type { KeptLease } from "./kept-lease.ts";

export interface EtcdTermOptions {
  readonly clusterId: string;
  readonly term: number;
  /** Ends with the term. */
  readonly lease: KeptLease;
  readonly clock: Clock;
  readonly log: EngineLog;
  /** For clocks that do not run alike: trust ends so long before etcd may let the lease go. */
  readonly marginMs: number;
  /** Takes the key away, if it is still this term's. Throws TroupeError if that is not known to be done. */
  release(): Promise<void>;
}

/** After both ways to give the lead back have failed. */
const againMs = 100;

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
    const { lease } = this.#options;
    const until = lease.keptUntil();
    lease.release();
    this.#ended.abort(new TroupeError(message, { code: "TERM_ENDED", reaction: "step-down" }));
    this.#left = this.#leave(until);
  }

  /**
   * However it ended, a successor need not wait for the lease. The key is taken away, and the lease is ended, which takes the
   * key along: one of them is enough, and both are tried again until etcd would have let the lease go by itself.
   */
  async #leave(until: number): Promise<void> {
    const { clock, release, lease } = this.#options;
    for (;;) {
      const tries = await Promise.allSettled([release(), lease.revoke()]);
      const failures = tries.flatMap((tried) => (tried.status === "rejected" ? [tried.reason] : []));
      const isLeft = failures.length < tries.length;
      const goesOn = !isLeft && failures.some(isPassing) && clock.monotonic() < until;
      this.#say(failures, isLeft, goesOn);
      if (!goesOn) return;
      await this.#pause();
    }
  }

  #say(failures: readonly unknown[], isLeft: boolean, goesOn: boolean): void {
    const { log, term } = this.#options;
    const [error] = failures;
    if (error === undefined) return;
    if (isLeft)
      log.warn({ error, term }, "the lead is given back, but not all that hangs on it: that goes with its lease");
    else if (goesOn) log.warn({ error, term }, "the lead could not be given back; trying again");
    else
      log.error({ error, term }, "the lead could not be given back: a successor has to wait for the end of its lease");
  }

  #pause(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#options.clock.after(againMs, resolve);
    return promise;
  }

  #checkTrust(): void {
    const { clock } = this.#options;
    const left = this.trustedUntil() - clock.monotonic();
    if (left > 0) this.#timer = clock.after(left, () => this.#checkTrust());
    else this.end(`Term ${this.term} is over: etcd has not answered for as long as its lease lasts.`);
  }
}

/** It may work in a moment. */
function isPassing(error: unknown): boolean {
  return error instanceof TroupeError && error.reaction === "retry";
}

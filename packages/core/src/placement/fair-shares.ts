/**
 * Who is next among pipelines that wait with the same priority: start-time fair queueing over what their tasks take.
 *
 * What a task takes is its *dominant share*: of all cpus, all memory or all GPUs of the cluster, whichever share is the
 * largest, times the time for which it holds it. Next is the pipeline whose account is the lowest for its weight:
 *
 *     account = (share × ms that its tasks have held so far + share that they hold now × 1 s) / weight
 *
 * The first part makes it fair over time, however long tasks take. The second, which ends with them, makes it fair at once:
 * of ten that start together none has held anything yet. Each start counts as 1 ms at the least.
 *
 * The *virtual time* is the highest account, without its second part, of those that were next so far. A pipeline that had
 * nothing to do begins there, or where the one is by now that was next last: nobody saves up, and nobody owes anything for
 * what nobody else wanted. One that could not start what it had is behind it by no more than what the
 * whole cluster does in a second.
 *
 * Shares are in millionths, so that they add up exactly.
 */
import type { ResourceRequest } from "../spec/pipeline-spec.ts";

/** What is held counts as if it were held that much longer. */
const aheadMs = 1000;
const leastMs = 1;
const wholeShare = 1_000_000;

export interface Totals {
  readonly millicpus: number;
  readonly memoryBytes: number;
  readonly gpus: number;
}

/** 1 to 1,000,000 millionths. */
export function dominantShare(request: ResourceRequest, totals: Totals): number {
  const share = Math.max(
    request.millicpus / Math.max(1, totals.millicpus),
    request.memoryBytes / Math.max(1, totals.memoryBytes),
    request.gpus / Math.max(1, totals.gpus),
  );
  return Math.min(wholeShare, Math.max(1, Math.round(share * wholeShare)));
}

interface Account {
  weight: number;
  /** Share × ms until `at`. */
  used: number;
  at: number;
  /** Held now. */
  share: number;
  /** That hold it, and that wait. */
  tasks: number;
  waiting: number;
}

export class FairShares {
  readonly #accounts = new Map<string, Account>();
  #virtualTime = 0;
  /** That was next last. */
  #last: Account | undefined;
  #sweepAt = 1000;

  /** One more task of it waits. */
  wait(pipeline: string, weight: number, now: number): void {
    const account = this.#of(pipeline, weight, now);
    if (account.tasks === 0 && account.waiting === 0)
      account.used = Math.max(account.used, this.#beginning(now) * weight);
    account.waiting += 1;
  }

  /** One less: it starts, or is wanted no more. */
  leave(pipeline: string): void {
    const account = this.#accounts.get(pipeline);
    if (account !== undefined) account.waiting -= 1;
  }

  /** The lowest is next. Nothing else is changed than how far behind it may be. */
  tag(pipeline: string, weight: number, now: number): number {
    const account = this.#of(pipeline, weight, now);
    account.used = Math.max(account.used, this.#virtualTime * weight - aheadMs * wholeShare);
    return (account.used + account.share * aheadMs) / weight;
  }

  /** It was next, and its task starts now. */
  start(pipeline: string, weight: number, share: number, now: number): void {
    const account = this.#of(pipeline, weight, now);
    this.#virtualTime = Math.max(this.#virtualTime, account.used / weight);
    this.#last = account;
    account.used += share * leastMs;
    this.#hold(account, share, 1);
  }

  /** A task that was started by an earlier leader. */
  adopt(pipeline: string, weight: number, share: number, now: number): void {
    this.#hold(this.#of(pipeline, weight, now), share, 1);
  }

  end(pipeline: string, share: number, now: number): void {
    const account = this.#accounts.get(pipeline);
    if (account === undefined) return;
    this.#settle(account, now);
    this.#hold(account, -share, -1);
  }

  /** Share of the cluster that it holds now, 0 to 1. */
  held(pipeline: string): number {
    return (this.#accounts.get(pipeline)?.share ?? 0) / wholeShare;
  }

  #beginning(now: number): number {
    if (this.#last === undefined) return this.#virtualTime;
    this.#settle(this.#last, now);
    return Math.max(this.#virtualTime, this.#last.used / this.#last.weight);
  }

  #of(pipeline: string, weight: number, now: number): Account {
    const known = this.#accounts.get(pipeline);
    if (known !== undefined) {
      known.weight = weight;
      this.#settle(known, now);
      return known;
    }
    if (this.#accounts.size >= this.#sweepAt) this.#sweep(now);
    const account: Account = { weight, used: 0, at: now, share: 0, tasks: 0, waiting: 0 };
    this.#accounts.set(pipeline, account);
    return account;
  }

  #settle(account: Account, now: number): void {
    account.used += account.share * Math.max(0, now - account.at);
    account.at = now;
  }

  #hold(account: Account, share: number, tasks: number): void {
    account.share += share;
    account.tasks += tasks;
  }

  /** Whoever holds nothing, and owes nothing, is as good as new. */
  #sweep(now: number): void {
    for (const [pipeline, account] of this.#accounts) {
      this.#settle(account, now);
      if (account.tasks === 0 && account.waiting === 0 && account.used / account.weight <= this.#virtualTime)
        this.#accounts.delete(pipeline);
    }
    this.#sweepAt = Math.max(1000, 2 * this.#accounts.size);
  }
}

/**
 * An election among coordinators in one process. Candidates queue; the first leads until it resigns, closes or is
 * deposed. Like a real one, deposing fences the old leader at once and may leave it believing that it still leads.
 */
import { TroupeError } from "@troupe/core";
import type { Leadership, Lease } from "../../ports/leadership.ts";
import { TermLease } from "../term-lease.ts";
import type { MemoryStateStore } from "./state-store.ts";

interface Candidate {
  readonly elect: () => void;
}

export class MemoryElection {
  readonly clusterId: string;
  readonly #store: MemoryStateStore;
  #waiting: Candidate[] = [];
  #leader: TermLease | undefined;

  constructor(store: MemoryStateStore, clusterId = "memory") {
    this.#store = store;
    this.clusterId = clusterId;
  }

  /** The leadership of one coordinator. */
  candidate(): Leadership {
    return new MemoryLeadership(this);
  }

  /**
   * Ends the current term, as an expired lease does: the next candidate leads, or the store waits for one. A leader that
   * is not told finds out when its commits are fenced.
   */
  depose(options: { readonly tell: boolean } = { tell: true }): void {
    const deposed = this.#leader;
    if (deposed === undefined) return;
    this.#store.beginTerm();
    this.#leader = undefined;
    if (options.tell) deposed.end(`Term ${deposed.term} was ended.`);
    this.#electNext();
  }

  /** For MemoryLeadership. */
  join(candidate: Candidate): void {
    this.#waiting.push(candidate);
    this.#electNext();
  }

  /** For MemoryLeadership. */
  leave(candidate: Candidate): void {
    this.#waiting = this.#waiting.filter((waiting) => waiting !== candidate);
  }

  /** For MemoryLeadership. */
  take(): TermLease {
    const lease = new TermLease(this.clusterId, this.#store.beginTerm(), () => this.#release(lease));
    this.#leader = lease;
    return lease;
  }

  #release(lease: TermLease): void {
    if (this.#leader !== lease) return;
    this.#leader = undefined;
    this.#electNext();
  }

  #electNext(): void {
    if (this.#leader === undefined) this.#waiting.shift()?.elect();
  }
}

class MemoryLeadership implements Leadership {
  readonly #election: MemoryElection;
  readonly #closed = new AbortController();
  #lease: TermLease | undefined;

  constructor(election: MemoryElection) {
    this.#election = election;
  }

  lead(signal: AbortSignal): Promise<Lease> {
    const stop = AbortSignal.any([signal, this.#closed.signal]);
    const { promise, resolve, reject } = Promise.withResolvers<Lease>();
    const giveUp = (): void => {
      this.#election.leave(candidate);
      reject(stop.reason);
    };
    const elect = (): void => {
      stop.removeEventListener("abort", giveUp);
      this.#lease = this.#election.take();
      resolve(this.#lease);
    };
    const candidate: Candidate = { elect };
    if (stop.aborted) giveUp();
    else {
      stop.addEventListener("abort", giveUp, { once: true });
      this.#election.join(candidate);
    }
    return promise;
  }

  async close(): Promise<void> {
    this.#closed.abort(new TroupeError("This candidate was closed.", { code: "CLOSED", reaction: "step-down" }));
    await this.#lease?.resign();
  }
}

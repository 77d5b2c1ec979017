/**
 * An election among coordinators in one process. Candidates queue; the first leads until it resigns, closes or is
 * deposed. Like a real one, deposing fences the old leader at once and may leave it believing that it still leads.
 */
import { TroupeError } from "@troupe/core";
import type { Leadership, Lease } from "../../ports/leadership.ts";
import type { MemoryStateStore } from "./state-store.ts";

interface Candidate {
  readonly owner: MemoryLeadership;
  readonly elect: () => void;
}

export class MemoryElection {
  readonly clusterId: string;
  readonly #store: MemoryStateStore;
  readonly #waiting: Candidate[] = [];
  #leader: MemoryLease | undefined;

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
    if (options.tell) deposed.end(`term ${deposed.term} was ended`);
    this.#electNext();
  }

  /** For MemoryLeadership. */
  join(candidate: Candidate): void {
    this.#waiting.push(candidate);
    this.#electNext();
  }

  /** For MemoryLeadership. */
  leave(isLeaving: (candidate: Candidate) => boolean): void {
    const staying = this.#waiting.filter((candidate) => !isLeaving(candidate));
    this.#waiting.splice(0, this.#waiting.length, ...staying);
  }

  /** For MemoryLeadership. */
  take(): MemoryLease {
    const lease = new MemoryLease(this.clusterId, this.#store.beginTerm(), () => this.#release(lease));
    this.#leader = lease;
    return lease;
  }

  #release(lease: MemoryLease): void {
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
  #lease: MemoryLease | undefined;

  constructor(election: MemoryElection) {
    this.#election = election;
  }

  lead(signal: AbortSignal): Promise<Lease> {
    const { promise, resolve, reject } = Promise.withResolvers<Lease>();
    if (signal.aborted) {
      reject(signal.reason);
      return promise;
    }
    const giveUp = (): void => {
      this.#election.leave((waiting) => waiting === candidate);
      reject(signal.reason);
    };
    const elect = (): void => {
      signal.removeEventListener("abort", giveUp);
      this.#lease = this.#election.take();
      resolve(this.#lease);
    };
    const candidate: Candidate = { owner: this, elect };
    signal.addEventListener("abort", giveUp, { once: true });
    this.#election.join(candidate);
    return promise;
  }

  async close(): Promise<void> {
    this.#election.leave(({ owner }) => owner === this);
    await this.#lease?.resign();
  }
}

class MemoryLease implements Lease {
  readonly clusterId: string;
  readonly term: number;
  readonly #release: () => void;
  readonly #ended = new AbortController();

  constructor(clusterId: string, term: number, release: () => void) {
    this.clusterId = clusterId;
    this.term = term;
    this.#release = release;
  }

  get lost(): AbortSignal {
    return this.#ended.signal;
  }

  trustedUntil(): number {
    return this.#ended.signal.aborted ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  }

  async resign(): Promise<void> {
    this.end(`term ${this.term} was resigned`);
    this.#release();
  }

  end(message: string): void {
    if (!this.lost.aborted) this.#ended.abort(new TroupeError(message, { code: "TERM_ENDED", reaction: "step-down" }));
  }
}

/**
 * An election among coordinators in one process. Candidates queue; the first leads until it resigns, closes or is
 * deposed. Like a real one, deposing fences the old leader at once and may leave it believing that it still leads.
 */
import { TroupeError } from "@troupe/core";
import type { CoordinatorInfo, LeaderInfo, Leadership, Lease } from "../../ports/leadership.ts";
import { HeardLeader, unnamedCoordinator } from "../heard-leader.ts";
import { TermLease } from "../term-lease.ts";
import type { MemoryStateStore } from "./state-store.ts";

interface Candidate {
  readonly elect: () => void;
}

/** Who leads, and which candidate that is. */
interface Leading {
  readonly lease: TermLease;
  readonly info: LeaderInfo;
  readonly heard: HeardLeader;
}

export class MemoryElection {
  readonly clusterId: string;
  readonly #store: MemoryStateStore;
  #waiting: Candidate[] = [];
  readonly #hearing = new Set<HeardLeader>();
  #leader: Leading | undefined;

  constructor(store: MemoryStateStore, clusterId = "memory") {
    this.#store = store;
    this.clusterId = clusterId;
  }

  /** The leadership of one coordinator. */
  candidate(self: CoordinatorInfo = unnamedCoordinator): Leadership {
    return new MemoryLeadership(this, self);
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
    if (options.tell) deposed.lease.end(`Term ${deposed.lease.term} was ended.`);
    this.#tell(undefined, options.tell ? undefined : deposed.heard);
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
  take(self: CoordinatorInfo, heard: HeardLeader): TermLease {
    const lease = new TermLease(this.clusterId, this.#store.beginTerm(), () => this.#release(lease));
    this.#leader = { lease, heard, info: { ...self, term: lease.term } };
    this.#tell(this.#leader.info);
    return lease;
  }

  /** For MemoryLeadership: until `forget`, what it has heard is kept up to date. */
  inform(heard: HeardLeader): void {
    this.#hearing.add(heard);
    heard.hear(this.#leader?.info);
  }

  /** For MemoryLeadership. */
  forget(heard: HeardLeader): void {
    this.#hearing.delete(heard);
  }

  #release(lease: TermLease): void {
    if (this.#leader?.lease !== lease) return;
    this.#leader = undefined;
    this.#tell(undefined);
    this.#electNext();
  }

  #tell(leader: LeaderInfo | undefined, butNot?: HeardLeader): void {
    for (const heard of this.#hearing) if (heard !== butNot) heard.hear(leader);
  }

  #electNext(): void {
    if (this.#leader === undefined) this.#waiting.shift()?.elect();
  }
}

class MemoryLeadership implements Leadership {
  readonly #election: MemoryElection;
  readonly #self: CoordinatorInfo;
  readonly #heard = new HeardLeader();
  readonly #closed = new AbortController();
  #lease: TermLease | undefined;

  constructor(election: MemoryElection, self: CoordinatorInfo) {
    this.#election = election;
    this.#self = self;
    election.inform(this.#heard);
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
      this.#lease = this.#election.take(this.#self, this.#heard);
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

  leader(): LeaderInfo | undefined {
    return this.#heard.leader;
  }

  onLeaderChange(listener: (leader: LeaderInfo | undefined) => void): () => void {
    return this.#heard.subscribe(listener);
  }

  async close(): Promise<void> {
    this.#closed.abort(new TroupeError("This candidate was closed.", { code: "CLOSED", reaction: "step-down" }));
    await this.#lease?.resign();
    this.#election.forget(this.#heard);
  }
}

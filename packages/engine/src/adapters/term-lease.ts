/** A lease that lasts until somebody ends it: for a lock, and for an election in memory. */
import { TroupeError } from "@troupe/core";
import type { Lease } from "../ports/leadership.ts";

export class TermLease implements Lease {
  readonly clusterId: string;
  readonly term: number;
  readonly #release: () => void;
  readonly #ended = new AbortController();

  /** `release` is called once, when the lease is resigned. */
  constructor(clusterId: string, term: number, release: () => void) {
    this.clusterId = clusterId;
    this.term = term;
    this.#release = release;
  }

  get lost(): AbortSignal {
    return this.#ended.signal;
  }

  trustedUntil(): number {
    return this.lost.aborted ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  }

  async resign(): Promise<void> {
    if (this.lost.aborted) return;
    this.end(`Term ${this.term} was resigned.`);
    this.#release();
  }

  end(message: string): void {
    if (!this.lost.aborted) this.#ended.abort(new TroupeError(message, { code: "TERM_ENDED", reaction: "step-down" }));
  }
}

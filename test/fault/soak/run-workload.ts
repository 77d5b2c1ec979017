/** Submits run after run until the time is up, and waits for each of them as a client would. */
import { setTimeout as pause } from "node:timers/promises";
import type { RunHandle } from "@troupe/sdk/client";
import type { Cluster } from "../support/cluster.ts";
import { type Ledger, persistently } from "../support/ledger.ts";
import { type Piece, pieceOf } from "./workload.ts";

const everyMs = 1200;

export interface Acknowledged {
  readonly piece: Piece;
  readonly run: RunHandle;
  readonly requestId: string;
  /** On the monotonic clock. */
  readonly at: number;
}

export class Workload {
  readonly acknowledged: Acknowledged[] = [];
  readonly refused: string[] = [];
  ended = 0;
  readonly #cluster: Cluster;
  readonly #ledger: Ledger;
  readonly #seed: number;
  readonly #under: Promise<void>[] = [];

  constructor(cluster: Cluster, ledger: Ledger, seed: number) {
    this.#cluster = cluster;
    this.#ledger = ledger;
    this.#seed = seed;
  }

  async submitUntil(until: number): Promise<void> {
    for (let number = 0; performance.now() < until; number++) {
      this.#under.push(this.#one(number));
      await pause(everyMs);
    }
  }

  /** Resolves when each has ended, or after `patienceMs`. */
  async allEnded(patienceMs: number): Promise<void> {
    await Promise.race([Promise.all(this.#under), pause(patienceMs, undefined, { ref: false })]);
  }

  async #one(number: number): Promise<void> {
    const piece = pieceOf(this.#seed, number);
    const requestId = `soak-${this.#seed}-${number}`;
    try {
      const run = await this.#ledger.submitTo(piece.pipeline, this.#cluster.client, piece.params, requestId);
      this.acknowledged.push({ piece, run, requestId, at: performance.now() });
      if (piece.cancelAfterMs !== undefined) {
        await pause(piece.cancelAfterMs);
        await persistently(() => run.cancel());
      }
      // A client gives up on a coordinator that stays away for long, and asks again.
      await persistently(() => run.wait());
      this.ended += 1;
    } catch (error) {
      this.refused.push(`${requestId}, ${piece.pipeline}: ${error}`);
    }
  }
}

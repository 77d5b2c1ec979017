/** Which streams may have news, and the reading of one batch of it, in turn, so that a chatty stream starves no other. */
import type { Logger } from "pino";
import type { LogFeed } from "./log-feed.ts";
import type { LogPiece } from "./log-source.ts";

/** A stream gets its share of a batch, and never so little that reading it costs more than shipping it. */
const limits = { pieceBytes: 16 * 1024, readsAtOnce: 8 } as const;

export interface Reading {
  readonly pieces: readonly (readonly [LogFeed, LogPiece])[];
  readonly isFull: boolean;
}

export class PieceReader {
  readonly #log: Logger;
  readonly #woken = new Set<LogFeed>();

  constructor(log: Logger) {
    this.#log = log;
  }

  get hasNews(): boolean {
    return this.#woken.size > 0;
  }

  wake(feed: LogFeed): void {
    this.#woken.add(feed);
  }

  forget(feed: LogFeed): void {
    this.#woken.delete(feed);
  }

  /** One piece of each stream that has any, about `bytes` in all. `isFull`: there is probably more. */
  async read(bytes: number): Promise<Reading> {
    const pieces: (readonly [LogFeed, LogPiece])[] = [];
    const asked = new Set<LogFeed>();
    const share = Math.max(limits.pieceBytes, Math.floor(bytes / this.#woken.size));
    let isFull = false;
    let left = bytes;
    while (left > 0) {
      const turn = [...this.#woken].filter((feed) => !asked.has(feed)).slice(0, limits.readsAtOnce);
      if (turn.length === 0) break;
      for (const feed of turn) asked.add(feed);
      const read = await Promise.all(turn.map((feed) => this.#readOne(feed, share)));
      for (const piece of read) {
        if (piece === undefined) continue;
        pieces.push(piece);
        left -= piece[1].data.length;
        isFull ||= piece[1].data.length === share;
      }
    }
    return { pieces, isFull: isFull || left <= 0 };
  }

  async #readOne(feed: LogFeed, limit: number): Promise<readonly [LogFeed, LogPiece] | undefined> {
    // Taken out before the read: what is written during it wakes the feed again.
    this.#woken.delete(feed);
    try {
      const piece = await feed.next(limit);
      if (piece === undefined || feed.isClosed) return undefined;
      // There may be more: to the end of the turn.
      this.#woken.add(feed);
      return [feed, piece];
    } catch (error) {
      this.#log.error({ err: error, ...feed.source.key }, "a log cannot be read; tried again when it grows");
      return undefined;
    }
  }
}

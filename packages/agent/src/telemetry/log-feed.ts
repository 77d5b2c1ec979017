/**
 * How far one stream has come on its way to the coordinator: read from its source, sent, acknowledged. An acknowledgement
 * of less than before says that the coordinators have lost the rest, one of no more that they did not take it: it is read
 * and sent again from there.
 */
import type { LogChunk } from "../ports/telemetry-link.ts";
import type { LogPiece, LogSource } from "./log-source.ts";

export class LogFeed {
  readonly source: LogSource;
  readonly #onShipped: () => void;
  #sent: number;
  #acknowledged: number;
  /** Known once its process is gone. */
  #length: number | null = null;
  #isShipped = false;
  #isClosed = false;

  /** `onShipped` is called when everything up to the end that was set is durable. */
  constructor(source: LogSource, acknowledged: number, onShipped: () => void) {
    this.source = source;
    this.#sent = acknowledged;
    this.#acknowledged = acknowledged;
    this.#onShipped = onShipped;
  }

  get acknowledged(): number {
    return this.#acknowledged;
  }

  /** Shipped, or given up: nothing of it is to be read, as it is now. */
  get isClosed(): boolean {
    return this.#isClosed || this.#isShipped;
  }

  /** Something of it is taken to be durable, and nothing is under way: whether it is may be asked. */
  get isSettled(): boolean {
    return !this.#isClosed && this.#acknowledged > 0 && this.#sent === this.#acknowledged;
  }

  get inFlight(): number {
    return this.#sent - this.#acknowledged;
  }

  /** The next piece, never beyond the end. It counts as sent only once it is taken. */
  async next(limit: number): Promise<LogPiece | undefined> {
    if (this.isClosed) return undefined;
    const room = this.#length === null ? limit : Math.min(limit, this.#length - this.#sent);
    return room <= 0 ? undefined : this.source.read(this.#sent, room);
  }

  /** Undefined if the piece does not continue what was sent: an acknowledgement or a new connection overtook its reading. */
  take(piece: LogPiece, at: number): LogChunk | undefined {
    if (this.isClosed || piece.offset - piece.gap !== this.#sent) return undefined;
    this.#sent = piece.offset + piece.data.length;
    return { ...this.source.key, ...piece, at, last: this.#sent === this.#length };
  }

  /** True if it goes back to where it was before. What is sent twice is dropped there. */
  acknowledge(offset: number): boolean {
    if (offset < this.#acknowledged) return this.#goBack(offset);
    // What is on its way was not taken, for want of something before it: then nothing after it would be either.
    if (offset === this.#acknowledged) return this.inFlight > 0 && this.#goBack(offset);
    this.#acknowledged = offset;
    // The coordinator may know of more than this process sent: an earlier one did.
    this.#sent = Math.max(this.#sent, offset);
    this.source.release(offset);
    this.#settle();
    return false;
  }

  end(length: number): void {
    this.#length = length;
    this.#settle();
  }

  rewind(): void {
    this.#sent = this.#acknowledged;
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.source.close();
  }

  #goBack(offset: number): boolean {
    if (this.#isClosed) return false;
    this.#acknowledged = offset;
    this.#sent = offset;
    this.#isShipped = false;
    this.source.release(offset);
    return true;
  }

  #settle(): void {
    if (this.isClosed || this.#length === null || this.#acknowledged < this.#length) return;
    this.#isShipped = true;
    this.source.rest();
    this.#onShipped();
  }
}

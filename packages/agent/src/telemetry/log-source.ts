/** Where the bytes of one stream come from. Offsets count everything that was written, what was dropped too. */
import type { StreamKey } from "@troupe/engine";

export interface LogSource {
  readonly key: StreamKey;
  /** What stands at `offset` or, after a gap, behind it; undefined if there is nothing yet. At most `limit` bytes. */
  read(offset: number, limit: number): Promise<LogPiece | undefined>;
  /** Everything before `offset` is durable elsewhere. */
  release(offset: number): void;
  /** Nobody reads for now; it may be read again. */
  rest(): void;
  close(): void;
}

export interface LogPiece {
  /** Of the first byte of `data`: what was asked for, plus `gap`. */
  readonly offset: number;
  readonly data: Uint8Array;
  readonly gap: number;
}

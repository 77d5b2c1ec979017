/** How chunks of a log fit together: the arithmetic of overlaps and gaps that every telemetry store shares. */
import type { LogPart } from "../ports/telemetry-store.ts";

export interface LogChunk {
  readonly offset: number;
  readonly data: Uint8Array;
  readonly at: number;
  /** Bytes before `offset` that the sender knows to be lost. */
  readonly gap?: number;
}

/**
 * What a chunk adds to a stream of this length; undefined if it adds nothing. Bytes that the stream has are cut off,
 * bytes that never came become a gap. A chunk without data above the end is all gap: the stream ends where it says.
 */
export function fitChunk(length: number, chunk: LogChunk): LogPart | undefined {
  const { offset, data, at } = chunk;
  if (offset > length) return { offset, data, gap: offset - length, at };
  const known = length - offset;
  if (known >= data.length) return undefined;
  return { offset: length, data: data.subarray(known), gap: 0, at };
}

export function endOf(part: LogPart): number {
  return part.offset + part.data.length;
}

/** Where the share of a part lies that a reader asked for. */
export interface PartRange {
  /** Offset of its first byte in the stream. */
  readonly offset: number;
  /** The same, counted from the beginning of the part. */
  readonly from: number;
  readonly size: number;
  readonly gap: number;
}

/** The share of a part from `offset` on, at most `limit` bytes; a gap counts only as far as the reader has not seen it. */
export function clipRange(
  part: { readonly offset: number; readonly size: number; readonly gap: number },
  offset: number,
  limit: number,
): PartRange {
  const start = Math.max(offset, part.offset);
  const from = start - part.offset;
  const gap = Math.max(0, Math.min(part.gap, part.offset - offset));
  return { offset: start, from, size: Math.min(limit, part.size - from), gap };
}

export function clipPart(part: LogPart, offset: number, limit: number): LogPart {
  const range = clipRange({ offset: part.offset, size: part.data.length, gap: part.gap }, offset, limit);
  const data = part.data.subarray(range.from, range.from + range.size);
  return { offset: range.offset, data, gap: range.gap, at: part.at };
}

/** The first index from which on `isReached` holds, in a list where it never ceases to hold. */
export function firstIndex<Item>(items: readonly Item[], isReached: (item: Item) => boolean): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const item = items[middle];
    if (item !== undefined && isReached(item)) high = middle;
    else low = middle + 1;
  }
  return low;
}

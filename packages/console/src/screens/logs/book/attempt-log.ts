/**
 * What one attempt wrote, as far as it is here: its end first, then its beginning, until the two meet. Until then there is
 * a hole between them.
 */
import { LogExtent } from "../text/log-extent.ts";
import { type LogPart, streamNames } from "../text/parts-reader.ts";
import { RowList } from "./row-list.ts";

const messagesStream = 2;
const streamCount = streamNames.length;

export class AttemptLog {
  readonly number: number;
  /** From the beginning on, where that is not what `tail` has. */
  head: RowList | undefined;
  tail = new RowList([]);
  /** Lost from sight for good: what was let go before the first row. */
  dropped = 0;
  isEnded = false;
  #headEnds: readonly number[] = [];
  readonly #tails: (LogExtent | undefined)[] = Array(streamCount).fill(undefined);
  readonly #heads: (LogExtent | undefined)[] = Array(streamCount).fill(undefined);

  constructor(number: number) {
    this.number = number;
    this.tail = new RowList(this.#tails);
  }

  /** Of the end of a stream, or of what is being written. */
  append({ stream, offset, data, gap, at }: LogPart): void {
    const index = streamIndex(stream);
    const begin = offset - gap;
    let extent = this.#tails[index];
    if (extent === undefined) {
      extent = newExtent(begin, index);
      this.#tails[index] = extent;
      this.tail = new RowList(this.#tails);
    }
    extent.append(offset, data, at);
  }

  /** Where each stream's end begins that is here: what has to be loaded before it. */
  begins(): readonly { readonly stream: number; readonly offset: number }[] {
    return this.#tails.flatMap((extent, stream) =>
      extent === undefined || extent.startOffset === 0 ? [] : [{ stream, offset: extent.startOffset }],
    );
  }

  /** Where each stream goes on from. */
  ends(): readonly { readonly stream: number; readonly offset: number }[] {
    return this.#tails.flatMap((extent, stream) =>
      extent === undefined ? [] : [{ stream, offset: extent.endOffset }],
    );
  }

  /** From now on `appendHead` brings what is missing at the beginning. */
  beginHead(): void {
    this.#headEnds = this.#tails.map((extent) => extent?.startOffset ?? 0);
    for (const { stream } of this.begins()) this.#heads[stream] = newExtent(0, stream);
    this.head = new RowList(this.#heads);
  }

  appendHead({ stream, offset, data, gap, at }: LogPart): void {
    const index = streamIndex(stream);
    const end = this.#headEnds[index] ?? 0;
    const extent = this.#heads[index];
    if (extent === undefined || offset - gap >= end) return;
    extent.append(Math.min(offset, end), data.subarray(0, Math.max(0, end - offset)), at);
  }

  /** All of the beginning has come: what it lacks is lost. */
  endHead(): void {
    for (const [stream, extent] of this.#heads.entries())
      extent?.append(this.#headEnds[stream] ?? 0, new Uint8Array(), extent.timeOf(extent.lineCount));
  }

  /** Whether there is nothing between beginning and end any more: then they are one. */
  join(): boolean {
    if (this.head === undefined || this.holeBytes > 0) return false;
    for (const [index, head] of this.#heads.entries()) {
      const tail = this.#tails[index];
      if (head === undefined) continue;
      if (tail !== undefined) head.appendAll(tail);
      if (this.isEnded) head.close();
      this.#tails[index] = head;
      this.#heads[index] = undefined;
    }
    this.head = undefined;
    this.rebuild();
    return true;
  }

  /** Bytes that are between beginning and end. */
  get holeBytes(): number {
    if (this.head === undefined) return this.begins().reduce((sum, { offset }) => sum + offset, 0) - this.dropped;
    return this.#heads.reduce(
      (sum, extent, stream) => sum + (extent === undefined ? 0 : (this.#headEnds[stream] ?? 0) - extent.endOffset),
      0,
    );
  }

  /** Rows for the lines that have come. */
  merge(): void {
    this.head?.merge(Number.POSITIVE_INFINITY);
    this.tail.merge(Number.POSITIVE_INFINITY);
  }

  end(): void {
    if (this.isEnded) return;
    this.isEnded = true;
    for (const extent of this.#tails) extent?.close();
    this.merge();
    this.tail.endGaps();
  }

  get extents(): readonly LogExtent[] {
    return [...this.#heads, ...this.#tails].filter((extent) => extent !== undefined);
  }

  /** About so many bytes of the longest stretch, from its beginning. The beginning of a log that has a hole goes first. */
  drop(bytes: number): void {
    if (this.head !== undefined) {
      this.#heads.fill(undefined);
      this.head = undefined;
      return;
    }
    const longest = this.extents.toSorted((a, b) => b.cost - a.cost)[0];
    if (longest === undefined) return;
    const before = longest.startOffset;
    longest.drop(bytes);
    if (longest.startOffset === before) this.#dropAll(longest);
    else this.dropped += longest.startOffset - before;
    this.rebuild();
  }

  /** What is too short to be dropped in part. */
  #dropAll(extent: LogExtent): void {
    const stream = this.#tails.indexOf(extent);
    this.dropped += extent.endOffset - extent.startOffset;
    this.#tails[stream] = newExtent(extent.endOffset, stream);
  }

  rebuild(): void {
    this.tail = new RowList(this.#tails);
    this.tail.merge(Number.POSITIVE_INFINITY);
    if (this.isEnded) this.tail.endGaps();
  }
}

export function streamIndex(name: string): number {
  return streamNames.indexOf(name as (typeof streamNames)[number]);
}

function newExtent(offset: number, stream: number): LogExtent {
  return new LogExtent(offset, { isMessages: stream === messagesStream });
}

/**
 * The rows of one stretch of an attempt: lines of its streams in the order in which they came, and what is lost between
 * them. Costs 4 bytes a row, and as many again for what a filter shows.
 */
import { Growing } from "../text/growing.ts";
import type { LogExtent } from "../text/log-extent.ts";

/** By stream: stdout, stderr, messages. */
export type Extents = readonly (LogExtent | undefined)[];

export interface LineRef {
  readonly kind: "line";
  readonly stream: number;
  readonly line: number;
}

export interface GapRef {
  readonly kind: "gap";
  readonly stream: number;
  /** The line that follows it. */
  readonly line: number;
  readonly bytes: number;
}

export type RowRef = LineRef | GapRef;
export type RowFilter = (extent: LogExtent, ref: RowRef) => boolean;

const streamShift = 2 ** 30;
const gapStream = 3;

export class RowList {
  readonly extents: Extents;
  readonly #refs = Growing.counts();
  readonly #gaps: GapRef[] = [];
  /** By stream: the line that comes next. */
  readonly #cursors: number[];
  /** Places in the list; null: all of them. */
  #shown: Growing | null = null;
  #filtered = 0;

  constructor(extents: Extents) {
    this.extents = extents;
    this.#cursors = extents.map((extent) => extent?.firstLine ?? 0);
  }

  /** All rows, shown or not. */
  get length(): number {
    return this.#refs.length;
  }

  get shownLength(): number {
    return this.#shown?.length ?? this.#refs.length;
  }

  get isFiltered(): boolean {
    return this.#shown !== null;
  }

  /** Which of all rows the n-th one is that is shown. */
  placeOf(shown: number): number {
    return this.#shown?.at(shown) ?? shown;
  }

  /** Which one it is of those that are shown, or the next one after it; `shownLength` if there is none. */
  shownAt(place: number): number {
    return this.#shown === null ? place : this.#shown.lastAtMost(place - 1) + 1;
  }

  refAt(place: number): RowRef {
    const packed = this.#refs.at(place);
    const stream = Math.floor(packed / streamShift);
    const line = packed % streamShift;
    return stream === gapStream ? (this.#gaps[line] as GapRef) : { kind: "line", stream, line };
  }

  /** The place of a line; undefined if it is not here. */
  placeOfLine(stream: number, line: number): number | undefined {
    const sought = stream * streamShift + line;
    for (let place = 0; place < this.#refs.length; place++) if (this.#refs.at(place) === sought) return place;
    return undefined;
  }

  /** Takes over the lines that have come, in the order of their times, up to one that is after `until`. */
  merge(until: number): void {
    for (;;) {
      let next = -1;
      let soonest = Number.POSITIVE_INFINITY;
      for (const [stream, extent] of this.extents.entries()) {
        const line = this.#cursors[stream] ?? 0;
        if (extent === undefined || line >= extent.lineCount) continue;
        const at = extent.timeOf(line);
        if (at < soonest) [next, soonest] = [stream, at];
      }
      const extent = this.extents[next];
      if (extent === undefined || soonest > until) return;
      this.#take(next, extent);
    }
  }

  /** What is lost after the last line; asked for once nothing more comes. */
  endGaps(): void {
    for (const [stream, extent] of this.extents.entries())
      if (extent !== undefined) this.#gap(stream, extent, extent.lineCount);
  }

  /** Shows only some; null: all. */
  filter(filter: RowFilter | null): void {
    this.#shown = filter === null ? null : Growing.counts();
    this.#filtered = 0;
    if (filter !== null) this.filterMore(filter);
  }

  /** Looks at the rows that have come since. */
  filterMore(filter: RowFilter): void {
    if (this.#shown === null) return;
    for (; this.#filtered < this.#refs.length; this.#filtered++) {
      const ref = this.refAt(this.#filtered);
      const extent = this.extents[ref.stream];
      if (extent !== undefined && filter(extent, ref)) this.#shown.push(this.#filtered);
    }
  }

  #take(stream: number, extent: LogExtent): void {
    const begin = this.#cursors[stream] ?? 0;
    const end = extent.endOfPiece(begin);
    for (let line = begin; line < end; line++) {
      if (extent.gaps.size > 0) this.#gap(stream, extent, line);
      this.#refs.push(stream * streamShift + line);
    }
    this.#cursors[stream] = end;
  }

  #gap(stream: number, extent: LogExtent, line: number): void {
    const bytes = extent.gaps.get(line);
    if (bytes === undefined) return;
    this.#refs.push(gapStream * streamShift + this.#gaps.length);
    this.#gaps.push({ kind: "gap", stream, line, bytes });
  }
}

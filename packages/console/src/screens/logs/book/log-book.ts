/**
 * The log of a task as a list of rows: attempt after attempt, each with its lines, and what a filter leaves of them. Keeps
 * within a budget: what does not fit is a hole, and says so.
 */
import type { LogExtent } from "../text/log-extent.ts";
import type { LogPart } from "../text/parts-reader.ts";
import { AttemptLog } from "./attempt-log.ts";
import type { RowFilter, RowList, RowRef } from "./row-list.ts";

/** Bytes of logs and what their lines cost, about: 16 bytes a line. */
export const memoryBudget = 320 * 1024 * 1024;
/** So much of it is let go at once when it is full. */
const dropShare = 1 / 8;
/** The beginning of a long log takes no more than this of it, so that there is room for what is still written. */
export const headShare = 3 / 4;

export interface Filter {
  /** By stream: stdout, stderr, messages. */
  readonly streams: readonly boolean[];
  readonly level: number;
  readonly onlyHits: boolean;
  /** Null: all of them. */
  readonly attempt: number | null;
}

export const everything: Filter = { streams: [true, true, true], level: 0, onlyHits: false, attempt: null };

export type Row =
  | { readonly kind: "attempt"; readonly attempt: AttemptLog }
  | { readonly kind: "hole"; readonly attempt: AttemptLog; readonly bytes: number; readonly isDropped: boolean }
  | {
      readonly kind: "row";
      readonly attempt: AttemptLog;
      readonly extent: LogExtent;
      readonly ref: RowRef;
      /** From 1 among the rows of its attempt; undefined while what is before it is not here. */
      readonly number: number | undefined;
    };

/** A line by what does not change: its attempt, stream and offset. */
export interface LineAddress {
  readonly attempt: number;
  readonly stream: number;
  readonly offset: number;
}

interface Section {
  readonly kind: "attempt" | "dropped" | "head" | "hole" | "tail";
  readonly attempt: AttemptLog;
  readonly rows: RowList | undefined;
  readonly count: number;
}

export class LogBook {
  readonly #budget: number;
  readonly #attempts: AttemptLog[] = [];
  #filter: Filter = everything;
  #sections: readonly Section[] = [];

  constructor(budget = memoryBudget) {
    this.#budget = budget;
  }

  /** In order of their numbers. */
  get attempts(): readonly AttemptLog[] {
    return this.#attempts;
  }

  get filter(): Filter {
    return this.#filter;
  }

  get cost(): number {
    return this.#attempts.reduce((sum, { extents }) => sum + extents.reduce((of, { cost }) => of + cost, 0), 0);
  }

  get hasRoomForHeads(): boolean {
    return this.cost < this.#budget * headShare;
  }

  attempt(number: number): AttemptLog {
    const known = this.#attempts.find((each) => each.number === number);
    if (known !== undefined) return known;
    const made = new AttemptLog(number);
    this.#attempts.push(made);
    this.#attempts.sort((a, b) => a.number - b.number);
    return made;
  }

  append(part: LogPart): void {
    this.attempt(part.attempt).append(part);
  }

  setFilter(filter: Filter): void {
    this.#filter = filter;
    this.refilter();
  }

  /** All rows are looked at again: levels or hits are others than they were. */
  refilter(): void {
    for (const rows of this.#lists()) rows.filter(this.#predicate());
    this.#arrange();
  }

  /** Takes over what has come: new rows, beginnings that met their ends, and what has to go. */
  settle(): void {
    for (const attempt of this.#attempts) {
      attempt.merge();
      if (attempt.join()) attempt.tail.filter(this.#predicate());
    }
    while (this.cost > this.#budget && this.#drop()) {
      // Until it fits.
    }
    const predicate = this.#predicate();
    const isChanged = this.extents.some((extent) => extent.isChanged);
    for (const extent of this.extents) extent.tell();
    if (predicate !== null && isChanged) for (const rows of this.#lists()) rows.filter(predicate);
    else if (predicate !== null)
      for (const rows of this.#lists()) {
        if (!rows.isFiltered) rows.filter(predicate);
        rows.filterMore(predicate);
      }
    this.#arrange();
  }

  get rowCount(): number {
    return this.#sections.reduce((sum, { count }) => sum + count, 0);
  }

  rowAt(index: number): Row | undefined {
    let before = 0;
    for (const section of this.#sections) {
      if (index < before + section.count) return this.#row(section, index - before);
      before += section.count;
    }
    return undefined;
  }

  /** Where the line is that an address names, or, if it is not shown, the next one that is; undefined if it is not here. */
  indexOf({ attempt: number, stream, offset }: LineAddress): number | undefined {
    let before = 0;
    for (const { attempt, rows, count } of this.#sections) {
      const line = attempt.number === number ? rows?.extents[stream]?.lineAtOffset(offset) : undefined;
      const place = line === undefined ? undefined : rows?.placeOfLine(stream, line);
      if (place !== undefined && rows !== undefined) return before + rows.shownAt(place);
      before += count;
    }
    return undefined;
  }

  /** The first row of at least that level. */
  firstAtLevel(level: number): number | undefined {
    return this.#first((extent, { kind, line }) => kind === "line" && extent.levelOf(line) >= level);
  }

  /** The rows that a search has found, at most so many. */
  hits(most: number): number[] {
    const found: number[] = [];
    let before = 0;
    for (const { rows, count } of this.#sections) {
      if (rows !== undefined) collectHits(rows, before, most, found);
      before += count;
    }
    return found;
  }

  get extents(): readonly LogExtent[] {
    return this.#attempts.flatMap(({ extents }) => extents);
  }

  #first(is: RowFilter): number | undefined {
    let before = 0;
    for (const { rows, count } of this.#sections) {
      for (let shown = 0; rows !== undefined && shown < count; shown++) {
        const ref = rows.refAt(rows.placeOf(shown));
        const extent = rows.extents[ref.stream];
        if (extent !== undefined && is(extent, ref)) return before + shown;
      }
      before += count;
    }
    return undefined;
  }

  #lists(): readonly RowList[] {
    return this.#attempts.flatMap(({ head, tail }) => (head === undefined ? [tail] : [head, tail]));
  }

  #predicate(): RowFilter | null {
    const { streams, level, onlyHits } = this.#filter;
    if (streams.every(Boolean) && level === 0 && !onlyHits) return null;
    return (extent, { kind, stream, line }) =>
      streams[stream] === true &&
      (kind === "gap" || (extent.levelOf(line) >= level && (!onlyHits || extent.isHit(line))));
  }

  /** Of the oldest attempt that has much, so that what is written now stays. False if there is nothing to drop. */
  #drop(): boolean {
    const bytes = this.#budget * dropShare;
    const costs = this.#attempts.map(({ extents }) => extents.reduce((sum, { cost }) => sum + cost, 0));
    const heavy = costs.findIndex((cost) => cost >= bytes);
    const dropped = this.#attempts[heavy >= 0 ? heavy : costs.findIndex((cost) => cost > 0)];
    if (dropped === undefined) return false;
    dropped.drop(bytes);
    dropped.tail.filter(this.#predicate());
    return true;
  }

  #arrange(): void {
    const { attempt: chosen } = this.#filter;
    const attempts = this.#attempts.filter(({ number }) => chosen === null || number === chosen);
    const many = attempts.length > 1;
    this.#sections = attempts.flatMap((attempt) => {
      const { head, tail, dropped, holeBytes } = attempt;
      return [
        { kind: "attempt", attempt, rows: undefined, count: many ? 1 : 0 },
        { kind: "dropped", attempt, rows: undefined, count: dropped > 0 ? 1 : 0 },
        { kind: "head", attempt, rows: head, count: head?.shownLength ?? 0 },
        { kind: "hole", attempt, rows: undefined, count: holeBytes > 0 ? 1 : 0 },
        { kind: "tail", attempt, rows: tail, count: tail.shownLength },
      ] as const;
    });
  }

  #row({ kind, attempt, rows }: Section, shown: number): Row | undefined {
    if (kind === "attempt") return { kind, attempt };
    if (kind === "dropped") return { kind: "hole", attempt, bytes: attempt.dropped, isDropped: true };
    if (kind === "hole") return { kind, attempt, bytes: attempt.holeBytes, isDropped: false };
    const place = rows?.placeOf(shown) ?? 0;
    const ref = rows?.refAt(place);
    const extent = ref === undefined ? undefined : rows?.extents[ref.stream];
    if (ref === undefined || extent === undefined) return undefined;
    const isCounted = attempt.dropped === 0 && (kind === "head" || attempt.holeBytes === 0);
    return { kind: "row", attempt, extent, ref, number: isCounted ? place + 1 : undefined };
  }
}

function collectHits(rows: RowList, before: number, most: number, found: number[]): void {
  for (let shown = 0; shown < rows.shownLength && found.length < most; shown++) {
    const { kind, stream, line } = rows.refAt(rows.placeOf(shown));
    if (kind === "line" && rows.extents[stream]?.isHit(line) === true) found.push(before + shown);
  }
}

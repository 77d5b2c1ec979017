/**
 * A stretch of one stream, as bytes with an index of its lines: where each begins, how much it matters, which colours are
 * on there, when it came, and what is lost before it. It grows at its end, and may let go of its beginning.
 *
 * Costs the bytes, and 5 bytes a line. Positions count the bytes that are here; offsets are those of the stream, which
 * counts lost bytes as well.
 */
import { ByteStore } from "./byte-store.ts";
import { Growing } from "./growing.ts";
import { headLength, type Level, levelOf, levelOfMessage, levels } from "./levels.ts";
import { sgrAfter } from "./sgr.ts";

const lineEnd = 0x0a;
const levelBits = 0x07;
const hitBit = 0x80;
/** Colours are not followed through a line that is longer. */
const longestFollowed = 1024 * 1024;

export class LogExtent {
  readonly bytes = new ByteStore();
  /** By the line that follows it. */
  readonly gaps = new Map<number, number>();
  readonly levelCounts = [0, 0, 0, 0, 0];
  readonly #isMessages: boolean;
  readonly #starts = Growing.counts();
  readonly #flags = Growing.bytes();
  readonly #markLines = Growing.counts();
  readonly #markTimes = Growing.numbers();
  readonly #colourLines = Growing.counts();
  readonly #colours: string[] = [];
  /** Where in the stream a position is: those after which something is lost, and the first. */
  readonly #origins: { readonly position: number; readonly offset: number }[];
  readonly #decoder = new TextDecoder("latin1");
  #firstLine = 0;
  /** Lines before it have their end. */
  #finished = 0;
  #isBroken = false;
  /** A line that was told has another level now that more of it came. */
  isChanged = false;

  constructor(offset: number, { isMessages = false } = {}) {
    this.#isMessages = isMessages;
    this.#origins = [{ position: 0, offset }];
  }

  get startOffset(): number {
    return this.offsetAt(this.bytes.first);
  }

  get endOffset(): number {
    return this.offsetAt(this.bytes.end);
  }

  /** Lines that have begun, those that were let go included. */
  get lineCount(): number {
    return this.#starts.length;
  }

  get firstLine(): number {
    return this.#firstLine;
  }

  get finishedLines(): number {
    return this.#finished;
  }

  /** What it costs, about. */
  get cost(): number {
    return this.bytes.end - this.bytes.first + 16 * (this.lineCount - this.#firstLine);
  }

  /** Bytes from an offset on. What is here already is dropped; what is skipped is a gap. */
  append(offset: number, data: Uint8Array, at: number): void {
    const known = this.endOffset;
    if (offset > known) this.#skip(offset - known);
    const fresh = data.subarray(Math.max(0, known - offset));
    if (fresh.length === 0) return;
    this.#mark(at);
    const from = this.bytes.end;
    const isInLine = !this.#isBroken && from > 0 && this.bytes.slice(from - 1, from)[0] !== lineEnd;
    this.bytes.append(fresh);
    if (!isInLine) this.#begin(from);
    this.#isBroken = false;
    for (let end = fresh.indexOf(lineEnd); end >= 0 && end < fresh.length - 1; end = fresh.indexOf(lineEnd, end + 1))
      this.#begin(from + end + 1);
    this.#finish(fresh[fresh.length - 1] === lineEnd ? this.lineCount : this.lineCount - 1);
    this.#lookAtOpenLine();
  }

  /** Nothing more comes: its last line has its end, too. */
  close(): void {
    this.#finish(this.lineCount);
  }

  lineBytes(line: number): Uint8Array {
    return this.bytes.slice(this.positionOf(line), this.positionOf(line + 1));
  }

  /** Of its first byte; of the line after the last one the end. */
  positionOf(line: number): number {
    return line < this.lineCount ? this.#starts.at(line) : this.bytes.end;
  }

  offsetOf(line: number): number {
    return this.offsetAt(this.positionOf(line));
  }

  offsetAt(position: number): number {
    let origin = this.#origins.at(-1);
    for (let index = this.#origins.length - 1; index >= 0; index--) {
      origin = this.#origins[index];
      if (origin === undefined || origin.position <= position) break;
    }
    return origin === undefined ? position : origin.offset + position - origin.position;
  }

  /** The line that an offset of the stream lies in, or that follows it where it is lost; undefined if it is not here. */
  lineAtOffset(offset: number): number | undefined {
    const origin = this.#origins.findLast((each) => each.offset <= offset);
    if (origin === undefined || offset >= this.endOffset) return undefined;
    const line = this.#starts.lastAtMost(origin.position + offset - origin.offset, this.#firstLine);
    return line < this.#firstLine ? undefined : line;
  }

  levelOf(line: number): Level {
    return (this.#flags.at(line) & levelBits) as Level;
  }

  isHit(line: number): boolean {
    return (this.#flags.at(line) & hitBit) !== 0;
  }

  setHit(line: number, isHit: boolean): void {
    const flags = this.#flags.at(line);
    this.#flags.set(line, isHit ? flags | hitBit : flags & ~hitBit);
  }

  clearHits(): void {
    for (let line = this.#firstLine; line < this.lineCount; line++) this.setHit(line, false);
  }

  /** What is on where the line begins, for `sgrCode`. */
  coloursAt(line: number): string {
    const index = this.#colourLines.lastAtMost(line);
    return index < 0 ? "" : (this.#colours[index] ?? "");
  }

  /** When the piece came in which the line began, in milliseconds. */
  timeOf(line: number): number {
    return this.#markTimes.at(Math.max(0, this.#markLines.lastAtMost(line)));
  }

  /** The line after those that came in the same piece. */
  endOfPiece(line: number): number {
    const next = this.#markLines.lastAtMost(line) + 1;
    return next < this.#markLines.length ? Math.max(line + 1, this.#markLines.at(next)) : this.lineCount;
  }

  /** Takes another stretch over that begins where this one ends. */
  appendAll(next: LogExtent): void {
    for (let line = next.firstLine; line < next.lineCount; ) {
      const end = next.endOfPiece(line);
      for (let at = line; at < end; at++) this.append(next.offsetOf(at), next.lineBytes(at), next.timeOf(line));
      line = end;
    }
    if (next.endOffset > this.endOffset) this.#skip(next.endOffset - this.endOffset);
  }

  /** Lets go of about so many bytes, from the beginning, by whole lines. */
  drop(bytes: number): void {
    const first = this.bytes.dropBefore(this.bytes.first + bytes);
    const line = Math.min(this.lineCount, this.#starts.lastAtMost(first - 1, this.#firstLine) + 1);
    for (let gone = this.#firstLine; gone < line; gone++) this.#count(this.levelOf(gone), -1);
    this.#firstLine = Math.max(this.#firstLine, line);
    this.#starts.dropBefore(this.#firstLine);
    this.#flags.dropBefore(this.#firstLine);
  }

  #skip(bytes: number): void {
    this.#origins.push({ position: this.bytes.end, offset: this.endOffset + bytes });
    this.#finish(this.lineCount);
    this.gaps.set(this.lineCount, (this.gaps.get(this.lineCount) ?? 0) + bytes);
    this.#isBroken = true;
  }

  #begin(position: number): void {
    this.#starts.push(position);
    this.#flags.push(levels.none);
    this.#count(levels.none, 1);
  }

  #mark(at: number): void {
    const last = this.#markTimes.length - 1;
    if (last >= 0 && this.#markTimes.at(last) === at) return;
    this.#markLines.push(this.lineCount);
    this.#markTimes.push(at);
  }

  /** Levels and colours of what has its end now, some lines at a time. */
  #finish(until: number): void {
    while (this.#finished < until) {
      const first = this.#finished;
      const from = this.positionOf(first);
      let last = first + 1;
      while (last < until && this.positionOf(last + 1) - from <= longestFollowed) last++;
      this.#finishSome(first, last, from);
      this.#finished = last;
    }
  }

  #finishSome(first: number, last: number, from: number): void {
    const text = this.#decoder.decode(this.bytes.slice(from, Math.min(this.positionOf(last), from + longestFollowed)));
    const hasColours = text.includes("\u001b");
    let colours = this.coloursAt(first);
    for (let line = first; line < last; line++) {
      const begin = this.positionOf(line) - from;
      const end = this.positionOf(line + 1) - from;
      this.#setLevel(line, text.slice(begin, Math.min(end - 1, begin + headLength)));
      if (!hasColours) continue;
      const after = sgrAfter(colours, text.slice(begin, end));
      if (after !== colours) this.#colour(line + 1, after);
      colours = after;
    }
  }

  #colour(line: number, colours: string): void {
    this.#colourLines.push(line);
    this.#colours.push(colours);
  }

  /** A line that is being written may say already what it is. */
  #lookAtOpenLine(): void {
    if (this.#finished >= this.lineCount) return;
    const position = this.positionOf(this.#finished);
    this.#setLevel(this.#finished, this.#decoder.decode(this.bytes.slice(position, position + headLength)));
  }

  #setLevel(line: number, head: string): void {
    const before = this.levelOf(line);
    const level = this.#isMessages
      ? levelOfMessage(head)
      : levelOf(head, line === 0 ? levels.none : this.levelOf(line - 1));
    if (level === before) return;
    this.#flags.set(line, (this.#flags.at(line) & ~levelBits) | level);
    this.#count(before, -1);
    this.#count(level, 1);
    if (line < this.#told) this.isChanged = true;
  }

  /** Lines whose level somebody has acted upon. */
  #told = 0;

  tell(): void {
    this.#told = this.lineCount;
  }

  #count(level: Level, by: number): void {
    this.levelCounts[level] = (this.levelCounts[level] ?? 0) + by;
  }
}

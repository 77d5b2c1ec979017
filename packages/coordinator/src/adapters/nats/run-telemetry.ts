/**
 * What the stream has of one run's logs and metrics, and where. Built from the messages' headers, in the order of the
 * stream; a message that comes again changes nothing.
 */
import type { AttemptKey, StreamKey } from "@troupe/engine";
import { firstIndex } from "@troupe/engine/adapters";
import { SequenceSet } from "./sequence-set.ts";
import type { PartPlace, Point, PointsOfAttempt, TelemetryMark } from "./telemetry-message.ts";

export interface StoredPart extends PartPlace {
  /** Of its message in the stream. */
  readonly sequence: number;
}

export interface IndexedLog {
  readonly key: StreamKey;
  readonly parts: StoredPart[];
  length: number;
  /** Of its last message; what the next one is written behind. 0 if there is none. */
  last: number;
}

export interface PointsPage {
  readonly sequence: number;
  /** Cursor of the first point. */
  readonly first: number;
  readonly count: number;
}

export class RunTelemetry {
  /** Every message of the run up to here is in. */
  read = 0;
  /** Readers of the stream, one after the other. */
  line: Promise<void> = Promise.resolve();
  readonly #logs = new Map<string, IndexedLog>();
  readonly #pages: PointsPage[] = [];
  readonly #held = new Map<string, SequenceSet>();
  #lastPoints = 0;
  #points = 0;
  #parts = 0;

  /** What it takes in memory, roughly: parts and pages. */
  get size(): number {
    return this.#parts + this.#pages.length;
  }

  /** Of the last message with points. */
  get lastPoints(): number {
    return this.#lastPoints;
  }

  /** Those that hold anything. */
  get logs(): readonly IndexedLog[] {
    return [...this.#logs.values()].filter(({ last }) => last > 0);
  }

  log(key: StreamKey): IndexedLog {
    const { runId, task, attempt, stream } = key;
    const name = `${attempt} ${stream} ${task}`;
    const known = this.#logs.get(name);
    if (known !== undefined) return known;
    const log = { key: { runId, task, attempt, stream }, parts: [], length: 0, last: 0 };
    this.#logs.set(name, log);
    return log;
  }

  take(sequence: number, mark: TelemetryMark): void {
    if (mark.type === "log") this.#takeLog(sequence, mark.key, mark.parts);
    else this.#takePoints(sequence, mark.count, mark.held);
  }

  hasPoint({ task, attempt, sequence }: Point): boolean {
    return this.#held.get(`${attempt} ${task}`)?.has(sequence) ?? false;
  }

  /** From the first point up to one that is missing. */
  pointsOf({ task, attempt }: AttemptKey): number {
    return this.#held.get(`${attempt} ${task}`)?.whole ?? 0;
  }

  /** From the page with the point behind a cursor. */
  pagesAfter(cursor: number): readonly PointsPage[] {
    return this.#pages.slice(firstIndex(this.#pages, ({ first, count }) => first + count - 1 > cursor));
  }

  #takeLog(sequence: number, key: StreamKey, parts: readonly PartPlace[]): void {
    const log = this.log(key);
    if (sequence <= log.last) return;
    log.last = sequence;
    for (const part of parts) log.parts.push({ ...part, sequence });
    const end = parts.at(-1);
    if (end !== undefined) log.length = end.offset + end.size;
    this.#parts += parts.length;
  }

  #takePoints(sequence: number, count: number, held: readonly PointsOfAttempt[]): void {
    if (sequence <= this.#lastPoints) return;
    this.#lastPoints = sequence;
    this.#pages.push({ sequence, first: this.#points + 1, count });
    this.#points += count;
    for (const [task, attempt, ranges] of held) {
      const name = `${attempt} ${task}`;
      const set = this.#held.get(name) ?? new SequenceSet();
      this.#held.set(name, set);
      for (const [from, to] of ranges) for (let number = from; number <= to; number += 1) set.add(number);
    }
  }
}

/**
 * The points of one attempt, numbered from 1, kept until they are durable. Bounded: `push` refuses when full, and the
 * one who reads points from a file stops reading, while the one who has nowhere to leave them counts what is lost.
 * The coordinators may lose what is durable there: then points come again, from copies or from the file.
 */
import type { AttemptKey, MetricSample } from "@troupe/engine";
import type { MemoryBudget, SpareCopies } from "./memory-log.ts";

export type MetricPoint = Omit<MetricSample, "sequence">;

export interface MetricQueueOptions {
  readonly key: AttemptKey;
  /** Points that wait for their acknowledgement. */
  readonly cap: number;
  /** Points became durable, and there is room for as many. */
  readonly onRoom: () => void;
  /** Where points come from once more: copies in memory, as long as there is room, or a source that is read again from behind a point. */
  readonly again: MemoryBudget | ((after: number) => void);
}

/** What a copy takes in memory, roughly. */
const pointBytes = 100;

export class MetricQueue implements SpareCopies {
  readonly key: AttemptKey;
  readonly #options: MetricQueueOptions;
  /** Those behind `#dropped`. */
  #points: MetricSample[] = [];
  #last = 0;
  #sent = 0;
  #acknowledged = 0;
  #dropped = 0;
  #asked = 0;

  constructor(options: MetricQueueOptions) {
    this.key = options.key;
    this.#options = options;
  }

  /** Points so far. */
  get length(): number {
    return this.#last;
  }

  get isFull(): boolean {
    return this.#last - this.#acknowledged >= this.#options.cap;
  }

  /** Every point is durable. */
  get isEmpty(): boolean {
    return this.#last === this.#acknowledged;
  }

  get hasUnsent(): boolean {
    return this.#last > this.#sent;
  }

  push(point: MetricPoint): boolean {
    if (this.isFull) return false;
    this.#last += 1;
    this.#points.push({ ...point, sequence: this.#last });
    return true;
  }

  /** The next points to send; they count as sent. */
  take(limit: number): readonly MetricSample[] {
    const from = this.#sent - this.#dropped;
    const taken = this.#points.slice(from, from + limit);
    this.#sent += taken.length;
    return taken;
  }

  acknowledge(sequence: number): void {
    const durable = Math.min(sequence, this.#last);
    if (durable <= this.#acknowledged) return;
    this.#acknowledged = durable;
    this.#sent = Math.max(this.#sent, durable);
    const { again, cap } = this.#options;
    this.#drop(typeof again === "function" ? durable : durable - cap);
    this.#options.onRoom();
  }

  /** What was sent and not acknowledged is to be sent again. */
  rewind(): void {
    this.#sent = this.#acknowledged;
  }

  /** Up to where its points are taken to be durable: whether they are is asked. */
  ask(): number {
    this.#asked = this.#acknowledged;
    return this.#asked;
  }

  /** What is durable indeed. True if points have to be sent again that were taken to be durable, and can be. */
  answered(durable: number): boolean {
    if (durable >= this.#asked) return false;
    this.#asked = 0;
    const { again } = this.#options;
    if (typeof again === "function") {
      again(durable);
      return true;
    }
    const from = Math.max(durable, this.#dropped);
    if (from >= this.#acknowledged) return false;
    this.#acknowledged = from;
    this.#sent = from;
    return true;
  }

  /** So many points are taken to be durable, and the next one that is pushed is the one behind them. */
  startBehind(sequence: number): void {
    this.#points = [];
    this.#last = sequence;
    this.#sent = sequence;
    this.#acknowledged = sequence;
    this.#dropped = sequence;
  }

  /** Gives up the copies of what is durable. */
  evict(): void {
    this.#drop(this.#acknowledged);
  }

  close(): void {
    this.startBehind(this.#last);
    this.#spare();
  }

  #drop(upTo: number): void {
    if (upTo > this.#dropped) {
      this.#points.splice(0, upTo - this.#dropped);
      this.#dropped = upTo;
    }
    this.#spare();
  }

  #spare(): void {
    const { again } = this.#options;
    if (typeof again !== "function") again.holdsDurable(this, (this.#acknowledged - this.#dropped) * pointBytes);
  }
}

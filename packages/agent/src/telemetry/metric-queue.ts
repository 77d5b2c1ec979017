/**
 * The points of one attempt, numbered from 1, kept until they are durable. Bounded: `push` refuses when full, and the
 * one who reads points from a file stops reading, while the one who has nowhere to leave them counts what is lost.
 */
import type { AttemptKey, MetricSample } from "@troupe/engine";

export type MetricPoint = Omit<MetricSample, "sequence">;

export class MetricQueue {
  readonly key: AttemptKey;
  readonly #cap: number;
  readonly #onRoom: () => void;
  #points: MetricSample[] = [];
  #last = 0;
  #sent = 0;
  #acknowledged = 0;

  /** `onRoom`: points became durable, and there is room for as many. */
  constructor(key: AttemptKey, cap: number, onRoom: () => void) {
    this.key = key;
    this.#cap = cap;
    this.#onRoom = onRoom;
  }

  get isFull(): boolean {
    return this.#points.length >= this.#cap;
  }

  get isEmpty(): boolean {
    return this.#points.length === 0;
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
    // The first point kept is the one after the last acknowledged.
    const from = this.#sent - this.#acknowledged;
    const taken = this.#points.slice(from, from + limit);
    this.#sent += taken.length;
    return taken;
  }

  acknowledge(sequence: number): void {
    const durable = Math.min(sequence, this.#last);
    if (durable <= this.#acknowledged) return;
    this.#points.splice(0, durable - this.#acknowledged);
    this.#acknowledged = durable;
    this.#sent = Math.max(this.#sent, durable);
    this.#onRoom();
  }

  /** What was sent and not acknowledged is to be sent again. */
  rewind(): void {
    this.#sent = this.#acknowledged;
  }
}

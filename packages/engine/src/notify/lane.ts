/** What waits for one connection. Each has a lane of its own, so that one that hangs holds up nobody but itself. */
import type { Clock, Timer } from "../ports/clock.ts";
import type { NoticeRecord } from "./notice-record.ts";

/** As many are under way at once. */
const together = 4;
/** More than that stay in the store until there is room. */
const keptAtMost = 1000;

export interface LaneOptions {
  readonly clock: Clock;
  /** Resolves whatever becomes of it. */
  readonly send: (record: NoticeRecord) => Promise<void>;
  /** Has room again, and had none before: what stayed in the store may come. */
  readonly onRoom: () => void;
}

export class Lane {
  readonly #options: LaneOptions;
  /** By id, in the order in which they came. */
  readonly #waiting = new Map<string, NoticeRecord>();
  readonly #underWay = new Set<string>();
  #pausedUntil = 0;
  #hasOverflown = false;
  #timer: Timer | undefined;
  #isStopped = false;

  constructor(options: LaneOptions) {
    this.#options = options;
  }

  add(record: NoticeRecord): void {
    const { id } = record.notice;
    if (this.#isStopped || this.#waiting.has(id) || this.#underWay.has(id)) return;
    if (this.#waiting.size >= keptAtMost) this.#hasOverflown = true;
    else this.#waiting.set(id, record);
    this.#pump();
  }

  /** The other side asked for quiet. */
  pause(ms: number): void {
    this.#pausedUntil = Math.max(this.#pausedUntil, this.#options.clock.now() + ms);
  }

  stop(): void {
    this.#isStopped = true;
    this.#timer?.cancel();
    this.#waiting.clear();
  }

  #pump(): void {
    this.#timer?.cancel();
    const now = this.#options.clock.now();
    let next = Number.POSITIVE_INFINITY;
    for (const [id, record] of this.#waiting) {
      const at = Math.max(record.nextAt, this.#pausedUntil);
      if (at > now) next = Math.min(next, at);
      else if (this.#underWay.size < together) this.#start(id, record);
      else return;
    }
    if (next < Number.POSITIVE_INFINITY)
      this.#timer = this.#options.clock.after(Math.max(1, next - now), () => this.#pump());
  }

  #start(id: string, record: NoticeRecord): void {
    this.#waiting.delete(id);
    this.#underWay.add(id);
    void this.#options.send(record).then(() => {
      this.#underWay.delete(id);
      if (this.#isStopped) return;
      if (this.#hasOverflown && this.#waiting.size < keptAtMost / 2) {
        this.#hasOverflown = false;
        this.#options.onRoom();
      }
      this.#pump();
    });
  }
}

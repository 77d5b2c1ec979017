/**
 * The live runs of one pipeline, in the order in which they may begin: which of them are under way, which wait, and
 * whether a failed one stands in their way. Holds no rule: those are in admit.ts and settle.ts.
 *
 * Ownership: whoever has a line changes it in place, as with the state of a run. Twenty thousand runs may wait in one, so
 * that taking the first and finding a place are cheap.
 */
import { type Overlap, sideBySide } from "./overlap.ts";

export interface LineMember {
  /** Sorts by creation. */
  readonly runId: string;
  /** Start of its interval, in milliseconds since the epoch; else the instant of its creation. */
  readonly place: number;
  /** The run that it repeats, if it does: that one may be what a strict sequence stops at. */
  readonly rerunOf: string | null;
}

export class Line {
  readonly underWay = new Map<string, LineMember>();
  /** Of those under way: somebody has asked for their end. */
  readonly ending = new Set<string>();
  /** In order. */
  readonly #waiting: LineMember[] = [];
  readonly #members = new Map<string, LineMember>();
  /** The failed run behind which a strict sequence stops, and before it the failed ones that it was a rerun of. */
  blockedBy: readonly string[] = [];
  #overlap: Overlap = sideBySide;

  get overlap(): Overlap {
    return this.#overlap;
  }

  set overlap(overlap: Overlap) {
    this.#overlap = overlap;
    this.#waiting.sort((a, b) => this.#compare(a, b));
  }

  get waiting(): readonly LineMember[] {
    return this.#waiting;
  }

  begin(member: LineMember): void {
    this.#remove(member.runId);
    this.underWay.set(member.runId, member);
  }

  wait(member: LineMember): void {
    this.#members.set(member.runId, member);
    this.#waiting.splice(this.#placeAfter(member), 0, member);
  }

  /** Somebody has asked for its end. */
  end(runId: string): void {
    if (this.underWay.has(runId)) this.ending.add(runId);
    else this.#remove(runId);
  }

  /** It has ended. */
  leave(runId: string): void {
    this.underWay.delete(runId);
    this.ending.delete(runId);
    this.#remove(runId);
  }

  /** How many wait before it; -1 if it does not wait. */
  before(runId: string): number {
    const member = this.#members.get(runId);
    return member === undefined ? -1 : this.#placeAfter(member) - 1;
  }

  #remove(runId: string): boolean {
    const at = this.before(runId);
    if (at < 0) return false;
    // The first one is who leaves most often, and costs nothing this way, however many stand behind.
    if (at === 0) this.#waiting.shift();
    else this.#waiting.splice(at, 1);
    return this.#members.delete(runId);
  }

  /** Behind all that are not behind it: most come in order, so the search begins at the end. */
  #placeAfter(member: LineMember): number {
    const last = this.#waiting.at(-1);
    if (last === undefined || this.#compare(last, member) <= 0) return this.#waiting.length;
    let [low, high] = [0, this.#waiting.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      const there = this.#waiting[middle];
      if (there !== undefined && this.#compare(there, member) <= 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** By interval only where the order of intervals is promised: else who came first begins first. */
  #compare(a: LineMember, b: LineMember): number {
    const byPlace = this.#overlap.policy === "strict-sequence" ? a.place - b.place : 0;
    if (byPlace !== 0) return byPlace;
    return a.runId < b.runId ? -1 : a.runId > b.runId ? 1 : 0;
  }
}

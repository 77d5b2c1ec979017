/**
 * What the feed's stream holds, as its one writer knows it: where each entry of each run lies, which runs were dropped, and
 * how much of the stream nobody needs any more. Numbers alone: it asks nobody.
 */

export interface Cut {
  /** Runs whose entries have to be written once more, at the end, before the stream is cut. */
  readonly moved: readonly string[];
  /** The first message that stays. */
  readonly at: number;
}

interface Dropped {
  /** Where it says so. */
  readonly mark: number;
  /** Of its last entry; 0 if none is known. */
  readonly last: number;
}

export class FeedPlaces {
  /** By run: the place of each entry, by the number of its first event. */
  readonly #runs = new Map<string, Map<number, number>>();
  readonly #dropped = new Map<string, Dropped>();
  #entries = 0;
  #first = 1;
  #last = 0;

  /** Of the last message that is known. */
  get last(): number {
    return this.#last;
  }

  /** Entries of runs that were not dropped. */
  get entries(): number {
    return this.#entries;
  }

  /** Messages that nobody needs. */
  get dead(): number {
    return this.#last - this.#first + 1 - this.#entries;
  }

  has(runId: string, first: number): boolean {
    return this.#runs.get(runId)?.has(first) ?? false;
  }

  /** By the number of each entry's first event; undefined if there are none. */
  placesOf(runId: string): ReadonlyMap<number, number> | undefined {
    return this.#runs.get(runId);
  }

  wasDropped(runId: string): boolean {
    return this.#dropped.has(runId);
  }

  /** Whether entries of a run that was dropped still lie in the stream. */
  isLeft(runId: string): boolean {
    return (this.#dropped.get(runId)?.last ?? 0) >= this.#first;
  }

  /** It is another stream. */
  clear(): void {
    this.#runs.clear();
    this.#dropped.clear();
    this.#entries = 0;
    this.#first = 1;
    this.#last = 0;
  }

  /** It ends there, whatever the messages before that are. */
  endsAt(last: number): void {
    this.#last = Math.max(this.#last, last);
  }

  add(runId: string, first: number, place: number): void {
    const places = this.#runs.get(runId) ?? new Map<number, number>();
    this.#runs.set(runId, places);
    if (!places.has(first)) this.#entries += 1;
    places.set(first, place);
    this.#dropped.delete(runId);
    this.endsAt(place);
  }

  /** Of an entry that was written twice only the last one counts. */
  move(runId: string, places: ReadonlyMap<number, number>): void {
    this.#forget(runId);
    for (const [first, place] of places) this.add(runId, first, place);
  }

  drop(runId: string, mark: number): void {
    const places = this.#runs.get(runId);
    const last = places === undefined ? (this.#dropped.get(runId)?.last ?? 0) : highest(places);
    this.#dropped.set(runId, { mark, last });
    this.#forget(runId);
    this.endsAt(mark);
  }

  /** Runs whose marks lie before that place. */
  droppedBefore(place: number): ReadonlySet<string> {
    return new Set([...this.#dropped].flatMap(([runId, { mark }]) => (mark < place ? [runId] : [])));
  }

  /**
   * What to cut off next. Runs in the way are moved whole, so that who reads the stream from its beginning meets their first
   * event first; `most` entries of them, or one run. The last message stays: by it the stream knows where it ends.
   */
  cut(most: number): Cut {
    const runs = [...this.#runs]
      .map(([runId, places]) => ({ runId, lowest: lowest(places), entries: places.size }))
      .sort((one, other) => one.lowest - other.lowest);
    const [oldest] = runs;
    if (oldest !== undefined && (oldest.lowest - this.#first) * 2 >= this.dead) return { moved: [], at: oldest.lowest };
    const moved: string[] = [];
    let entries = 0;
    for (const run of runs) {
      if (moved.length > 0 && entries + run.entries > most) return { moved, at: run.lowest };
      moved.push(run.runId);
      entries += run.entries;
    }
    return { moved, at: this.#last };
  }

  /** Everything before that place is gone. */
  startsAt(first: number): void {
    this.#first = Math.max(this.#first, first);
    for (const [runId, { mark }] of this.#dropped) if (mark < this.#first) this.#dropped.delete(runId);
  }

  #forget(runId: string): void {
    this.#entries -= this.#runs.get(runId)?.size ?? 0;
    this.#runs.delete(runId);
  }
}

function lowest(places: ReadonlyMap<number, number>): number {
  return [...places.values()].reduce((one, other) => Math.min(one, other), Number.POSITIVE_INFINITY);
}

function highest(places: ReadonlyMap<number, number>): number {
  return [...places.values()].reduce((one, other) => Math.max(one, other), 0);
}

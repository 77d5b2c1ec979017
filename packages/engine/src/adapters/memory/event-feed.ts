/** The event feed as a list. */
import type { EventFeed, FeedEntry, FeedPosition, PositionedEntry } from "../../ports/event-feed.ts";
import { Subscribers } from "../../subscribers.ts";
import { firstIndex } from "../log-parts.ts";

let feeds = 0;

export class MemoryEventFeed implements EventFeed {
  readonly #feed = `memory-${++feeds}`;
  /** Positions are given in order and never again, so that who reads on after a drop misses nothing. */
  readonly #entries = new Map<number, PositionedEntry>();
  readonly #runs = new Map<string, PositionedEntry[]>();
  readonly #subscribers = new Subscribers<readonly PositionedEntry[]>();
  #last = 0;

  async append(entries: readonly FeedEntry[]): Promise<void> {
    const added = entries.flatMap((entry) => this.#add(entry));
    if (added.length > 0) this.#subscribers.tell(added);
  }

  async readRun(runId: string, after: number, limit = Number.POSITIVE_INFINITY): Promise<readonly FeedEntry[]> {
    const entries = this.#runs.get(runId) ?? [];
    const start = firstIndex(entries, (entry) => lastSequence(entry) > after);
    return entries.slice(start, start + limit);
  }

  async readAll(after: FeedPosition | null, limit: number): Promise<readonly PositionedEntry[]> {
    const found: PositionedEntry[] = [];
    const start = after?.feed === this.#feed ? after.position + 1 : 1;
    for (let position = start; position <= this.#last && found.length < limit; position += 1) {
      const entry = this.#entries.get(position);
      if (entry !== undefined) found.push(entry);
    }
    return found;
  }

  subscribe(onEntries: (entries: readonly PositionedEntry[]) => void): () => void {
    return this.#subscribers.add(onEntries);
  }

  async dropRun(runId: string): Promise<void> {
    for (const { position } of this.#runs.get(runId) ?? []) this.#entries.delete(position);
    this.#runs.delete(runId);
  }

  async close(): Promise<void> {}

  #add(entry: FeedEntry): readonly PositionedEntry[] {
    const run = this.#runs.get(entry.runId) ?? [];
    const place = firstIndex(run, ({ first }) => first >= entry.first);
    if (run[place]?.first === entry.first) return [];
    this.#last += 1;
    const positioned = { ...entry, feed: this.#feed, position: this.#last };
    this.#entries.set(positioned.position, positioned);
    run.splice(place, 0, positioned);
    this.#runs.set(entry.runId, run);
    return [positioned];
  }
}

function lastSequence(entry: FeedEntry): number {
  return entry.first + entry.events.length - 1;
}

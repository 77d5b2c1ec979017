/** What is happening: the events of all runs, in order, for those who watch and for the catalog. Rebuilt from the outbox if lost. */
import type { RunEvent } from "@troupe/core";

export interface EventFeed {
  /** Durable when it answers. An entry whose (runId, first) is there already is dropped: appending twice is harmless. */
  append(entries: readonly FeedEntry[]): Promise<void>;
  /** Events of one run with a sequence number above `after`, oldest first, at most `limit` entries. */
  readRun(runId: string, after: number, limit?: number): Promise<readonly FeedEntry[]>;
  /**
   * Entries of all runs after a position, oldest first: how the catalog catches up. From the beginning after null, and
   * after a position in another feed.
   */
  readAll(after: FeedPosition | null, limit: number): Promise<readonly PositionedEntry[]>;
  /**
   * Called after new entries became durable, each once and in order of position; and with none where some may have been
   * missed, or are too large to be told: who needs them reads on from where it is. Must not throw. Returns the way to stop.
   */
  subscribe(onEntries: (entries: readonly PositionedEntry[]) => void): () => void;
  /** Forgets a run whose history is sealed in the archive. Its positions are never given again. */
  dropRun(runId: string): Promise<void>;
  /**
   * Of runs that were dropped those that would come back if what is told were lost and made again: their entries lie
   * together with those of others. Absent where `dropRun` leaves nothing.
   */
  remains?(runIds: ReadonlySet<string>): Promise<ReadonlySet<string>>;
  close(): Promise<void>;
}

/** What one batch said about one run. */
export interface FeedEntry {
  readonly runId: string;
  readonly pipeline: string;
  /** Sequence number of the first event; the others follow without a gap. */
  readonly first: number;
  readonly events: readonly RunEvent[];
}

/** How far somebody has read. */
export interface FeedPosition {
  /** Which feed it is. One that was lost and made again is another one, and its positions begin again. */
  readonly feed: string;
  /** Grows with each entry of this feed, from 1. */
  readonly position: number;
}

export interface PositionedEntry extends FeedEntry, FeedPosition {}

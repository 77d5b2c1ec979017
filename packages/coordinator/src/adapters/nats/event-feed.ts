/**
 * The event feed of a cluster: a JetStream stream that everybody sees at once, and segments in the archive that make it
 * durable. An append answers when it is in a segment; what the stream lacks of the segments its writer adds when it can:
 * after NATS was away, and after it was wiped with all that it had.
 *
 * SAFETY: segment before stream. What is in the stream is in a segment, so that what the stream has seen need not be
 * written again, and no loss of NATS is the loss of an event.
 */
import { jetstreamManager } from "@nats-io/jetstream";
import {
  type Archive,
  type Clock,
  type EngineLog,
  type EventFeed,
  type FeedEntry,
  type FeedPosition,
  type PositionedEntry,
  Subscribers,
  sealedName,
  type Timer,
} from "@troupe/engine";
import type { NatsLink } from "./connection.ts";
import { droppedSubject, readEntry, readMark, runSubject } from "./feed-entry.ts";
import { FeedSegments } from "./feed-segments.ts";
import { FeedStream, type FeedStreamLimits } from "./feed-stream.ts";
import { isAbsent, isWrongSequence, natsError, natsUnreachable } from "./nats-errors.ts";
import type { StreamMessage } from "./pushed-message.ts";
import { readStream } from "./read-stream.ts";
import { StreamTail } from "./stream-tail.ts";
import { streamName, token } from "./subjects.ts";

export interface NatsEventFeedOptions {
  readonly link: NatsLink;
  readonly archive: Archive;
  readonly clock: Clock;
  readonly log: EngineLog;
  readonly cluster: string;
  /** Of the stream; the segments have none. Must be the same on every coordinator. */
  readonly limits?: FeedStreamLimits;
}

const retryMs = 1000;
/** An append waits so long for the news of it to come back to its own subscribers. It is durable before. */
const newsPatienceMs = 1000;

export class NatsEventFeed implements EventFeed {
  readonly #options: NatsEventFeedOptions;
  readonly #name: string;
  readonly #prefix: string;
  readonly #stream: FeedStream;
  readonly #segments: FeedSegments;
  readonly #tail: StreamTail;
  readonly #subscribers = new Subscribers<readonly PositionedEntry[]>();
  readonly #stopFollowing: () => void;
  /** Segments of which the stream has everything. */
  readonly #published = new Set<string>();
  /** To be dropped together, by the next of the line. */
  readonly #dropping = new Set<string>();
  #dropped: Promise<void> | undefined;
  /** Appends, drops and repairs, one after the other. */
  #line: Promise<void> = Promise.resolve();
  /** Whether this coordinator writes the feed: it did, and nobody else since. Only the leader does, and it alone repairs. */
  #isWriter = false;
  /** Whether the stream has everything that the segments have. */
  #isWhole = false;
  #retry: Timer | undefined;

  constructor(options: NatsEventFeedOptions) {
    const { link, archive, clock, log, cluster, limits = {} } = options;
    this.#options = options;
    this.#name = streamName(cluster, "FEED");
    this.#prefix = `troupe.${token(cluster)}.feed`;
    this.#stream = new FeedStream(link, this.#name, this.#prefix, limits);
    this.#segments = new FeedSegments(archive, clock);
    this.#tail = new StreamTail({
      ...{ link, clock, stream: this.#name },
      onMessage: (message) => this.#heard(message),
      onBreak: () => this.#subscribers.tell([]),
      onTrouble: (error) => log.warn({ error }, "the feed cannot be followed; trying again"),
    });
    this.#stopFollowing = link.onUp(() => {
      this.#isWhole = false;
      this.#repairSoon();
    });
  }

  append(entries: readonly FeedEntry[]): Promise<void> {
    return entries.length === 0 ? Promise.resolve() : this.#inLine(() => this.#append(entries));
  }

  async readRun(runId: string, after: number, limit = Number.POSITIVE_INFINITY): Promise<readonly FeedEntry[]> {
    const recent = this.#isWriter && this.#isWhole ? this.#stream.recall(runId) : undefined;
    const entries = ordered(recent ?? (await this.#streamed(runId)) ?? (await this.#segments.readRun(runId)));
    return entries.filter((entry) => lastSequence(entry) > after).slice(0, limit);
  }

  async readAll(after: FeedPosition | null, limit: number): Promise<readonly PositionedEntry[]> {
    try {
      const { connection } = this.#options.link;
      const feed = await this.#identity();
      if (feed === undefined) return [];
      const from = after?.feed === feed ? after.position + 1 : 1;
      const wasDropped = await this.#droppedRuns();
      const found: PositionedEntry[] = [];
      for await (const message of readStream(connection, { stream: this.#name, from })) {
        const entry = await this.#entryOf(message);
        if (entry !== undefined && !wasDropped(entry.runId)) found.push({ ...entry, feed, position: message.seq });
        if (found.length >= limit) break;
      }
      // Made again while it was read: what was read may be of either.
      return feed === (await this.#identity()) ? found : this.readAll(after, limit);
    } catch (error) {
      throw natsError(error);
    }
  }

  subscribe(onEntries: (entries: readonly PositionedEntry[]) => void): () => void {
    return this.#subscribers.add(onEntries);
  }

  /** Throws TroupeError(retry) while NATS is away: those who follow the feed have not seen all of the run then. */
  dropRun(runId: string): Promise<void> {
    this.#dropping.add(runId);
    this.#dropped ??= this.#inLine(() => {
      const runIds = [...this.#dropping];
      this.#dropping.clear();
      this.#dropped = undefined;
      return this.#drop(runIds);
    });
    return this.#dropped;
  }

  /** All of them while it is not known what the segments hold. */
  remains(runIds: ReadonlySet<string>): Promise<ReadonlySet<string>> {
    return this.#inLine(async () => {
      try {
        await this.#repair();
        await this.#stream.erase(runIds, (dropped) => this.#segments.remains(dropped));
        return this.#segments.remains(runIds);
      } catch (error) {
        this.#isWhole = false;
        this.#troubled(error);
        return runIds;
      }
    });
  }

  async close(): Promise<void> {
    this.#stopFollowing();
    this.#retry?.cancel();
    this.#isWriter = false;
    this.#tail.close();
    await this.#line;
  }

  async #append(entries: readonly FeedEntry[]): Promise<void> {
    await this.#repair().catch((error) => this.#troubled(error));
    const fresh = distinct(entries).filter((entry) => !this.#isWhole || !this.#stream.has(entry));
    if (fresh.length === 0) return;
    const segment = await this.#segments.write(fresh);
    if (!this.#isWhole) return;
    try {
      await this.#stream.publish(fresh, segment);
      this.#published.add(segment);
      await this.#tail.reached(this.#stream.lastSequence, newsPatienceMs);
    } catch (error) {
      this.#isWhole = false;
      this.#troubled(error);
    }
  }

  /** Brings everything into the stream that the segments have, in the order in which they were written. */
  async #repair(): Promise<void> {
    this.#isWriter = true;
    if (this.#isWhole) return;
    if (!this.#options.link.isUp) throw natsUnreachable();
    if (await this.#stream.learn()) {
      this.#published.clear();
      this.#tail.restart();
    }
    const gone = new Map<string, boolean>();
    for await (const { name, entries } of this.#segments.all((known) => this.#published.has(known))) {
      const missing: FeedEntry[] = [];
      for (const entry of distinct(entries)) {
        if (!this.#stream.has(entry) && !(await this.#isGone(entry.runId, gone))) missing.push(entry);
      }
      if (missing.length > 0) await this.#stream.publish(missing, name);
      this.#published.add(name);
    }
    await this.#dropSegments([...gone].flatMap(([runId, isGone]) => (isGone ? [runId] : [])));
    this.#isWhole = true;
  }

  /** Dropped, or about to be: a run is sealed before the feed forgets it. */
  async #isGone(runId: string, known: Map<string, boolean>): Promise<boolean> {
    const isGone =
      known.get(runId) ??
      (this.#stream.wasDropped(runId) || (await this.#options.archive.resolve(sealedName(runId))) !== undefined);
    known.set(runId, isGone);
    return isGone;
  }

  async #drop(runIds: readonly string[]): Promise<void> {
    try {
      await this.#repair();
      const held = runIds.filter((runId) => this.#stream.hasRun(runId));
      if (held.length > 0) {
        // SAFETY: the stream first. A run that only the segments have is added to the stream again.
        await this.#stream.drop(held);
        await this.#tail.reached(this.#stream.lastSequence, newsPatienceMs);
      }
      await this.#dropSegments(runIds);
      await this.#stream.compact((dropped) => this.#segments.remains(dropped));
    } catch (error) {
      this.#isWhole = false;
      throw natsError(error);
    }
  }

  async #dropSegments(runIds: readonly string[]): Promise<void> {
    for (const name of await this.#segments.dropRuns(runIds)) this.#published.delete(name);
  }

  /** Of what lies in the stream. Only its writer knows it by heart. */
  async #droppedRuns(): Promise<(runId: string) => boolean> {
    if (this.#isWriter && this.#isWhole) return (runId) => this.#stream.wasDropped(runId);
    const found = new Set<string>();
    const part = { stream: this.#name, subject: droppedSubject(this.#prefix), headersOnly: true };
    for await (const message of readStream(this.#options.link.connection, part)) {
      const mark = readMark(message);
      if (mark.type === "dropped") for (const runId of mark.runIds) found.add(runId);
    }
    return (runId) => found.has(runId);
  }

  #troubled(error: unknown): void {
    this.#options.log.warn({ error: natsError(error) }, "events are kept in the archive until NATS takes them");
    // Somebody else wrote in between; it is known at once what.
    this.#repairSoon(isWrongSequence(error) ? 0 : retryMs);
  }

  #repairSoon(ms = 0): void {
    if (!this.#isWriter) return;
    this.#retry?.cancel();
    this.#retry = this.#options.clock.after(ms, () => {
      // Without a server, its coming back is what is waited for.
      if (!this.#isWriter || !this.#options.link.isUp) return;
      this.#inLine(() => this.#repair()).catch((error) => this.#troubled(error));
    });
  }

  #inLine<Result>(task: () => Promise<Result>): Promise<Result> {
    const done = this.#line.then(task);
    this.#line = done.then(
      () => {},
      () => {},
    );
    return done;
  }

  /** Undefined where the stream does not have all of the run, as far as one can tell. */
  async #streamed(runId: string): Promise<readonly FeedEntry[] | undefined> {
    const { link, log } = this.#options;
    if (!link.isUp || (this.#isWriter && !this.#isWhole)) return undefined;
    try {
      const found: FeedEntry[] = [];
      const part = { stream: this.#name, subject: runSubject(this.#prefix, runId) };
      for await (const message of readStream(link.connection, part)) {
        const entry = await this.#entryOf(message);
        if (entry !== undefined) found.push(entry);
      }
      if (found.length > 0 && (await this.#droppedRuns())(runId)) return [];
      return isContiguous(ordered(found)) ? found : undefined;
    } catch (error) {
      if (!isAbsent(error)) log.warn({ error: natsError(error) }, "a run is read from the archive's copy of the feed");
      return undefined;
    }
  }

  async #identity(): Promise<string | undefined> {
    try {
      const manager = await jetstreamManager(this.#options.link.connection, { checkAPI: false });
      return (await manager.streams.info(this.#name)).created;
    } catch (error) {
      if (isAbsent(error)) return undefined;
      throw error;
    }
  }

  /** Undefined for what is no entry. */
  async #entryOf(message: StreamMessage): Promise<FeedEntry | undefined> {
    const mark = readMark(message);
    if (mark.type !== "entry") return undefined;
    if (mark.segment === undefined) return readEntry(mark, message.data);
    const entries = await this.#segments.read(mark.segment);
    return entries.find(({ runId, first }) => runId === mark.runId && first === mark.first);
  }

  #heard(message: StreamMessage): void {
    const mark = readMark(message);
    const feed = this.#tail.identity;
    if (feed !== undefined && this.#stream.isForeign(message.seq, feed)) {
      this.#isWriter = false;
      this.#isWhole = false;
    }
    if (mark.type !== "entry" || mark.isMoved || feed === undefined) return;
    // Too large for a message: who follows reads it.
    if (mark.segment !== undefined) return this.#subscribers.tell([]);
    this.#subscribers.tell([{ ...readEntry(mark, message.data), feed, position: message.seq }]);
  }
}

function distinct(entries: readonly FeedEntry[]): readonly FeedEntry[] {
  return [...new Map(entries.map((entry) => [`${entry.runId} ${entry.first}`, entry])).values()];
}

function ordered(entries: readonly FeedEntry[]): readonly FeedEntry[] {
  return distinct(entries).toSorted((a, b) => a.first - b.first);
}

/** From the first event on, or empty. */
function isContiguous(entries: readonly FeedEntry[]): boolean {
  let next = 1;
  return entries.every((entry) => {
    const follows = entry.first <= next;
    next = lastSequence(entry) + 1;
    return follows;
  });
}

function lastSequence(entry: FeedEntry): number {
  return entry.first + entry.events.length - 1;
}

/**
 * The feed's stream as its one writer sees it. Each message is written behind the one that the writer knows to be the
 * last, so that nothing comes twice and nothing comes between: who has overlooked a message is refused, and looks again.
 *
 * A run is dropped by a mark behind its entries; from time to time the stream is cut off where nobody needs it any more. A
 * server looks through all that it has to purge one run of it, and through nothing to cut.
 */
import { DiscardPolicy, jetstream, jetstreamManager, RetentionPolicy, type StreamInfo } from "@nats-io/jetstream";
import { type NatsConnection, nanos } from "@nats-io/transport-node";
import type { FeedEntry } from "@troupe/engine";
import type { NatsLink } from "./connection.ts";
import { readEntry, readMark, type WrittenEntry, writeAgain, writeDropped, writeEntry } from "./feed-entry.ts";
import { FeedPlaces } from "./feed-places.ts";
import { isAbsent } from "./nats-errors.ts";
import type { StreamMessage } from "./pushed-message.ts";
import { readStream } from "./read-stream.ts";
import { RecentEntries } from "./recent-entries.ts";

export interface FeedStreamLimits {
  /** Copies on different servers. Default: 1. */
  readonly replicas?: number;
  /** Beyond it the oldest messages go; they are read from the segments then. Default: no limit. */
  readonly maxBytes?: number;
  readonly maxAgeMs?: number;
}

/** Of runs that were dropped those that are still told of elsewhere, so that it must be known that they were. */
export type Remembered = (runIds: ReadonlySet<string>) => Iterable<string>;

/** Fewer messages than that are not worth a cut. */
const leastDead = 2000;
/** Moved before one cut, of live runs that lie in the way: nothing is appended meanwhile. */
const mostMoved = 500;
const parallelReads = 64;
/** Runs: some 70 KiB, of the 1 MiB that a message may have. */
const mostInMark = 2000;
/** Some ten thousand runs of ten tasks. */
const recentBytes = 32 * 1024 * 1024;

export class FeedStream {
  readonly #link: NatsLink;
  readonly #stream: string;
  readonly #prefix: string;
  readonly #limits: FeedStreamLimits;
  readonly #places = new FeedPlaces();
  readonly #recent = new RecentEntries(recentBytes);
  #identity: string | undefined;
  /** Of the last message that was sent, whether or not it has been answered. */
  #sent = 0;

  constructor(link: NatsLink, stream: string, prefix: string, limits: FeedStreamLimits) {
    this.#link = link;
    this.#stream = stream;
    this.#prefix = prefix;
    this.#limits = limits;
  }

  /** Of the last message that it knows of. */
  get lastSequence(): number {
    return this.#places.last;
  }

  has({ runId, first }: FeedEntry): boolean {
    return this.#places.has(runId, first);
  }

  /** Whether it holds entries of a run. */
  hasRun(runId: string): boolean {
    return this.#places.placesOf(runId) !== undefined;
  }

  wasDropped(runId: string): boolean {
    return this.#places.wasDropped(runId);
  }

  /** Whether somebody else must have written that message of a stream. */
  isForeign(sequence: number, identity: string): boolean {
    return identity === this.#identity && sequence > Math.max(this.#sent, this.lastSequence);
  }

  /** All that the stream has of a run, in no order, if it was written here and lately. */
  recall(runId: string): readonly FeedEntry[] | undefined {
    const places = this.#places.placesOf(runId);
    const recent = this.#recent.of(runId);
    if (places === undefined || recent?.size !== places.size) return undefined;
    return [...recent].map(([first, data]) => readEntry({ runId, first }, data));
  }

  /** Makes the stream if need be, and learns what is in it. Answers whether it is another one than before. */
  async learn(): Promise<boolean> {
    const { connection } = this.#link;
    const { created, state } = await this.#open(connection);
    const isAnother = created !== this.#identity;
    if (isAnother) {
      this.#places.clear();
      this.#recent.clear();
    }
    this.#sent = 0;
    this.#places.startsAt(state.first_seq);
    const from = Math.max(this.lastSequence + 1, state.first_seq);
    const part = { stream: this.#stream, from, headersOnly: true };
    if (state.last_seq >= from) for await (const message of readStream(connection, part)) this.#note(message);
    this.#places.endsAt(state.last_seq);
    this.#identity = created;
    return isAnother;
  }

  /** Writes entries of a segment, in order. If it throws, some of them may be written: learn again. */
  async publish(entries: readonly FeedEntry[], segment: string): Promise<void> {
    const { max_payload: maxBytes = 1024 * 1024 } = this.#link.connection.info ?? {};
    const written = entries.map((entry) => writeEntry(this.#prefix, entry, segment, maxBytes));
    const first = await this.#write(written);
    for (const [index, entry] of entries.entries()) {
      this.#places.add(entry.runId, entry.first, first + index);
      const data = written[index]?.data;
      if (data !== undefined && data.length > 0) this.#recent.add(entry.runId, entry.first, data);
    }
  }

  /** Says behind their entries that runs are dropped. */
  async drop(runIds: readonly string[]): Promise<void> {
    const mark = await this.#write([writeDropped(this.#prefix, runIds)]);
    for (const runId of runIds) this.#forget(runId, mark);
  }

  /** Cuts the stream if that is worth it: if nobody needs as much of it as somebody does. */
  async compact(remembered: Remembered): Promise<void> {
    if (this.#places.dead >= Math.max(leastDead, this.#places.entries)) await this.#cut(remembered);
  }

  /** Answers when nothing is left of runs that were dropped. */
  async erase(runIds: ReadonlySet<string>, remembered: Remembered): Promise<void> {
    while ([...runIds].some((runId) => this.#places.isLeft(runId))) await this.#cut(remembered);
  }

  /** SAFETY: what is needed is at the end before it is cut off. Who crashes in between leaves it twice, as readers expect. */
  async #cut(remembered: Remembered): Promise<void> {
    const { moved, at } = this.#places.cut(mostMoved);
    for (const runId of moved) await this.#move(runId);
    const marked = [...remembered(this.#places.droppedBefore(at))];
    for (let start = 0; start < marked.length; start += mostInMark)
      await this.drop(marked.slice(start, start + mostInMark));
    const manager = await jetstreamManager(this.#link.connection, { checkAPI: false });
    await manager.streams.purge(this.#stream, { seq: at });
    this.#places.startsAt(at);
  }

  async #move(runId: string): Promise<void> {
    const places = [...(this.#places.placesOf(runId) ?? [])].sort(([one], [other]) => one - other);
    const moved = new Map<number, number>();
    const manager = await jetstreamManager(this.#link.connection, { checkAPI: false });
    for (let start = 0; start < places.length; start += parallelReads) {
      const some = places.slice(start, start + parallelReads);
      const stored = await Promise.all(some.map(([, seq]) => manager.streams.getMessage(this.#stream, { seq })));
      // What the stream's limits took is in the segments alone.
      const found = some.flatMap(([first], index) => {
        const message = stored[index];
        return message ? [{ first, written: writeAgain(message) }] : [];
      });
      const place = await this.#write(found.map(({ written }) => written));
      for (const [index, { first }] of found.entries()) moved.set(first, place + index);
    }
    this.#places.move(runId, moved);
  }

  /** The place of the first one; the others lie behind it. */
  async #write(messages: readonly WrittenEntry[]): Promise<number> {
    const first = this.lastSequence + 1;
    this.#sent = first + messages.length - 1;
    const answers = messages.map(({ subject, data, headers }, index) =>
      this.#link.publishing(data.length, (connection) =>
        jetstream(connection).publish(subject, data, {
          headers,
          expect: { lastSequence: first + index - 1, streamName: this.#stream },
        }),
      ),
    );
    const failed = (await Promise.allSettled(answers)).find(({ status }) => status === "rejected");
    if (failed?.status === "rejected") throw failed.reason;
    this.#places.endsAt(this.#sent);
    return first;
  }

  async #open(connection: NatsConnection): Promise<StreamInfo> {
    const manager = await jetstreamManager(connection, { checkAPI: false });
    try {
      const info = await manager.streams.info(this.#stream);
      const isWhole = info.created !== this.#identity || info.state.last_seq >= this.lastSequence;
      if (isWhole) return info;
      // SAFETY: its end is gone, as after a loss of power. Positions that were given must not be given again.
      await manager.streams.delete(this.#stream);
    } catch (error) {
      if (!isAbsent(error)) throw error;
    }
    return manager.streams.add(this.#config());
  }

  #config() {
    const { replicas = 1, maxBytes = -1, maxAgeMs = 0 } = this.#limits;
    return {
      name: this.#stream,
      subjects: [`${this.#prefix}.*`],
      retention: RetentionPolicy.Limits,
      discard: DiscardPolicy.Old,
      num_replicas: replicas,
      max_bytes: maxBytes,
      max_age: nanos(maxAgeMs),
      // For a leader of the version before.
      allow_rollup_hdrs: true,
      allow_direct: true,
    };
  }

  #note(message: StreamMessage): void {
    const mark = readMark(message);
    if (mark.type === "entry") this.#places.add(mark.runId, mark.first, message.seq);
    else for (const runId of mark.runIds) this.#forget(runId, message.seq);
  }

  #forget(runId: string, mark: number): void {
    this.#places.drop(runId, mark);
    this.#recent.forget(runId);
  }
}

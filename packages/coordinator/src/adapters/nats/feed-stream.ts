/**
 * The feed's stream as its one writer sees it. Each message is written behind the one that the writer knows to be the
 * last, so that nothing comes twice and nothing comes between: who has overlooked a message is refused, and looks again.
 */
import { DiscardPolicy, jetstream, jetstreamManager, RetentionPolicy, type StreamInfo } from "@nats-io/jetstream";
import { type NatsConnection, nanos } from "@nats-io/transport-node";
import type { FeedEntry } from "@troupe/engine";
import type { NatsLink } from "./connection.ts";
import { readMark, type WrittenEntry, writeDropped, writeEntry } from "./feed-entry.ts";
import { isAbsent } from "./nats-errors.ts";
import { readStream } from "./read-stream.ts";

export interface FeedStreamLimits {
  /** Copies on different servers. Default: 1. */
  readonly replicas?: number;
  /** Beyond it the oldest messages go; they are read from the segments then. Default: no limit. */
  readonly maxBytes?: number;
  readonly maxAgeMs?: number;
}

/** How many runs are remembered as dropped, in the stream: a segment may still name them. */
const maxDropped = 10_000;

export class FeedStream {
  readonly #link: NatsLink;
  readonly #stream: string;
  readonly #prefix: string;
  readonly #limits: FeedStreamLimits;
  /** Sequence numbers of the first event of each entry in the stream, by run. */
  readonly #firsts = new Map<string, Set<number>>();
  readonly #dropped = new Set<string>();
  #identity: string | undefined;
  #lastSequence = 0;

  constructor(link: NatsLink, stream: string, prefix: string, limits: FeedStreamLimits) {
    this.#link = link;
    this.#stream = stream;
    this.#prefix = prefix;
    this.#limits = limits;
  }

  /** Of the last message that it knows of. */
  get lastSequence(): number {
    return this.#lastSequence;
  }

  has({ runId, first }: FeedEntry): boolean {
    return this.#firsts.get(runId)?.has(first) ?? false;
  }

  /** Whether it holds entries of a run. */
  hasRun(runId: string): boolean {
    return this.#firsts.has(runId);
  }

  wasDropped(runId: string): boolean {
    return this.#dropped.has(runId);
  }

  /** Makes the stream if need be, and learns what is in it. Answers whether it is another one than before. */
  async learn(): Promise<boolean> {
    const { connection } = this.#link;
    const { created, state } = await this.#open(connection);
    const isAnother = created !== this.#identity;
    if (isAnother) {
      this.#firsts.clear();
      this.#dropped.clear();
      this.#lastSequence = 0;
    }
    const part = { stream: this.#stream, from: this.#lastSequence + 1, headersOnly: true };
    if (state.last_seq > this.#lastSequence)
      for await (const message of readStream(connection, part)) this.#note(message);
    this.#lastSequence = Math.max(this.#lastSequence, state.last_seq);
    this.#identity = created;
    return isAnother;
  }

  /** Writes entries of a segment, in order. If it throws, some of them may be written: learn again. */
  async publish(entries: readonly FeedEntry[], segment: string): Promise<void> {
    const { max_payload: maxBytes = 1024 * 1024 } = this.#link.connection.info ?? {};
    await this.#write(entries.map((entry) => writeEntry(this.#prefix, entry, segment, maxBytes)));
    for (const entry of entries) this.#add(entry.runId, entry.first);
  }

  /** Puts a mark in place of a run's entries. */
  async drop(runId: string): Promise<void> {
    await this.#write([writeDropped(this.#prefix, runId)]);
    this.#firsts.delete(runId);
    this.#dropped.add(runId);
    const oldest = this.#dropped.values().next().value;
    if (this.#dropped.size <= maxDropped || oldest === undefined) return;
    const manager = await jetstreamManager(this.#link.connection, { checkAPI: false });
    await manager.streams.purge(this.#stream, { filter: writeDropped(this.#prefix, oldest).subject });
    this.#dropped.delete(oldest);
  }

  async #write(messages: readonly WrittenEntry[]): Promise<void> {
    let last = this.#lastSequence;
    const answers = messages.map(({ subject, data, headers }) => {
      const lastSequence = last++;
      return this.#link.publishing(data.length, (connection) =>
        jetstream(connection).publish(subject, data, {
          headers,
          expect: { lastSequence, streamName: this.#stream },
        }),
      );
    });
    const failed = (await Promise.allSettled(answers)).find(({ status }) => status === "rejected");
    if (failed?.status === "rejected") throw failed.reason;
    this.#lastSequence = last;
  }

  async #open(connection: NatsConnection): Promise<StreamInfo> {
    const manager = await jetstreamManager(connection, { checkAPI: false });
    try {
      const info = await manager.streams.info(this.#stream);
      const isWhole = info.created !== this.#identity || info.state.last_seq >= this.#lastSequence;
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
      allow_rollup_hdrs: true,
      allow_direct: true,
    };
  }

  #note(message: Parameters<typeof readMark>[0]): void {
    const mark = readMark(message);
    if (mark.type === "entry") this.#add(mark.runId, mark.first);
    else {
      this.#firsts.delete(mark.runId);
      this.#dropped.add(mark.runId);
    }
  }

  #add(runId: string, first: number): void {
    const firsts = this.#firsts.get(runId);
    if (firsts === undefined) this.#firsts.set(runId, new Set([first]));
    else firsts.add(first);
    this.#dropped.delete(runId);
  }
}

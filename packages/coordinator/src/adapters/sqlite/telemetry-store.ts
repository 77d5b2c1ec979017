/**
 * Logs and metrics of live runs. A flush takes everything that waits: long pieces of logs go to the streams' files and
 * are synced there, then one commit of the index takes in where they lie, the short pieces and the points. Whoever asks
 * for a flush meanwhile shares the next one.
 *
 * SAFETY: files before index. What the index knows is on disk; what it does not know was never acknowledged.
 */
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import type { AttemptKey, LogPart, StoredMetric, StreamKey, TelemetryBatch, TelemetryStore } from "@troupe/engine";
import { Subscribers } from "@troupe/engine";
import { clipRange, type PartRange } from "@troupe/engine/adapters";
import { type PendingStream, PendingTelemetry } from "../telemetry/pending-telemetry.ts";
import { arrangeParts } from "./arrange-parts.ts";
import type { DataDirectory } from "./data-directory.ts";
import { LogSegments } from "./log-segments.ts";
import { type PartRecord, type StreamRecord, TelemetryIndex } from "./telemetry-index.ts";

const partsPerRead = 64;
/** Files that are written and synced at the same time; the runtime has four threads for that. */
const parallelWrites = 8;

export class SqliteTelemetryStore implements TelemetryStore {
  readonly #index: TelemetryIndex;
  readonly #segments: LogSegments;
  readonly #subscribers = new Subscribers<ReadonlySet<string>>();
  #pending = new PendingTelemetry();
  /** The end of the line of flushes and drops, which run one after the other. */
  #line: Promise<void> = Promise.resolve();
  /** A flush that stands in line and has not taken what waits yet. */
  #nextFlush: Promise<void> | undefined;

  private constructor(index: TelemetryIndex, segments: LogSegments) {
    this.#index = index;
    this.#segments = segments;
  }

  static async open(directory: DataDirectory): Promise<SqliteTelemetryStore> {
    const segments = await LogSegments.open(join(directory.path, "feed", "logs"));
    const index = new TelemetryIndex(directory);
    await segments.sweep(index.runIds());
    return new SqliteTelemetryStore(index, segments);
  }

  append(batch: TelemetryBatch): void {
    this.#pending.add(batch);
  }

  flush(): Promise<void> {
    this.#nextFlush ??= this.#inLine(async () => {
      this.#nextFlush = undefined;
      await this.#flushPending();
    });
    return this.#nextFlush;
  }

  async length(stream: StreamKey): Promise<number> {
    return this.#index.stream(stream)?.length ?? 0;
  }

  async points(attempt: AttemptKey): Promise<number> {
    return this.#index.points(attempt);
  }

  async readLog(stream: StreamKey, offset: number, limit: number): Promise<readonly LogPart[]> {
    const record = this.#index.stream(stream);
    if (record === undefined) return [];
    const found: LogPart[] = [];
    let room = limit;
    for (let next = offset; room > 0; ) {
      const parts = this.#index.parts(record, next, partsPerRead);
      for (const part of parts) {
        if (room <= 0) break;
        const read = await this.#readPart(stream, part, next, room);
        found.push(read);
        room -= read.data.length;
        next = read.offset + read.data.length;
      }
      if (parts.length < partsPerRead) break;
    }
    return found;
  }

  async readMetrics(runId: string, after: number, limit: number): Promise<readonly StoredMetric[]> {
    return this.#index.metrics(runId, after, limit);
  }

  async streams(runId: string): Promise<readonly (StreamKey & { readonly length: number })[]> {
    return this.#index.streams(runId);
  }

  subscribe(onNews: (runIds: ReadonlySet<string>) => void): () => void {
    return this.#subscribers.add(onNews);
  }

  dropRun(runId: string): Promise<void> {
    return this.#inLine(async () => {
      this.#pending.dropRun(runId);
      // SAFETY: the index first. A file that it does not know is swept; a part without its file would be damage.
      await this.#index.dropRun(runId, () => setImmediate());
      await this.#segments.dropRun(runId);
    });
  }

  async close(): Promise<void> {
    try {
      await this.flush();
    } finally {
      await this.#inLine(() => this.#segments.close());
      this.#index.close();
    }
  }

  #inLine(task: () => Promise<void>): Promise<void> {
    const done = this.#line.then(task);
    // A failure is for the one who asked, not for who stands behind.
    this.#line = done.catch(() => {});
    return done;
  }

  /** What cannot be written now waits for the next flush. */
  async #flushPending(): Promise<void> {
    const taken = this.#pending;
    if (taken.isEmpty) return;
    this.#pending = new PendingTelemetry();
    try {
      const news = await this.#write(taken);
      if (news.size > 0) this.#subscribers.tell(news);
    } catch (error) {
      this.#pending = taken.followedBy(this.#pending);
      throw error;
    }
  }

  /** Returns the runs that have news. */
  async #write(pending: PendingTelemetry): Promise<ReadonlySet<string>> {
    const streams = pending.streams.map((stream) => arrange(stream, this.#index.stream(stream.key)));
    const withNews = streams.filter(({ parts }) => parts.length > 0);
    await this.#writeFiles(withNews.filter(({ pieces }) => pieces.length > 0));
    return this.#index.transaction(() => {
      const news = new Set<string>();
      for (const { key, known, end, parts } of withNews) {
        const { id } = known ?? this.#index.addStream(key);
        this.#index.addParts({ id, ...end }, parts);
        news.add(key.runId);
      }
      for (const point of pending.metrics) if (this.#index.addMetric(point)) news.add(point.runId);
      return news;
    });
  }

  async #writeFiles(streams: readonly ArrangedStream[]): Promise<void> {
    const queue = streams.values();
    const writers = Array.from({ length: parallelWrites }, async () => {
      for (const { key, known, pieces } of queue) await this.#segments.write(key, known?.fileLength ?? 0, pieces);
    });
    // Wait for all even if one fails: none may still write when the next flush or drop begins.
    const failed = (await Promise.allSettled(writers)).find(({ status }) => status === "rejected");
    if (failed?.status === "rejected") throw failed.reason;
  }

  async #readPart(stream: StreamKey, part: PartRecord, offset: number, limit: number): Promise<LogPart> {
    const range = clipRange(part, offset, limit);
    const data = await this.#readContent(stream, part, range);
    return { offset: range.offset, data, gap: range.gap, at: part.at };
  }

  async #readContent(stream: StreamKey, { content }: PartRecord, { from, size }: PartRange): Promise<Uint8Array> {
    if (content instanceof Uint8Array) return content.subarray(from, from + size);
    return size === 0 ? new Uint8Array() : this.#segments.read(stream, content.position + from, size);
  }
}

interface ArrangedStream {
  readonly key: StreamKey;
  readonly known: StreamRecord | undefined;
  readonly parts: readonly PartRecord[];
  /** What goes to the file; nothing if all is short. */
  readonly pieces: readonly Uint8Array[];
  readonly end: { readonly length: number; readonly fileLength: number };
}

function arrange({ key, chunks }: PendingStream, known: StreamRecord | undefined): ArrangedStream {
  return { key, known, ...arrangeParts(chunks, known ?? { length: 0, fileLength: 0 }) };
}

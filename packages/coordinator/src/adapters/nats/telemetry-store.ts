/**
 * Logs and metrics of live runs in a JetStream stream: any coordinator takes them in, and any reads them. Each message
 * is written behind the last one of its subject that the writer knows, so that two coordinators that take in the same
 * log never both write a piece of it: the second one looks again, and drops what is there.
 *
 * It says what is in the stream now. Where NATS has lost it, `length` goes back, and agents send it again.
 */
import { randomUUID } from "node:crypto";
import {
  type AttemptKey,
  type Clock,
  type EngineLog,
  type LogPart,
  type StoredMetric,
  type StreamKey,
  Subscribers,
  type TelemetryBatch,
  type TelemetryStore,
} from "@troupe/engine";
import { clipRange, endOf, firstIndex, fitChunk, type LogChunk } from "@troupe/engine/adapters";
import { type PendingStream, PendingTelemetry } from "../telemetry/pending-telemetry.ts";
import type { NatsLink } from "./connection.ts";
import { LongestLogs } from "./longest-logs.ts";
import { isWrongSequence, natsError } from "./nats-errors.ts";
import type { StreamMessage } from "./pushed-message.ts";
import type { IndexedLog, StoredPart } from "./run-telemetry.ts";
import { StreamTail } from "./stream-tail.ts";
import { streamName, token } from "./subjects.ts";
import {
  logSubject,
  metricsSubject,
  type Point,
  readPoints,
  readTelemetryMark,
  runOf,
  type TelemetryMark,
  type WrittenTelemetry,
  writeLog,
  writePoints,
} from "./telemetry-message.ts";
import { TelemetryStream, type TelemetryStreamLimits } from "./telemetry-stream.ts";

export interface NatsTelemetryStoreOptions {
  readonly link: NatsLink;
  readonly clock: Clock;
  readonly log: EngineLog;
  readonly cluster: string;
  /** Must be the same on every coordinator. */
  readonly limits?: TelemetryStreamLimits;
}

/** Below the limit of a server that nobody configured, 1 MiB. */
const messageBytes = 512 * 1024;
const messageParts = 500;
const messagePoints = 2000;
/** Coordinators that write the same log at once overtake each other only so often. */
const maxTries = 10;
/** Messages whose data is fetched ahead of the one in hand. */
const parallelReads = 4;

export class NatsTelemetryStore implements TelemetryStore {
  readonly #id = randomUUID();
  readonly #stream: TelemetryStream;
  readonly #tail: StreamTail;
  readonly #options: NatsTelemetryStoreOptions;
  readonly #subscribers = new Subscribers<ReadonlySet<string>>();
  readonly #stopFollowing: () => void;
  readonly #longest = new LongestLogs();
  #pending = new PendingTelemetry();
  /** The end of the line of flushes and drops, which run one after the other. */
  #line: Promise<void> = Promise.resolve();
  #nextFlush: Promise<void> | undefined;
  /** News of others that are told together. */
  #news = new Set<string>();

  constructor(options: NatsTelemetryStoreOptions) {
    const { link, clock, log, cluster, limits = {} } = options;
    this.#options = options;
    const name = streamName(cluster, "LOGS");
    this.#stream = new TelemetryStream(link, name, `troupe.${token(cluster)}.telemetry`, limits);
    this.#stopFollowing = link.onUp(() => this.#stream.forget());
    this.#tail = new StreamTail({
      ...{ link, clock, stream: name, headersOnly: true },
      onMessage: (message) => this.#heard(message),
      onBreak: () => this.#missed(),
      onTrouble: (error) => log.warn({ error }, "news of logs cannot be followed; trying again"),
    });
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

  length(stream: StreamKey): Promise<number> {
    return this.#asking(async () => {
      const known = (await this.#stream.known(stream.runId)).log(stream);
      // What this process wrote last was the end of the log then: it may be longer, and never is shorter.
      if (known.last > 0) return known.length;
      return (await this.#stream.current(stream.runId)).log(stream).length;
    });
  }

  points(attempt: AttemptKey): Promise<number> {
    return this.#asking(async () => {
      const known = (await this.#stream.known(attempt.runId)).pointsOf(attempt);
      return known > 0 ? known : (await this.#stream.current(attempt.runId)).pointsOf(attempt);
    });
  }

  readLog(stream: StreamKey, offset: number, limit: number): Promise<readonly LogPart[]> {
    return this.#asking(async () => {
      let log = (await this.#stream.known(stream.runId)).log(stream);
      if (log.length <= offset) log = (await this.#stream.current(stream.runId)).log(stream);
      const read = await this.#readParts(log, offset, limit);
      if (read !== undefined) return read;
      // It was dropped, or written anew, by another coordinator.
      this.#stream.forgetRun(stream.runId);
      return (await this.#readParts((await this.#stream.current(stream.runId)).log(stream), offset, limit)) ?? [];
    });
  }

  readMetrics(runId: string, after: number, limit: number): Promise<readonly StoredMetric[]> {
    return this.#asking(async () => {
      const found: StoredMetric[] = [];
      for (const { sequence, first } of (await this.#stream.current(runId)).pagesAfter(after)) {
        if (found.length >= limit) break;
        const data = await this.#stream.data(sequence);
        if (data === undefined) break;
        for (const [index, point] of readPoints(data).entries()) {
          const cursor = first + index;
          if (cursor > after && found.length < limit) found.push({ ...point, cursor });
        }
      }
      return found;
    });
  }

  streams(runId: string): Promise<readonly (StreamKey & { readonly length: number })[]> {
    return this.#asking(async () => {
      const { logs } = await this.#stream.current(runId);
      return logs.map(({ key, length }) => ({ ...key, length }));
    });
  }

  subscribe(onNews: (runIds: ReadonlySet<string>) => void): () => void {
    return this.#subscribers.add(onNews);
  }

  dropRun(runId: string): Promise<void> {
    return this.#inLine(async () => {
      this.#pending.dropRun(runId);
      await this.#asking(() => this.#stream.dropRun(runId));
    });
  }

  async close(): Promise<void> {
    try {
      await this.flush();
    } finally {
      this.#stopFollowing();
      this.#tail.close();
    }
  }

  #inLine(task: () => Promise<void>): Promise<void> {
    const done = this.#line.then(task);
    // A failure is for the one who asked, not for who stands behind.
    this.#line = done.catch(() => {});
    return done;
  }

  async #asking<Answer>(question: () => Promise<Answer>): Promise<Answer> {
    try {
      await this.#stream.open();
      return await question();
    } catch (error) {
      throw natsError(error);
    }
  }

  /** What cannot be written now waits for the next flush. */
  async #flushPending(): Promise<void> {
    const taken = this.#pending;
    if (taken.isEmpty) return;
    this.#pending = new PendingTelemetry();
    const news = new Set<string>();
    try {
      await this.#asking(() => this.#write(taken, news));
    } catch (error) {
      this.#pending = taken.followedBy(this.#pending);
      throw error;
    } finally {
      if (news.size > 0) this.#subscribers.tell(news);
    }
  }

  /** Adds the runs that have news, also if it fails: some of it is written then. */
  async #write(pending: PendingTelemetry, news: Set<string>): Promise<void> {
    const points = Map.groupBy(pending.metrics, ({ runId }) => runId);
    const written = await Promise.allSettled([
      ...pending.streams.map((stream) => this.#untilLast(stream.key.runId, () => this.#writeLog(stream, news))),
      ...[...points].map(([runId, some]) => this.#untilLast(runId, () => this.#writePoints(runId, some, news))),
    ]);
    const failed = written.find(({ status }) => status === "rejected");
    if (failed?.status === "rejected") throw failed.reason;
  }

  /** Again if somebody else has written in between. After any failure the run is learned anew: it may be written. */
  async #untilLast(runId: string, write: () => Promise<void>): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await write();
      } catch (error) {
        this.#stream.forgetRun(runId);
        if (!isWrongSequence(error) || attempt === maxTries) throw error;
      }
    }
  }

  async #writeLog({ key, chunks }: PendingStream, news: Set<string>): Promise<void> {
    const run = await this.#stream.known(key.runId);
    const log = run.log(key);
    const whole = this.#longest.isLost(key, log.length) ? joined(chunks, log.length) : chunks;
    for (const parts of messagesOf(fitted(whole, log.length))) {
      await this.#put(logSubject(this.#stream.prefix, key), writeLog(parts, this.#id), log.last, (sequence, mark) =>
        run.take(sequence, mark),
      );
      news.add(key.runId);
    }
    this.#longest.note(key, log.length);
  }

  async #writePoints(runId: string, points: readonly Point[], news: Set<string>): Promise<void> {
    const run = await this.#stream.known(runId);
    for (let start = 0; start < points.length; start += messagePoints) {
      const fresh = unseen(points.slice(start, start + messagePoints), (point) => run.hasPoint(point));
      if (fresh.length === 0) continue;
      const subject = metricsSubject(this.#stream.prefix, runId);
      await this.#put(subject, writePoints(fresh, this.#id), run.lastPoints, (sequence, mark) =>
        run.take(sequence, mark),
      );
      news.add(runId);
    }
  }

  async #put(
    subject: string,
    written: WrittenTelemetry,
    last: number,
    take: (sequence: number, mark: TelemetryMark) => void,
  ): Promise<void> {
    const seq = await this.#stream.write(subject, written, last);
    const mark = readTelemetryMark(this.#stream.prefix, { ...written, subject, seq });
    if (mark !== undefined) take(seq, mark);
  }

  /** Undefined if a part is not where it was. */
  async #readParts(log: IndexedLog, offset: number, limit: number): Promise<readonly LogPart[] | undefined> {
    const wanted = clipped(log.parts, offset, limit);
    const sequences = [...new Set(wanted.map(({ part }) => part.sequence))];
    const found = new Map<number, Uint8Array>();
    for (let start = 0; start < sequences.length; start += parallelReads) {
      const some = sequences.slice(start, start + parallelReads);
      const read = await Promise.all(some.map((sequence) => this.#stream.data(sequence)));
      for (const [index, data] of read.entries()) if (data !== undefined) found.set(some[index] ?? 0, data);
    }
    if (found.size < sequences.length) return undefined;
    return wanted.map(({ part, range }) => {
      const start = part.from + range.from;
      const data = found.get(part.sequence)?.slice(start, start + range.size) ?? new Uint8Array();
      return { offset: range.offset, data, gap: range.gap, at: part.at };
    });
  }

  #heard(message: StreamMessage): void {
    const mark = readTelemetryMark(this.#stream.prefix, message);
    if (mark?.writer === this.#id) return;
    if (this.#news.size === 0) setImmediate(() => this.#tellNews());
    this.#news.add(runOf(this.#stream.prefix, message.subject));
  }

  #tellNews(): void {
    const news = this.#news;
    this.#news = new Set();
    this.#subscribers.tell(news);
  }

  /** Any run may have news. */
  #missed(): void {
    this.#stream.runIds().then(
      (runIds) => {
        if (runIds.size > 0) this.#subscribers.tell(runIds);
      },
      (error) => {
        this.#options.log.warn({ error: natsError(error) }, "news of logs may have been missed; listening anew");
        this.#tail.restart();
      },
    );
  }
}

/**
 * What goes on where the log ends. The rest follows what NATS has lost: as a gap it would stay one for good, where the
 * agent still has the bytes and sends them again as soon as it hears how long the log is.
 */
function joined(chunks: readonly LogChunk[], length: number): readonly LogChunk[] {
  let end = length;
  return chunks.filter(({ offset, data, gap = 0 }) => {
    if (offset - gap > end) return false;
    end = Math.max(end, offset + data.length);
    return true;
  });
}

/** What chunks add to a log of this length. */
function fitted(chunks: readonly LogChunk[], length: number): readonly LogPart[] {
  const parts: LogPart[] = [];
  let end = length;
  for (const chunk of chunks) {
    const part = fitChunk(end, chunk);
    if (part === undefined) continue;
    end = endOf(part);
    parts.push(part);
  }
  return parts;
}

/** Parts as they go into messages together; one that is too long by itself is cut. */
function* messagesOf(parts: readonly LogPart[]): Generator<readonly LogPart[]> {
  let message: LogPart[] = [];
  let bytes = 0;
  for (const part of parts.flatMap(cut)) {
    if (message.length === messageParts || (bytes > 0 && bytes + part.data.length > messageBytes)) {
      yield message;
      message = [];
      bytes = 0;
    }
    message.push(part);
    bytes += part.data.length;
  }
  if (message.length > 0) yield message;
}

function cut({ offset, data, gap, at }: LogPart): readonly LogPart[] {
  const pieces: LogPart[] = [{ offset, data: data.subarray(0, messageBytes), gap, at }];
  for (let start = messageBytes; start < data.length; start += messageBytes)
    pieces.push({ offset: offset + start, data: data.subarray(start, start + messageBytes), gap: 0, at });
  return pieces;
}

/** Each point once, and none that is there. */
function unseen(points: readonly Point[], isThere: (point: Point) => boolean): readonly Point[] {
  const names = new Set<string>();
  return points.filter((point) => {
    const name = `${point.attempt} ${point.sequence} ${point.task}`;
    if (isThere(point) || names.has(name)) return false;
    names.add(name);
    return true;
  });
}

function clipped(parts: readonly StoredPart[], offset: number, limit: number) {
  const found = [];
  let room = limit;
  for (let index = firstIndex(parts, (part) => part.offset + part.size > offset); room > 0; index += 1) {
    const part = parts[index];
    if (part === undefined) break;
    const range = clipRange(part, offset, room);
    found.push({ part, range });
    room -= range.size;
  }
  return found;
}

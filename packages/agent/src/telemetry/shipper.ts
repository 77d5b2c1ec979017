/**
 * Ships logs, metrics and progress of all attempts over one stream, in batches. Nothing polls: whoever has news wakes it.
 *
 * Memory is bounded by what is in flight: at most `windowBytes` are sent and not acknowledged, and what is not sent lies
 * where it was written. A lost connection rewinds every feed to what is durable; the coordinator drops what comes twice.
 * What was acknowledged is asked about after each lost connection, and now and then: a store may be lost as a whole.
 */
import type { AttemptKey, Clock, MetricSample, ProgressView, SystemSample, TelemetryAck, Timer } from "@troupe/engine";
import type { Logger } from "pino";
import { attemptId } from "../attempts/attempt-id.ts";
import {
  type HeldMetrics,
  type HeldStream,
  logStreams,
  type TelemetryLink,
  type TelemetryStream,
} from "../ports/telemetry-link.ts";
import { Backoff } from "../session/backoff.ts";
import type { LogFeed } from "./log-feed.ts";
import type { MetricQueue } from "./metric-queue.ts";
import { PieceReader } from "./piece-reader.ts";

export interface ShipperOptions {
  readonly link: TelemetryLink;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Logger;
  /** These runs are in the archive: what is kept of them in case of need may go. */
  readonly onSealed: (runIds: readonly string[]) => void;
}

const limits = {
  /** A batch leaves when it is this large, or when its first news is this old. */
  batchBytes: 256 * 1024,
  batchMs: 20,
  batchPoints: 1000,
  /** Of what is not sent again: more than that wait only where no coordinator is, and the oldest are missed. */
  samples: 1000,
  /** Streams that are asked about in one batch, and how often. */
  batchHeld: 1000,
  askFirstMs: 1000,
  askEveryMs: 10_000,
  windowBytes: 4 * 1024 * 1024,
  /** A coordinator that keeps the stream open and acknowledges nothing for so long has lost what was sent. */
  acknowledgeWithinMs: 30_000,
} as const;

interface Connection {
  readonly stream: TelemetryStream;
  isCongested: boolean;
}

export class Shipper {
  readonly #options: ShipperOptions;
  readonly #backoff: Backoff;
  readonly #reader: PieceReader;
  readonly #feeds = new Map<string, LogFeed>();
  readonly #queues = new Map<string, MetricQueue>();
  /** Of attempts that are over, and shipped. */
  readonly #restingQueues = new Map<string, MetricQueue>();
  readonly #progress = new Map<string, { readonly latest: AttemptKey & ProgressView; isSent: boolean }>();
  #samples: SystemSample[] = [];
  #connection: Connection | null = null;
  #flush: Timer | null = null;
  #reconnect: Timer | null = null;
  #overdue: Timer | null = null;
  #ask: Timer | null = null;
  /** Whether these are still durable is to be asked. */
  #unasked: LogFeed[] = [];
  #unaskedQueues: MetricQueue[] = [];
  #isPumping = false;
  #isStopped = false;

  constructor(options: ShipperOptions) {
    this.#options = options;
    this.#reader = new PieceReader(options.log);
    this.#backoff = new Backoff({ initialMs: 50, maxMs: 5000, random: options.random });
  }

  /** Nothing is read before it is woken. */
  addLog(feed: LogFeed): void {
    this.#feeds.set(feedId(feed.source.key), feed);
  }

  addMetrics(queue: MetricQueue): void {
    this.#queues.set(attemptId(queue.key), queue);
  }

  /** Everything of an attempt is durable. It is shipped again only if it gets lost there. */
  rest(key: AttemptKey): void {
    const id = attemptId(key);
    const queue = this.#queues.get(id);
    this.#queues.delete(id);
    if (queue !== undefined && queue.length > 0) this.#restingQueues.set(id, queue);
    this.#progress.delete(id);
    this.#askLater(limits.askFirstMs);
  }

  /** Drops what is left of an attempt. */
  remove(key: AttemptKey): void {
    this.rest(key);
    this.#restingQueues.get(attemptId(key))?.close();
    this.#restingQueues.delete(attemptId(key));
    for (const stream of logStreams) {
      const feed = this.#feeds.get(feedId({ ...key, stream }));
      if (feed === undefined) continue;
      feed.close();
      this.#reader.forget(feed);
      this.#feeds.delete(feedId({ ...key, stream }));
    }
  }

  /** There may be something new at the end of this stream. */
  wake(feed: LogFeed): void {
    this.#reader.wake(feed);
    this.#schedule();
  }

  wakeMetrics(): void {
    this.#schedule();
  }

  /** Only the latest counts. */
  progress(latest: AttemptKey & ProgressView): void {
    this.#progress.set(attemptId(latest), { latest, isSent: false });
    this.#schedule();
  }

  sample(sample: SystemSample): void {
    if (this.#samples.length >= limits.samples) this.#samples.shift();
    this.#samples.push(sample);
    this.#schedule();
  }

  stop(): void {
    this.#isStopped = true;
    for (const timer of [this.#flush, this.#reconnect, this.#overdue, this.#ask]) timer?.cancel();
    this.#connection?.stream.end();
    this.#connection = null;
    for (const feed of this.#feeds.values()) feed.close();
  }

  #schedule(): void {
    if (this.#isStopped || this.#isPumping || this.#flush !== null || this.#reconnect !== null) return;
    this.#flush = this.#options.clock.after(limits.batchMs, () => {
      this.#flush = null;
      void this.#pump();
    });
  }

  /** Sends while batches are full; a small one means that it caught up, and the next waits for company. */
  async #pump(): Promise<void> {
    this.#isPumping = true;
    let isFull = true;
    try {
      while (isFull && !this.#isStopped && this.#hasNews()) {
        const connection = this.#connect();
        if (connection.isCongested || this.#inFlight() >= limits.windowBytes) break;
        isFull = await this.#sendBatch(connection);
      }
    } catch (error) {
      this.#options.log.error({ err: error }, "telemetry could not be sent; it is tried again");
      this.#giveUp("an error of this agent");
    }
    this.#isPumping = false;
    // Caught up, but there was news meanwhile. In the other cases an acknowledgement or a drained buffer goes on.
    if (!isFull && this.#hasNews()) this.#schedule();
  }

  #hasNews(): boolean {
    return (
      this.#reader.hasNews ||
      this.#hasQuestions ||
      this.#samples.length > 0 ||
      [...this.#queues.values()].some((queue) => queue.hasUnsent) ||
      [...this.#progress.values()].some(({ isSent }) => !isSent)
    );
  }

  get #hasQuestions(): boolean {
    return this.#unasked.length > 0 || this.#unaskedQueues.length > 0;
  }

  #inFlight(): number {
    let bytes = 0;
    for (const feed of this.#feeds.values()) if (!feed.isClosed) bytes += feed.inFlight;
    return bytes;
  }

  async #sendBatch(connection: Connection): Promise<boolean> {
    const { pieces, isFull } = await this.#reader.read(limits.batchBytes);
    // What was read for a connection that is gone is read again for the next.
    if (this.#connection !== connection) return false;
    const at = this.#options.clock.now();
    const chunks = pieces.map(([feed, piece]) => feed.take(piece, at)).filter((chunk) => chunk !== undefined);
    const metrics = this.#takePoints();
    const progress = this.#takeProgress();
    const [held, heldMetrics] = [this.#takeHeld(), this.#takeHeldMetrics()];
    const samples = this.#samples.splice(0);
    const parts = { chunks, metrics, progress, held, heldMetrics, samples };
    if (Object.values(parts).every((part) => part.length === 0)) return false;
    connection.isCongested = !connection.stream.send(parts);
    if (chunks.length > 0 || metrics.length > 0) this.#expectAcknowledgement();
    return isFull || metrics.length >= limits.batchPoints || this.#hasQuestions;
  }

  #takePoints(): (AttemptKey & MetricSample)[] {
    const points: (AttemptKey & MetricSample)[] = [];
    for (const queue of this.#queues.values()) {
      if (points.length >= limits.batchPoints) break;
      for (const point of queue.take(limits.batchPoints - points.length)) points.push({ ...queue.key, ...point });
    }
    return points;
  }

  #takeProgress(): (AttemptKey & ProgressView)[] {
    const fresh = [...this.#progress.values()].filter(({ isSent }) => !isSent);
    for (const entry of fresh) entry.isSent = true;
    return fresh.map(({ latest }) => latest);
  }

  #takeHeld(): HeldStream[] {
    return this.#unasked
      .splice(0, limits.batchHeld)
      .filter((feed) => feed.isSettled)
      .map((feed) => ({ ...feed.source.key, offset: feed.acknowledged }));
  }

  #takeHeldMetrics(): HeldMetrics[] {
    return this.#unaskedQueues
      .splice(0, limits.batchHeld)
      .map((queue) => ({ ...queue.key, sequence: queue.ask() }))
      .filter(({ sequence }) => sequence > 0);
  }

  #askNow(): void {
    this.#askAll();
    if (this.#feeds.size + this.#queues.size + this.#restingQueues.size > 0) this.#askLater(limits.askEveryMs);
    if (this.#hasQuestions) this.#schedule();
  }

  #askAll(): void {
    this.#unasked = [...this.#feeds.values()].filter((feed) => feed.isSettled);
    this.#unaskedQueues = [...this.#queues.values(), ...this.#restingQueues.values()];
  }

  #askLater(delayMs: number): void {
    if (this.#isStopped) return;
    this.#ask ??= this.#options.clock.after(delayMs, () => {
      this.#ask = null;
      this.#askNow();
    });
  }

  #connect(): Connection {
    if (this.#connection !== null) return this.#connection;
    const isCurrent = (): boolean => this.#connection === connection;
    const stream = this.#options.link.open({
      acknowledged: (ack) => {
        if (isCurrent()) this.#acknowledged(ack);
      },
      drained: () => {
        connection.isCongested = false;
        if (isCurrent()) this.#schedule();
      },
      closed: (reason) => {
        if (isCurrent()) this.#lost(reason);
      },
    });
    const connection: Connection = { stream, isCongested: false };
    this.#connection = connection;
    return connection;
  }

  #acknowledged(ack: TelemetryAck): void {
    this.#backoff.reset();
    for (const log of ack.logs) this.#acknowledgedLog(log);
    for (const metric of ack.metrics) this.#queues.get(attemptId(metric))?.acknowledge(metric.sequence);
    this.#overdue?.cancel();
    this.#overdue = null;
    if (this.#inFlight() > 0 || [...this.#queues.values()].some((queue) => !queue.isEmpty))
      this.#expectAcknowledgement();
    if (ack.sealed.length > 0) this.#options.onSealed(ack.sealed);
    if (ack.heldMetrics.map((held) => this.#answeredMetrics(held)).includes(true)) {
      // What is under way would be acknowledged over the head of what has to come first.
      return this.#giveUp("the coordinators have lost metrics");
    }
    if (this.#hasNews()) this.#schedule();
  }

  #acknowledgedLog({ offset, ...stream }: TelemetryAck["logs"][number]): void {
    const feed = this.#feeds.get(feedId(stream));
    if (feed?.acknowledge(offset) !== true) return;
    this.#options.log.warn({ ...stream, offset }, "the coordinators lack a part of a log; it is shipped again");
    this.#reader.wake(feed);
  }

  /** True if points that were durable have to be sent again. */
  #answeredMetrics({ sequence, ...key }: TelemetryAck["heldMetrics"][number]): boolean {
    const id = attemptId(key);
    const queue = this.#queues.get(id) ?? this.#restingQueues.get(id);
    if (queue?.answered(sequence) !== true) return false;
    this.#restingQueues.delete(id);
    this.#queues.set(id, queue);
    this.#options.log.warn({ ...key, sequence }, "the coordinators have lost metrics; they are shipped again");
    return true;
  }

  #expectAcknowledgement(): void {
    this.#overdue ??= this.#options.clock.after(limits.acknowledgeWithinMs, () => {
      this.#giveUp("nothing was acknowledged for a long time");
    });
  }

  #giveUp(reason: string): void {
    const connection = this.#connection;
    this.#lost(reason);
    connection?.stream.abort(reason);
  }

  #lost(reason: string): void {
    if (this.#isStopped) return;
    this.#connection = null;
    this.#reconnect?.cancel();
    this.#overdue?.cancel();
    this.#overdue = null;
    for (const feed of this.#feeds.values()) {
      feed.rewind();
      if (!feed.isClosed) this.#reader.wake(feed);
    }
    for (const queue of this.#queues.values()) queue.rewind();
    for (const entry of this.#progress.values()) entry.isSent = false;
    this.#askAll();
    const delayMs = this.#backoff.next();
    this.#options.log.debug({ reason, retryInMs: Math.round(delayMs) }, "no telemetry stream");
    this.#reconnect = this.#options.clock.after(delayMs, () => {
      this.#reconnect = null;
      this.#schedule();
    });
  }
}

function feedId(key: AttemptKey & { readonly stream: string }): string {
  return `${attemptId(key)}/${key.stream}`;
}

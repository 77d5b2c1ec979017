/**
 * Telemetry of an attempt that is a function: it has no files, so memory is the buffer, with a cap. Most functions say
 * nothing; what is needed for saying something is made when they do.
 */
import type { LogStreamName, StreamLengths } from "@troupe/core";
import type { AttemptKey, Clock } from "@troupe/engine";
import type { AttemptSink } from "../ports/executor.ts";
import { type AttemptTelemetry, type CheckpointStore, Countdown, type MessageObserver } from "./attempt-telemetry.ts";
import { LogFeed } from "./log-feed.ts";
import { unreadableLine } from "./log-lines.ts";
import { type MemoryBudget, MemoryLog } from "./memory-log.ts";
import { type Message, readMessage } from "./message-line.ts";
import { MetricQueue } from "./metric-queue.ts";
import type { Shipper } from "./shipper.ts";

export interface FunctionTelemetryOptions {
  readonly key: AttemptKey;
  readonly shipper: Shipper;
  readonly budget: MemoryBudget;
  readonly checkpoints: CheckpointStore;
  readonly onMessage: MessageObserver;
  readonly clock: Clock;
}

const caps = { logBytes: 1024 * 1024, points: 10_000 } as const;

export class FunctionTelemetry implements AttemptTelemetry {
  readonly sink: AttemptSink;
  readonly #options: FunctionTelemetryOptions;
  readonly #countdown = new Countdown();
  readonly #logs = new Map<LogStreamName, { readonly log: MemoryLog; readonly feed: LogFeed }>();
  readonly #checkpoints: Promise<void>[] = [];
  #queue: MetricQueue | null = null;
  #metricsShipped: (() => void) | null = null;
  #droppedPoints = 0;
  /** Whoever prints after the end is too late: the final lengths are told. */
  #isOver = false;
  #isResting = false;
  /** The shipper has heard of it. */
  #hasSpoken = false;
  #lengths: Promise<StreamLengths> | null = null;

  constructor(options: FunctionTelemetryOptions) {
    this.#options = options;
    this.sink = { log: (stream, data) => this.#print(stream, data), message: (value) => this.#message(value) };
  }

  get shipped(): Promise<void> {
    return this.#countdown.done;
  }

  finish(): Promise<StreamLengths> {
    this.#lengths ??= this.#finish();
    return this.#lengths;
  }

  rest(): void {
    this.#isResting = true;
    this.#options.shipper.rest(this.#options.key);
  }

  close(): void {
    if (this.#hasSpoken) this.#options.shipper.remove(this.#options.key);
  }

  async #finish(): Promise<StreamLengths> {
    this.#isOver = true;
    if (this.#checkpoints.length > 0) await Promise.all(this.#checkpoints);
    if (this.#droppedPoints > 0) {
      this.#writeLine({ type: "log", level: "warn", message: `${this.#droppedPoints} metric points were dropped` });
    }
    const points = this.#queue?.length ?? 0;
    const lengths: { -readonly [Stream in keyof StreamLengths]: number } = points > 0 ? { metrics: points } : {};
    for (const [stream, { log, feed }] of this.#logs) {
      lengths[stream] = log.length;
      log.end();
      feed.end(log.length);
      this.#options.shipper.wake(feed);
    }
    this.#settleMetrics();
    this.#countdown.seal();
    return lengths;
  }

  #print(stream: LogStreamName, data: Uint8Array): void {
    if (!this.#isOver) this.#write(stream, data);
  }

  #write(stream: LogStreamName, data: Uint8Array): void {
    const { log, feed } = this.#logs.get(stream) ?? this.#open(stream);
    log.append(data);
    this.#options.shipper.wake(feed);
  }

  #open(stream: LogStreamName): { readonly log: MemoryLog; readonly feed: LogFeed } {
    const { key, budget, shipper } = this.#options;
    this.#hasSpoken = true;
    const log = new MemoryLog({ ...key, stream }, budget, caps.logBytes);
    const opened = { log, feed: new LogFeed(log, 0, this.#countdown.add()) };
    this.#logs.set(stream, opened);
    shipper.addLog(opened.feed);
    return opened;
  }

  #message(value: unknown): void {
    if (this.#isOver) return;
    this.#hasSpoken = true;
    const message = readMessage(value);
    const { key, shipper, clock, onMessage } = this.#options;
    onMessage(message);
    if (message.type === "metric") this.#point(message);
    else if (message.type === "progress") shipper.progress({ ...key, ...pick(message), at: clock.now() });
    else if (message.type === "checkpoint") this.#checkpoints.push(this.#checkpoint(message));
    else if (message.type === "log") this.#writeLine(value);
    else if (message.type === "unreadable") {
      const text = unreadableLine(message.problem, JSON.stringify(value) ?? String(value));
      this.#writeLine({ type: "log", level: "warn", message: text });
    }
  }

  #writeLine(value: unknown): void {
    this.#write("messages", Buffer.from(`${JSON.stringify(value)}\n`));
  }

  #point({ name, value, step }: Extract<Message, { type: "metric" }>): void {
    const queue = this.#queue ?? this.#openQueue();
    if (!queue.push({ name, value, step, at: this.#options.clock.now() })) this.#droppedPoints += 1;
    this.#options.shipper.wakeMetrics();
  }

  #openQueue(): MetricQueue {
    this.#queue = new MetricQueue({
      key: this.#options.key,
      cap: caps.points,
      onRoom: () => this.#settleMetrics(),
      again: this.#options.budget,
    });
    this.#metricsShipped = this.#countdown.add();
    this.#options.shipper.addMetrics(this.#queue);
    return this.#queue;
  }

  #settleMetrics(): void {
    if (!this.#isOver || this.#queue?.isEmpty !== true) return;
    this.#metricsShipped?.();
    // Lost there, and shipped again.
    if (this.#isResting) this.rest();
  }

  async #checkpoint({ path, step, kind }: Extract<Message, { type: "checkpoint" }>): Promise<void> {
    const facts = { type: "checkpoint", path, step, ...(kind !== null && { kind }) };
    try {
      this.#writeLine({ ...facts, ...(await this.#options.checkpoints.keep({ path, step, kind })) });
    } catch (error) {
      this.#writeLine({ ...facts, problem: error instanceof Error ? error.message : String(error) });
    }
  }
}

function pick({ fraction, message }: Extract<Message, { type: "progress" }>) {
  return { fraction, message };
}

/**
 * Telemetry of an attempt that is a process: it writes files, and a watch on their folder says when. Files are the
 * buffer, so nothing is lost while no coordinator is there, or while this agent is not.
 */
import { type FSWatcher, statSync, watch } from "node:fs";
import { join } from "node:path";
import type { LogStreamName, StreamLengths } from "@troupe/core";
import type { AttemptKey, Clock, Timer } from "@troupe/engine";
import type { Logger } from "pino";
import type { AttemptSink } from "../ports/executor.ts";
import { type AttemptTelemetry, type CheckpointStore, Countdown, type MessageObserver } from "./attempt-telemetry.ts";
import { Coalesced } from "./coalesced.ts";
import { FileLog } from "./file-log.ts";
import { LineTail } from "./line-tail.ts";
import { LogFeed } from "./log-feed.ts";
import { LogLines } from "./log-lines.ts";
import { MetricLines } from "./metric-lines.ts";
import { MetricQueue } from "./metric-queue.ts";
import type { Shipper } from "./shipper.ts";

export interface ProcessTelemetryOptions {
  readonly key: AttemptKey;
  readonly folder: string;
  readonly shipper: Shipper;
  readonly checkpoints: CheckpointStore;
  readonly onMessage: MessageObserver;
  readonly clock: Clock;
  readonly log: Logger;
  /** An earlier agent process may have shipped some of it. */
  readonly isAdopted: boolean;
}

const messagesName = "messages.jsonl";
const fileNames = { stdout: "stdout", stderr: "stderr", messages: "log-lines.jsonl" } as const satisfies Record<
  LogStreamName,
  string
>;
const maxPoints = 10_000;
/** Where the kernel gives no more watches. */
const lookEveryMs = 1000;

export class ProcessTelemetry implements AttemptTelemetry {
  /** Processes have files. */
  readonly sink: AttemptSink = { log: () => undefined, message: () => undefined };
  readonly #options: ProcessTelemetryOptions;
  readonly #countdown = new Countdown();
  readonly #feeds: Readonly<Record<LogStreamName, LogFeed>>;
  /** What the coordinators have of its points, if they lost some: it is read again from there. */
  #rereadBehind: number | null = null;
  readonly #queue: MetricQueue;
  readonly #lines: LogLines;
  readonly #metrics: MetricLines;
  readonly #readLines: Coalesced;
  readonly #readMetrics: Coalesced;
  readonly #metricsShipped: () => void;
  #watcher: FSWatcher | null = null;
  #timer: Timer | null = null;
  #isFinished = false;
  #isClosed = false;
  #areMetricsClosed = false;
  #lengths: Promise<StreamLengths> | null = null;

  constructor(options: ProcessTelemetryOptions) {
    this.#options = options;
    const messages = join(options.folder, messagesName);
    this.#feeds = { stdout: this.#feed("stdout"), stderr: this.#feed("stderr"), messages: this.#feed("messages") };
    this.#queue = new MetricQueue({
      key: options.key,
      cap: maxPoints,
      onRoom: () => void this.#readMetrics.wake(),
      again: (after) => this.#reread(after),
    });
    options.shipper.addMetrics(this.#queue);
    this.#lines = new LogLines({
      tail: new LineTail(messages),
      path: join(options.folder, fileNames.messages),
      checkpoints: options.checkpoints,
      onMessage: options.onMessage,
      onProgress: ({ fraction, message }) => {
        options.shipper.progress({ ...options.key, fraction, message, at: options.clock.now() });
      },
      onLines: () => options.shipper.wake(this.#feeds.messages),
    });
    this.#metrics = new MetricLines(
      () => new LineTail(messages),
      this.#queue,
      () => options.clock.now(),
    );
    this.#metricsShipped = this.#countdown.add();
    // Closed in turn with reading, never under it.
    this.#readLines = new Coalesced(() =>
      this.#guarded(() => (this.#isClosed ? this.#lines.close() : this.#lines.advance(this.#isFinished))),
    );
    this.#readMetrics = new Coalesced(() =>
      this.#guarded(() => (this.#areMetricsClosed ? this.#closeMetrics() : this.#advanceMetrics())),
    );
    this.#watch();
    if (options.isAdopted) this.#lookAtAll();
  }

  get shipped(): Promise<void> {
    return this.#countdown.done;
  }

  finish(): Promise<StreamLengths> {
    this.#lengths ??= this.#finish();
    return this.#lengths;
  }

  rest(): void {
    this.#unwatch();
    this.#isClosed = true;
    void this.#readLines.wake();
    this.#areMetricsClosed = true;
    void this.#readMetrics.wake();
  }

  close(): void {
    this.rest();
    this.#options.shipper.remove(this.#options.key);
  }

  async #finish(): Promise<StreamLengths> {
    this.#unwatch();
    this.#isFinished = true;
    await this.#readLines.wake();
    void this.#readMetrics.wake();
    const { folder } = this.#options;
    const lengths = {
      stdout: sizeOf(join(folder, fileNames.stdout)),
      stderr: sizeOf(join(folder, fileNames.stderr)),
      messages: this.#lines.length,
    };
    for (const [stream, feed] of Object.entries(this.#feeds)) {
      feed.end(lengths[stream as LogStreamName]);
      if (!feed.isClosed) this.#options.shipper.wake(feed);
    }
    this.#countdown.seal();
    return { ...lengths, ...(this.#lines.points > 0 && { metrics: this.#lines.points }) };
  }

  async #closeMetrics(): Promise<void> {
    await this.#metrics.close();
    this.#queue.startBehind(this.#lines.points);
    this.#options.shipper.rest(this.#options.key);
  }

  #reread(after: number): void {
    this.#rereadBehind = after;
    this.#areMetricsClosed = false;
    void this.#readMetrics.wake();
  }

  async #advanceMetrics(): Promise<void> {
    const behind = this.#rereadBehind;
    this.#rereadBehind = null;
    if (behind !== null) {
      await this.#metrics.restartBehind(behind);
      this.#queue.startBehind(behind);
    }
    await this.#metrics.advance(this.#isFinished);
    if (this.#queue.hasUnsent) this.#options.shipper.wakeMetrics();
    if (!this.#metrics.isDone || !this.#queue.isEmpty) return;
    this.#metricsShipped();
    // Lost there, and shipped again.
    if (this.#isClosed) await this.#closeMetrics();
  }

  #feed(stream: LogStreamName): LogFeed {
    const source = new FileLog({ ...this.#options.key, stream }, join(this.#options.folder, fileNames[stream]));
    const acknowledged = this.#options.isAdopted ? source.acknowledgedBefore() : 0;
    const feed = new LogFeed(source, acknowledged, this.#countdown.add());
    this.#options.shipper.addLog(feed);
    return feed;
  }

  /** Set up before the process starts, so that nothing it writes goes unnoticed. */
  #watch(): void {
    try {
      this.#watcher = watch(this.#options.folder, (_event, name) => this.#changed(name));
      this.#watcher.on("error", (error) => this.#watchFailed(error));
    } catch (error) {
      this.#watchFailed(error);
    }
  }

  #watchFailed(error: unknown): void {
    this.#options.log.warn(
      { err: error, ...this.#options.key },
      "no watch for its files; they are looked at every second",
    );
    this.#unwatch();
    const look = (): void => {
      this.#lookAtAll();
      this.#timer = this.#options.clock.after(lookEveryMs, look);
    };
    look();
  }

  #unwatch(): void {
    this.#watcher?.close();
    this.#watcher = null;
    this.#timer?.cancel();
    this.#timer = null;
  }

  #changed(name: string | null): void {
    if (name === fileNames.stdout) this.#options.shipper.wake(this.#feeds.stdout);
    else if (name === fileNames.stderr) this.#options.shipper.wake(this.#feeds.stderr);
    else if (name === messagesName) this.#lookAtMessages();
  }

  #lookAtAll(): void {
    for (const feed of Object.values(this.#feeds)) this.#options.shipper.wake(feed);
    this.#lookAtMessages();
  }

  #lookAtMessages(): void {
    void this.#readLines.wake();
    void this.#readMetrics.wake();
  }

  async #guarded(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.#options.log.error({ err: error, ...this.#options.key }, "its messages cannot be read");
    }
  }
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

/** Logs and metrics in memory. What was appended counts once it is flushed; a `disk` outlives its store, as after a crash. */
import type {
  AttemptKey,
  LogPart,
  MetricSample,
  StoredMetric,
  StreamKey,
  TelemetryBatch,
  TelemetryStore,
} from "../../ports/telemetry-store.ts";
import { Subscribers } from "../../subscribers.ts";
import { clipPart, endOf, firstIndex, fitChunk } from "../log-parts.ts";

/** What survives the store. */
export class MemoryTelemetryDisk {
  readonly runs = new Map<string, RunTelemetry>();
}

interface RunTelemetry {
  readonly streams: Map<string, MemoryStream>;
  readonly metrics: StoredMetric[];
  /** Attempt and sequence number of each point. */
  readonly points: Set<string>;
}

interface MemoryStream {
  readonly key: StreamKey;
  readonly parts: LogPart[];
  length: number;
}

export class MemoryTelemetryStore implements TelemetryStore {
  readonly #disk: MemoryTelemetryDisk;
  readonly #subscribers = new Subscribers<ReadonlySet<string>>();
  #pending: TelemetryBatch[] = [];

  constructor(disk: MemoryTelemetryDisk = new MemoryTelemetryDisk()) {
    this.#disk = disk;
  }

  append(batch: TelemetryBatch): void {
    this.#pending.push({
      logs: batch.logs.map((chunk) => ({ ...chunk, data: new Uint8Array(chunk.data) })),
      metrics: batch.metrics,
    });
  }

  async flush(): Promise<void> {
    const news = new Set<string>();
    for (const { logs, metrics } of this.#pending.splice(0)) {
      for (const chunk of logs) if (this.#takeChunk(chunk)) news.add(chunk.runId);
      for (const point of metrics) if (this.#takePoint(point)) news.add(point.runId);
    }
    if (news.size > 0) this.#subscribers.tell(news);
  }

  async length(stream: StreamKey): Promise<number> {
    return this.#stream(stream)?.length ?? 0;
  }

  async points({ runId, task, attempt }: AttemptKey): Promise<number> {
    const points = this.#disk.runs.get(runId)?.points;
    let count = 0;
    while (points?.has(`${task}/${attempt}/${count + 1}`)) count += 1;
    return count;
  }

  async readLog(stream: StreamKey, offset: number, limit: number): Promise<readonly LogPart[]> {
    const parts = this.#stream(stream)?.parts ?? [];
    const found: LogPart[] = [];
    let room = limit;
    for (let index = firstIndex(parts, (part) => isAhead(part, offset)); room > 0; index += 1) {
      const part = parts[index];
      if (part === undefined) break;
      const clipped = clipPart(part, offset, room);
      found.push({ ...clipped, data: new Uint8Array(clipped.data) });
      room -= clipped.data.length;
    }
    return found;
  }

  async readMetrics(runId: string, after: number, limit: number): Promise<readonly StoredMetric[]> {
    return this.#disk.runs.get(runId)?.metrics.slice(after, after + limit) ?? [];
  }

  async streams(runId: string): Promise<readonly (StreamKey & { readonly length: number })[]> {
    const streams = [...(this.#disk.runs.get(runId)?.streams.values() ?? [])];
    return streams.map(({ key, length }) => ({ ...key, length }));
  }

  subscribe(onNews: (runIds: ReadonlySet<string>) => void): () => void {
    return this.#subscribers.add(onNews);
  }

  async dropRun(runId: string): Promise<void> {
    this.#pending = this.#pending.map(({ logs, metrics }) => ({
      logs: logs.filter((chunk) => chunk.runId !== runId),
      metrics: metrics.filter((point) => point.runId !== runId),
    }));
    this.#disk.runs.delete(runId);
  }

  async close(): Promise<void> {
    await this.flush();
  }

  #takeChunk(chunk: StreamKey & { readonly offset: number; readonly data: Uint8Array; readonly at: number }): boolean {
    const { runId, task, attempt, stream } = chunk;
    const { streams } = this.#run(runId);
    const name = streamName(chunk);
    const target = streams.get(name) ?? { key: { runId, task, attempt, stream }, parts: [], length: 0 };
    const part = fitChunk(target.length, chunk);
    if (part === undefined) return false;
    target.parts.push(part);
    target.length = endOf(part);
    streams.set(name, target);
    return true;
  }

  #takePoint(point: AttemptKey & MetricSample): boolean {
    const { metrics, points } = this.#run(point.runId);
    const name = `${point.task}/${point.attempt}/${point.sequence}`;
    if (points.has(name)) return false;
    points.add(name);
    metrics.push({ ...point, cursor: metrics.length + 1 });
    return true;
  }

  #run(runId: string): RunTelemetry {
    const known = this.#disk.runs.get(runId);
    if (known !== undefined) return known;
    const run = { streams: new Map(), metrics: [], points: new Set<string>() };
    this.#disk.runs.set(runId, run);
    return run;
  }

  #stream(key: StreamKey): MemoryStream | undefined {
    return this.#disk.runs.get(key.runId)?.streams.get(streamName(key));
  }
}

function streamName({ task, attempt, stream }: StreamKey): string {
  return `${task}/${attempt}/${stream}`;
}

/** Whether a part has something for a reader that has everything before `offset`: bytes, or a gap that it has not seen. */
function isAhead(part: LogPart, offset: number): boolean {
  return endOf(part) > offset;
}

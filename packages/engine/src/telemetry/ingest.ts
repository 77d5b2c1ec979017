/** Takes logs, metrics and progress from agents. What belongs to no live run is acknowledged and dropped: nobody will ever read it. */
import type { IngestBatch, ProgressView, TelemetryAck, TelemetryIngest } from "../engine.ts";
import { failpoint } from "../failpoint.ts";
import type { EngineMeters } from "../options.ts";
import type { AttemptKey, StreamKey, TelemetryStore } from "../ports/telemetry-store.ts";

export interface IngestSurroundings {
  readonly store: TelemetryStore;
  readonly meters: EngineMeters | undefined;
  isLive(runId: string): boolean;
  progress(key: AttemptKey, progress: ProgressView): void;
}

export class Ingest implements TelemetryIngest {
  readonly #around: IngestSurroundings;

  constructor(around: IngestSurroundings) {
    this.#around = around;
  }

  async ingest(batch: IngestBatch): Promise<TelemetryAck> {
    const { store, meters } = this.#around;
    const logs = batch.logs.filter(({ runId }) => this.#around.isLive(runId));
    const metrics = batch.metrics.filter(({ runId }) => this.#around.isLive(runId));
    meters?.telemetry(batch.logs.reduce((sum, chunk) => sum + chunk.data.length, 0));
    for (const { runId, task, attempt, ...progress } of batch.progress)
      this.#around.progress({ runId, task, attempt }, progress);
    if (logs.length > 0 || metrics.length > 0) {
      store.append({ logs, metrics });
      failpoint("telemetry-before-flush");
      await store.flush();
      failpoint("telemetry-flushed");
    }
    return { logs: await this.#logAcks(batch), metrics: metricAcks(batch) };
  }

  async #logAcks(batch: IngestBatch): Promise<TelemetryAck["logs"]> {
    const ends = new Map<string, StreamKey & { offset: number }>();
    for (const { runId, task, attempt, stream, offset, data } of batch.logs) {
      const name = `${runId} ${task} ${attempt} ${stream}`;
      const known = ends.get(name);
      const end = offset + data.length;
      if (known === undefined) ends.set(name, { runId, task, attempt, stream, offset: end });
      else known.offset = Math.max(known.offset, end);
    }
    return Promise.all(
      [...ends.values()].map(async (end) => ({
        ...end,
        offset: this.#around.isLive(end.runId)
          ? Math.max(end.offset, await this.#around.store.length(end))
          : end.offset,
      })),
    );
  }
}

function metricAcks(batch: IngestBatch): TelemetryAck["metrics"] {
  const last = new Map<string, AttemptKey & { sequence: number }>();
  for (const { runId, task, attempt, sequence } of batch.metrics) {
    const name = `${runId} ${task} ${attempt}`;
    last.set(name, { runId, task, attempt, sequence: Math.max(sequence, last.get(name)?.sequence ?? 0) });
  }
  return [...last.values()];
}

/** Takes logs, metrics and progress from agents. What belongs to no live run is acknowledged and dropped: nobody will ever read it. */
import type { IngestBatch, ProgressView, TelemetryAck, TelemetryIngest } from "../engine.ts";
import { failpoint } from "../failpoint.ts";
import type { EngineMeters } from "../options.ts";
import type { AttemptKey, StreamKey, TelemetryBatch, TelemetryStore } from "../ports/telemetry-store.ts";
import { StreamEnds, streamName } from "./stream-ends.ts";
import { systemPoints } from "./system-points.ts";

export interface IngestSurroundings {
  readonly store: TelemetryStore;
  readonly meters: EngineMeters | undefined;
  isLive(runId: string): boolean | Promise<boolean>;
  /** Whether it is in the archive, with its logs. */
  isSealed(runId: string): Promise<boolean>;
  progress(key: AttemptKey, progress: ProgressView): void;
}

interface WayIn {
  readonly ends: StreamEnds;
  /** Batches are appended one after the other, as they came: a chunk must not overtake the one before it. */
  appended: Promise<unknown>;
}

/**
 * SAFETY: one way into each store. A coordinator that comes to lead takes the next batch of a stream by another Ingest than
 * the last one, which may still be on its way: by itself it would look like a gap.
 */
const ways = new WeakMap<TelemetryStore, WayIn>();

function wayInto(store: TelemetryStore): WayIn {
  const known = ways.get(store);
  if (known !== undefined) return known;
  const way = { ends: new StreamEnds(store), appended: Promise.resolve() };
  ways.set(store, way);
  return way;
}

export class Ingest implements TelemetryIngest {
  readonly #around: IngestSurroundings;
  readonly #way: WayIn;

  constructor(around: IngestSurroundings) {
    this.#around = around;
    this.#way = wayInto(around.store);
  }

  async ingest(batch: IngestBatch): Promise<TelemetryAck> {
    const { meters } = this.#around;
    meters?.telemetry(batch.logs.reduce((sum, chunk) => sum + chunk.data.length, 0));
    for (const { runId, task, attempt, ...progress } of batch.progress)
      this.#around.progress({ runId, task, attempt }, progress);
    const { logs, samples = [] } = batch;
    const metrics = [...batch.metrics, ...samples.flatMap(systemPoints)];
    if (logs.length > 0 || metrics.length > 0) await this.#write({ logs, metrics });
    return {
      logs: [...(await this.#logAcks(batch)), ...(await this.#heldAcks(batch))],
      metrics: metricAcks(batch),
      heldMetrics: await this.#heldMetrics(batch),
      sealed: await this.#sealed(batch),
    };
  }

  async #write(batch: TelemetryBatch): Promise<void> {
    try {
      const append = this.#way.appended.then(() => this.#append(batch));
      this.#way.appended = append.catch(() => undefined);
      if (!(await append)) return;
      failpoint("telemetry-before-flush");
      await this.#around.store.flush();
      failpoint("telemetry-flushed");
    } catch (error) {
      this.#way.ends.forget();
      throw error;
    }
  }

  /** False if there was nothing to write. */
  async #append({ logs, metrics }: TelemetryBatch): Promise<boolean> {
    const live = await this.#live([...logs, ...metrics]);
    const taken: IngestBatch["logs"][number][] = [];
    for (const chunk of logs) if (live.has(chunk.runId) && (await this.#way.ends.accepts(chunk))) taken.push(chunk);
    // SAFETY: asked again, and nothing is awaited from here on where the answer is at hand: what is appended after the
    // store was told to forget a run, nobody would ever make it forget.
    const answers = [...live].map((runId) => this.#around.isLive(runId));
    const still = answers.every((answer) => typeof answer === "boolean") ? answers : await Promise.all(answers);
    const open = new Set([...live].filter((_, index) => still[index]));
    const batch = {
      logs: taken.filter(({ runId }) => open.has(runId)),
      metrics: metrics.filter(({ runId }) => open.has(runId)),
    };
    if (batch.logs.length === 0 && batch.metrics.length === 0) return false;
    this.#around.store.append(batch);
    return true;
  }

  async #live(of: readonly AttemptKey[]): Promise<ReadonlySet<string>> {
    const live = new Set(of.map(({ runId }) => runId));
    for (const runId of live) if (!(await this.#around.isLive(runId))) live.delete(runId);
    return live;
  }

  async #logAcks(batch: IngestBatch): Promise<TelemetryAck["logs"]> {
    const ends = new Map<string, StreamKey & { offset: number }>();
    for (const { runId, task, attempt, stream, offset, data } of batch.logs) {
      const name = streamName({ runId, task, attempt, stream });
      const end = Math.max(ends.get(name)?.offset ?? 0, offset + data.length);
      ends.set(name, { runId, task, attempt, stream, offset: end });
    }
    return Promise.all(
      [...ends.values()].map(async (end) => ({ ...end, offset: await this.#durable(end, end.offset) })),
    );
  }

  async #heldAcks({ held }: IngestBatch): Promise<TelemetryAck["logs"]> {
    const live = await this.#live(held);
    const known = held.filter(({ runId }) => live.has(runId));
    const acks = await Promise.all(
      known.map(async (stream) => ({ ...stream, offset: await this.#durable(stream, Number.NaN) })),
    );
    return acks.filter(({ offset }) => !Number.isNaN(offset));
  }

  async #heldMetrics({ heldMetrics }: IngestBatch): Promise<TelemetryAck["heldMetrics"]> {
    const live = await this.#live(heldMetrics);
    const known = heldMetrics.filter(({ runId }) => live.has(runId));
    const acks = await Promise.all(
      known.map(async (attempt) => ({ ...attempt, sequence: await this.#around.store.points(attempt) })),
    );
    // What a run that was sealed meanwhile had is forgotten, and not lost.
    const still = await this.#live(known);
    return acks.filter(({ runId }) => still.has(runId));
  }

  /** Looked at afterwards, too: what a run that was sealed meanwhile had is forgotten, and not lost. */
  async #durable(stream: StreamKey, otherwise: number): Promise<number> {
    if (!(await this.#around.isLive(stream.runId))) return otherwise;
    const length = await this.#way.ends.durable(stream);
    return (await this.#around.isLive(stream.runId)) ? length : otherwise;
  }

  async #sealed({ held, heldMetrics }: IngestBatch): Promise<readonly string[]> {
    const all: readonly AttemptKey[] = [...held, ...heldMetrics];
    const live = await this.#live(all);
    const others = new Set(all.map(({ runId }) => runId).filter((runId) => !live.has(runId)));
    const sealed = await Promise.all(
      [...others].map(async (runId) => ((await this.#around.isSealed(runId)) ? [runId] : [])),
    );
    return sealed.flat();
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

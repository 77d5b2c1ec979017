/** What a coordinator keeps of the streams of attempts: overlaps are dropped, gaps and holes are seen. */
import type { TelemetryAck, TelemetryBatch__Output } from "@troupe/proto";
import type { FakeCoordinator, FakeTelemetry } from "./fake-coordinator.ts";

interface Stream {
  readonly parts: Buffer[];
  /** Bytes and gaps. */
  length: number;
  gap: number;
  readonly holes: string[];
}

export class DurableLog {
  readonly #streams = new Map<string, Stream>();
  readonly points = new Map<
    string,
    { readonly name: string; readonly value: number; readonly step: number | undefined }[]
  >();
  readonly #waiting: (() => void)[] = [];
  /** Chunks whose bytes were here already, in part or in whole. */
  overlaps = 0;
  /** Runs that are in the archive. */
  readonly sealed = new Set<string>();

  /** The store is gone, with everything in it. */
  lose(): void {
    this.#streams.clear();
    this.points.clear();
  }

  /** Resolves when the claim holds; it is looked at after each batch. */
  async until(holds: () => boolean): Promise<void> {
    while (!holds()) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  /** Takes what comes on every stream of the coordinator from now on, and acknowledges it. */
  async keepAll(coordinator: FakeCoordinator): Promise<never> {
    for (;;) void this.#keep(await coordinator.telemetry());
  }

  /** Takes a batch in and says what is durable now. */
  take(batch: TelemetryBatch__Output): TelemetryAck {
    const ack = this.#take(batch);
    for (const wake of this.#waiting.splice(0)) wake();
    return ack;
  }

  async #keep(telemetry: FakeTelemetry): Promise<never> {
    for (;;) telemetry.acknowledge(this.take(await telemetry.next()));
  }

  #take(batch: TelemetryBatch__Output): TelemetryAck {
    const logs = batch.chunks.map(({ key, stream, offset, data, gap }) => {
      const kept = this.#of(`${key?.task}/${stream}`);
      const end = kept.length;
      if (offset - gap > end) kept.holes.push(`${end} to ${offset - gap}`);
      if (offset < end) this.overlaps += 1;
      else kept.gap += gap;
      kept.parts.push(data.subarray(Math.max(0, end - offset)));
      kept.length = Math.max(end, offset + data.length);
      return { key, stream, offset: kept.length };
    });
    const metrics = batch.metrics.map(({ key, sequence, name, value, step }) => {
      const points = this.points.get(key?.task ?? "") ?? [];
      this.points.set(key?.task ?? "", points);
      if (sequence === points.length + 1) points.push({ name, value, step });
      return { key, sequence: points.length };
    });
    const held = batch.held.map(({ key, stream }) => ({
      key,
      stream,
      offset: this.#of(`${key?.task}/${stream}`).length,
    }));
    const heldMetrics = batch.heldMetrics.map(({ key }) => ({
      key,
      sequence: this.points.get(key?.task ?? "")?.length ?? 0,
    }));
    const sealedRuns = [...batch.held, ...batch.heldMetrics]
      .map(({ key }) => key?.runId ?? "")
      .filter((runId) => this.sealed.has(runId));
    return { logs: [...logs, ...held], metrics, heldMetrics, sealedRuns };
  }

  text(task: string, stream: "STDOUT" | "STDERR" | "MESSAGES" = "STDOUT"): string {
    return Buffer.concat(this.#of(`${task}/LOG_STREAM_${stream}`).parts).toString();
  }

  length(task: string, stream: "STDOUT" | "STDERR" | "MESSAGES" = "STDOUT"): number {
    return this.#of(`${task}/LOG_STREAM_${stream}`).length;
  }

  gap(task: string, stream: "STDOUT" | "STDERR" | "MESSAGES" = "STDOUT"): number {
    return this.#of(`${task}/LOG_STREAM_${stream}`).gap;
  }

  get holes(): readonly string[] {
    return [...this.#streams.values()].flatMap(({ holes }) => holes);
  }

  #of(name: string): Stream {
    const stream = this.#streams.get(name) ?? { parts: [], length: 0, gap: 0, holes: [] };
    this.#streams.set(name, stream);
    return stream;
  }
}

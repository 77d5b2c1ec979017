/** Logs, metrics and progress over gRPC. */
import type { LogStreamName } from "@troupe/core";
import type { TelemetryAck } from "@troupe/engine";
import { type TelemetryAck__Output, type TelemetryBatch, v1 } from "@troupe/proto";
import type { TelemetryHandlers, TelemetryLink, TelemetryParts, TelemetryStream } from "../../ports/telemetry-link.ts";
import { Duplex } from "./duplex.ts";
import { type Endpoint, streamOptions } from "./endpoint.ts";
import { toKey } from "./from-coordinator.ts";
import { logStreamNames } from "./to-coordinator.ts";

export class GrpcTelemetryLink implements TelemetryLink {
  readonly #endpoint: Endpoint;
  readonly #agentId: string;
  #current: TelemetryStream | null = null;

  constructor(endpoint: Endpoint, agentId: string) {
    this.#endpoint = endpoint;
    this.#agentId = agentId;
  }

  open(handlers: TelemetryHandlers): TelemetryStream {
    const client = new v1.SessionService(this.#endpoint.address, this.#endpoint.credentials, streamOptions);
    const call = client.telemetry(this.#endpoint.metadata());
    const duplex = new Duplex<TelemetryBatch, TelemetryAck__Output>(
      this.#endpoint,
      { client, call },
      {
        message: (ack) => handlers.acknowledged(fromAck(ack)),
        drained: () => handlers.drained(),
        closed: ({ reason }) => handlers.closed(reason),
      },
    );
    this.#current = {
      send: (parts) => duplex.send(toBatch(this.#agentId, parts)),
      end: () => duplex.end(),
      abort: () => duplex.abort(),
    };
    return this.#current;
  }

  close(): void {
    this.#current?.abort("the agent stops");
  }
}

function toBatch(agentId: string, parts: TelemetryParts): TelemetryBatch {
  const { chunks, metrics, progress, held, heldMetrics, samples } = parts;
  return {
    agentId,
    chunks: chunks.map((chunk) => ({
      key: keyOf(chunk),
      stream: logStreamNames[chunk.stream],
      offset: chunk.offset,
      data: toBuffer(chunk.data),
      atMs: chunk.at,
      gap: chunk.gap,
      last: chunk.last,
    })),
    metrics: metrics.map((point) => ({
      key: keyOf(point),
      sequence: point.sequence,
      name: point.name,
      ...(point.step === null ? {} : { step: point.step }),
      value: point.value,
      atMs: point.at,
    })),
    progress: progress.map((report) => ({
      key: keyOf(report),
      fraction: report.fraction,
      message: report.message,
      atMs: report.at,
    })),
    held: held.map((stream) => ({ key: keyOf(stream), stream: logStreamNames[stream.stream], offset: stream.offset })),
    heldMetrics: heldMetrics.map((attempt) => ({ key: keyOf(attempt), sequence: attempt.sequence })),
    samples: samples.map((sample) => ({
      key: keyOf(sample),
      atMs: sample.at,
      cpu: sample.cpu,
      memoryBytes: sample.memoryBytes,
      devices: [...sample.devices],
    })),
  };
}

function keyOf({ runId, task, attempt }: { runId: string; task: string; attempt: number }) {
  return { runId, task, attempt };
}

/** Without a copy. */
function toBuffer(data: Uint8Array): Buffer {
  return Buffer.from(data.buffer, data.byteOffset, data.byteLength);
}

const streamOf = new Map(Object.entries(logStreamNames).map(([name, wire]) => [wire as string, name as LogStreamName]));

function fromAck(ack: TelemetryAck__Output): TelemetryAck {
  return {
    logs: ack.logs.flatMap(({ key: wireKey, stream: wireStream, offset }) => {
      const key = toKey(wireKey);
      const stream = streamOf.get(String(wireStream));
      return key === undefined || stream === undefined ? [] : [{ ...key, stream, offset }];
    }),
    metrics: ack.metrics.flatMap(fromMetricAck),
    heldMetrics: ack.heldMetrics.flatMap(fromMetricAck),
    sealed: ack.sealedRuns,
  };
}

function fromMetricAck({ key: wireKey, sequence }: TelemetryAck__Output["metrics"][number]) {
  const key = toKey(wireKey);
  return key === undefined ? [] : [{ ...key, sequence }];
}

/** Logs, metrics and progress on their way in, and the acknowledgement on its way out. */
import type { IngestBatch, SystemSample, TelemetryAck } from "@troupe/engine";
import type {
  LogChunk__Output,
  MetricReport__Output,
  ProgressReport__Output,
  SystemSample__Output,
  TelemetryBatch__Output,
  TelemetryAck as WireAck,
} from "@troupe/proto";
import { RequestCheck, show } from "../request-check.ts";
import { logStreamOf, logStreams } from "../wire-names.ts";
import { attemptKeyOf } from "./attempt-key.ts";
import { checkAgentId } from "./hello.ts";

export function toIngestBatch(batch: TelemetryBatch__Output): IngestBatch {
  const check = new RequestCheck();
  checkAgentId(check, "agent_id", batch.agentId);
  const ingest = {
    agentId: batch.agentId,
    logs: batch.chunks.map((chunk, index) => toLog(check, `chunks[${index}]`, chunk)),
    metrics: batch.metrics.map((metric, index) => toMetric(check, `metrics[${index}]`, metric)),
    progress: batch.progress.map((report, index) => toProgress(`progress[${index}]`, report)),
    held: batch.held.map((held, index) => toStreamKey(check, `held[${index}]`, held)),
    heldMetrics: batch.heldMetrics.map(({ key }, index) => attemptKeyOf(`held_metrics[${index}].key`, key)),
    samples: batch.samples.map((sample, index) => toSample(`samples[${index}]`, sample)),
  };
  check.done();
  return ingest;
}

export function toTelemetryAck({ logs, metrics, heldMetrics, sealed }: TelemetryAck): WireAck {
  return {
    logs: logs.map(({ runId, task, attempt, stream, offset }) => ({
      key: { runId, task, attempt },
      stream: logStreams[stream],
      offset,
    })),
    metrics: metrics.map(toMetricAck),
    heldMetrics: heldMetrics.map(toMetricAck),
    sealedRuns: [...sealed],
  };
}

function toMetricAck({ runId, task, attempt, sequence }: TelemetryAck["metrics"][number]) {
  return { key: { runId, task, attempt }, sequence };
}

function toStreamKey(
  check: RequestCheck,
  field: string,
  of: Pick<LogChunk__Output, "key" | "stream">,
): IngestBatch["held"][number] {
  const stream = logStreamOf(of.stream);
  if (stream === undefined)
    check.refuse(`${field}.stream`, `${show(String(of.stream))} is no stream`, "Name stdout, stderr or messages.");
  return { ...attemptKeyOf(`${field}.key`, of.key), stream: stream ?? "stdout" };
}

function toLog(check: RequestCheck, field: string, chunk: LogChunk__Output): IngestBatch["logs"][number] {
  return {
    ...toStreamKey(check, field, chunk),
    offset: check.count(`${field}.offset`, chunk.offset),
    data: chunk.data,
    at: chunk.atMs,
    gap: check.count(`${field}.gap`, chunk.gap),
  };
}

function toMetric(check: RequestCheck, field: string, metric: MetricReport__Output): IngestBatch["metrics"][number] {
  return {
    ...attemptKeyOf(`${field}.key`, metric.key),
    sequence: check.count(`${field}.sequence`, metric.sequence),
    name: check.id(`${field}.name`, metric.name, "the name of a metric"),
    step: metric.step ?? null,
    value: metric.value,
    at: metric.atMs,
  };
}

function toSample(field: string, sample: SystemSample__Output): SystemSample {
  const { cpu, memoryBytes, devices, atMs } = sample;
  return { ...attemptKeyOf(`${field}.key`, sample.key), at: atMs, cpu, memoryBytes, devices };
}

function toProgress(field: string, report: ProgressReport__Output): IngestBatch["progress"][number] {
  const { fraction, message, atMs } = report;
  return { ...attemptKeyOf(`${field}.key`, report.key), fraction, message, at: atMs };
}

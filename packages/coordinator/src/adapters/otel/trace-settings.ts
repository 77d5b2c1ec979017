/**
 * What the standard OTEL_* variables say about traces. Read here is what decides whether and what is traced; endpoint,
 * headers, certificates, compression and timeout the exporters read by themselves. As the specification asks, a value
 * that makes no sense is a warning, and the default holds.
 */
import type { SamplingPolicy } from "../../tracing/sampling.ts";

export interface TraceSettings {
  readonly protocol: OtlpProtocol;
  readonly sampling: Omit<SamplingPolicy, "maxTasks">;
  readonly queue: SpanQueueSettings;
}

export type OtlpProtocol = "http/protobuf" | "http/json" | "grpc";

export interface SpanQueueSettings {
  readonly maxSpans: number;
  readonly maxBatch: number;
  readonly delayMs: number;
  readonly exportTimeoutMs: number;
}

type Environment = Readonly<Record<string, string | undefined>>;
type Warn = (message: string) => void;

const protocols: readonly string[] = ["http/protobuf", "http/json", "grpc"] satisfies OtlpProtocol[];
const defaultProtocol: OtlpProtocol = "http/protobuf";

/**
 * The queue is longer than the standard's 2,048 because a fan-out ends a thousand attempts in one breath; the delay is
 * shorter than its 5 s because what is not sent yet a crash takes along.
 */
const defaultQueue = { maxSpans: 16_384, maxBatch: 512, delayMs: 1000, exportTimeoutMs: 30_000 };

/** Undefined: tracing is off, because no endpoint is set or somebody says so. */
export function readTraceSettings(env: Environment, warn: Warn): TraceSettings | undefined {
  const endpoint = env.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT || env.OTEL_EXPORTER_OTLP_ENDPOINT;
  if (!endpoint || env.OTEL_SDK_DISABLED?.trim().toLowerCase() === "true" || !exportsOtlp(env, warn)) return undefined;
  return { protocol: readProtocol(env, warn), sampling: readSampling(env, warn), queue: readQueue(env, warn) };
}

function exportsOtlp(env: Environment, warn: Warn): boolean {
  const exporters = (env.OTEL_TRACES_EXPORTER || "otlp").split(",").map((name) => name.trim());
  if (exporters.includes("otlp")) return true;
  if (!exporters.includes("none"))
    warn(`OTEL_TRACES_EXPORTER is ${env.OTEL_TRACES_EXPORTER}, but traces leave by otlp or not at all: they are off`);
  return false;
}

function readProtocol(env: Environment, warn: Warn): OtlpProtocol {
  const text = env.OTEL_EXPORTER_OTLP_TRACES_PROTOCOL || env.OTEL_EXPORTER_OTLP_PROTOCOL || defaultProtocol;
  if (isProtocol(text)) return text;
  warn(`OTEL_EXPORTER_OTLP_PROTOCOL is ${text}, not one of ${protocols.join(", ")}: ${defaultProtocol} is used`);
  return defaultProtocol;
}

function isProtocol(text: string): text is OtlpProtocol {
  return protocols.includes(text);
}

function readSampling(env: Environment, warn: Warn): TraceSettings["sampling"] {
  const sampler = env.OTEL_TRACES_SAMPLER || "parentbased_always_on";
  const followsCaller = sampler.startsWith("parentbased_");
  switch (sampler.replace("parentbased_", "")) {
    case "always_on":
      return { ratio: 1, followsCaller };
    case "always_off":
      return { ratio: 0, followsCaller };
    case "traceidratio":
      return { ratio: readRatio(env.OTEL_TRACES_SAMPLER_ARG, warn), followsCaller };
    default:
      warn(`OTEL_TRACES_SAMPLER is ${sampler}, which is not supported: every run is sampled`);
      return { ratio: 1, followsCaller: true };
  }
}

function readRatio(text: string | undefined, warn: Warn): number {
  const ratio = Number(text || 1);
  if (ratio >= 0 && ratio <= 1) return ratio;
  warn(`OTEL_TRACES_SAMPLER_ARG is ${text}, not a number from 0 to 1: every run is sampled`);
  return 1;
}

function readQueue(env: Environment, warn: Warn): SpanQueueSettings {
  const read = (name: string, fallback: number): number => {
    const value = Number(env[name] || fallback);
    if (Number.isInteger(value) && value > 0) return value;
    warn(`${name} is ${env[name]}, not a whole number above 0: ${fallback} is used`);
    return fallback;
  };
  const maxSpans = read("OTEL_BSP_MAX_QUEUE_SIZE", defaultQueue.maxSpans);
  return {
    maxSpans,
    maxBatch: Math.min(maxSpans, read("OTEL_BSP_MAX_EXPORT_BATCH_SIZE", defaultQueue.maxBatch)),
    delayMs: read("OTEL_BSP_SCHEDULE_DELAY", defaultQueue.delayMs),
    exportTimeoutMs: read("OTEL_BSP_EXPORT_TIMEOUT", defaultQueue.exportTimeoutMs),
  };
}

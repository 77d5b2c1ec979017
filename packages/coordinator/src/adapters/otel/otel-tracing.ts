/** Traces by OpenTelemetry: on with the standard variables, see docs/telemetry.md. */
import type { Clock, FeedEntry } from "@troupe/engine";
import type { Tracing, TracingCounts } from "../../ports/tracing.ts";
import { lastSpans, type PastRuns } from "../../tracing/last-spans.ts";
import { noTracing } from "../../tracing/no-tracing.ts";
import type { RunHistory } from "../../tracing/run-history.ts";
import { RunTracer } from "../../tracing/run-tracer.ts";
import { defaultSampling, isAttemptSampled, isSampled, type SamplingPolicy } from "../../tracing/sampling.ts";
import { attemptTraceparent, runTraceId } from "../../tracing/trace-ids.ts";
import type { SpanQueue } from "./span-queue.ts";
import { readTraceSettings, type TraceSettings } from "./trace-settings.ts";

export interface OtelTracingOptions {
  readonly history: RunHistory;
  readonly clock: Clock;
  /** Of Troupe: service.version. */
  readonly version: string;
  readonly warn: (message: string) => void;
  /** Tasks that a traced run may have. */
  readonly maxTasks?: number;
}

const scopeName = "troupe";
const shutdownMs = 3000;

/** Tracing that is off, unless the environment says where traces go; then nothing of the SDK is loaded. */
export async function startOtelTracing(options: OtelTracingOptions): Promise<Tracing> {
  const settings = readTraceSettings(process.env, options.warn);
  if (settings === undefined) return noTracing;
  const queue = await createQueue(settings, options);
  const sampling = { ...settings.sampling, maxTasks: options.maxTasks ?? defaultSampling.maxTasks };
  return new OtelTracing(queue, sampling, options);
}

class OtelTracing implements Tracing {
  readonly isOn = true;
  readonly #queue: SpanQueue;
  readonly #sampling: SamplingPolicy;
  readonly #tracer: RunTracer;
  readonly #warn: (message: string) => void;

  constructor(queue: SpanQueue, sampling: SamplingPolicy, { history, clock, warn }: OtelTracingOptions) {
    this.#queue = queue;
    this.#sampling = sampling;
    this.#warn = warn;
    this.#tracer = new RunTracer({
      history,
      clock,
      sampling,
      write: (span) => queue.write(span),
      onAbandoned: (runId, cause) => warn(`the trace of run ${runId} goes on with a gap: ${cause}`),
    });
  }

  committed(entry: FeedEntry): void {
    this.#tracer.committed(entry);
  }

  traceId(runId: string, caller: string | null): string {
    return isSampled(this.#sampling, runId, caller) ? runTraceId(runId, caller) : "";
  }

  attemptTraceparent(runId: string, caller: string | null, task: string, attempt: number, tasks = 0): string {
    return attemptTraceparent(runId, caller, task, attempt, isAttemptSampled(this.#sampling, runId, caller, tasks));
  }

  async led(runs: PastRuns, signal: AbortSignal): Promise<void> {
    const skipped = (runId: string, cause: unknown) =>
      this.#warn(`the trace of run ${runId} may lack its end: ${cause}`);
    try {
      for await (const span of lastSpans(runs, this.#sampling, signal, skipped)) this.#queue.write(span);
    } catch (error) {
      if (!signal.aborted) this.#warn(`traces of runs that ended just now may lack their end: ${error}`);
    }
  }

  counts(): TracingCounts {
    return { runs: this.#tracer.counts(), spans: this.#queue.counts() };
  }

  shutdown(): Promise<void> {
    return this.#queue.shutdown(shutdownMs);
  }
}

async function createQueue(settings: TraceSettings, { clock, version, warn }: OtelTracingOptions): Promise<SpanQueue> {
  const [{ SpanQueue }, { createSpanExporter }, { ExportedSpan }, { troupeResource }] = await Promise.all([
    import("./span-queue.ts"),
    import("./span-exporter.ts"),
    import("./exported-span.ts"),
    import("./resource.ts"),
  ]);
  const resource = troupeResource(version);
  const scope = { name: scopeName, version };
  return new SpanQueue({
    ...settings.queue,
    exporter: await createSpanExporter(settings.protocol),
    convert: (span) => new ExportedSpan(span, resource, scope),
    clock,
    onHealth: (error) =>
      warn(error === undefined ? "traces are sent again" : `traces cannot be sent: ${error.message}`),
  });
}

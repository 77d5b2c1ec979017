/**
 * Metrics by OpenTelemetry's SDK, as text for Prometheus. Nothing listens here and nothing is pushed: whoever serves
 * HTTP asks for the text.
 */
import { PrometheusSerializer } from "@opentelemetry/exporter-prometheus";
import { MeterProvider, MetricReader } from "@opentelemetry/sdk-metrics";
import type { Gauges, Meters } from "../../ports/meters.ts";
import type { TracingCounts } from "../../ports/tracing.ts";
import { troupeResource } from "./resource.ts";

export interface Metrics {
  readonly meters: Meters;
  metricsText(): Promise<string>;
  shutdown(): Promise<void>;
}

export interface MetricsOptions {
  readonly version: string;
  readonly tracing: () => TracingCounts;
}

export const metricsContentType = "text/plain; version=0.0.4; charset=utf-8";

/** A commit takes half a millisecond on a good disk; one that takes seconds is about to cost the lead. */
const latencyBounds = [0.25, 0.5, 1, 2, 5, 10, 20, 50, 100, 250, 500, 1000, 2500, 5000];
const operationBounds = [1, 2, 5, 10, 20, 50, 100];

export function createMetrics({ version, tracing }: MetricsOptions): Metrics {
  const reader = new PullReader();
  const provider = new MeterProvider({ resource: troupeResource(version), readers: [reader] });
  const meter = provider.getMeter("troupe", version);
  const serializer = new PrometheusSerializer("", false, undefined, false, true);
  observeTracing(meter, tracing);
  return {
    meters: createMeters(meter),
    metricsText: async () => serializer.serialize((await reader.collect()).resourceMetrics),
    shutdown: () => provider.shutdown(),
  };
}

/** Reads when it is asked to. */
class PullReader extends MetricReader {
  protected override async onForceFlush(): Promise<void> {}

  protected override async onShutdown(): Promise<void> {}
}

type Meter = ReturnType<MeterProvider["getMeter"]>;

function createMeters(meter: Meter): Meters {
  const counter = (name: string, description: string) => meter.createCounter(name, { description });
  const runsCreated = counter("troupe_runs_created", "Runs that were created.");
  const runsEnded = counter("troupe_runs_ended", "Runs that ended, by result.");
  const tasksEnded = counter("troupe_tasks_ended", "Tasks that ended, by the class of their exit.");
  const attemptsStarted = counter("troupe_attempts_started", "Attempts that started to run on an agent.");
  const received = counter("troupe_telemetry_received_bytes", "Bytes of logs and metrics that agents sent.");
  const latency = meter.createHistogram("troupe_commit_latency_milliseconds", {
    description: "From the sending of a batch to its being durable.",
    advice: { explicitBucketBoundaries: latencyBounds },
  });
  const operations = meter.createHistogram("troupe_commit_operations", {
    description: "Records that a batch wrote or deleted.",
    advice: { explicitBucketBoundaries: operationBounds },
  });
  return {
    runCreated: (pipeline) => runsCreated.add(1, { pipeline }),
    runEnded: (pipeline, result) => runsEnded.add(1, { pipeline, result }),
    taskEnded: (pipeline, outcome) => tasksEnded.add(1, { pipeline, class: outcome }),
    attemptStarted: (pipeline) => attemptsStarted.add(1, { pipeline }),
    batchCommitted: (latencyMs, count) => {
      latency.record(latencyMs);
      operations.record(count);
    },
    telemetryReceived: (kind, bytes) => received.add(bytes, { kind }),
    watch: observeGauges(meter),
  };
}

const nothing: Gauges = { queuedTasks: () => 0, runningAttempts: () => 0, agents: () => ({}) };

/**
 * A coordinator that does not lead says 0, and so does a state that no agent is in any more: the SDK repeats the last
 * value of whatever is not observed, for ever.
 */
function observeGauges(meter: Meter): Meters["watch"] {
  let current = nothing;
  const states = new Set<string>();
  const gauge = (name: string, description: string) => meter.createObservableGauge(name, { description });
  gauge("troupe_queued_tasks", "Tasks that wait for a place on an agent.").addCallback((result) =>
    result.observe(current.queuedTasks()),
  );
  gauge("troupe_running_attempts", "Attempts that are on an agent.").addCallback((result) =>
    result.observe(current.runningAttempts()),
  );
  gauge("troupe_agents", "Agents, by state.").addCallback((result) => {
    const agents = current.agents();
    for (const state of Object.keys(agents)) states.add(state);
    for (const state of states) result.observe(agents[state] ?? 0, { state });
  });
  return (gauges) => {
    current = gauges;
    return () => {
      if (current === gauges) current = nothing;
    };
  };
}

/** Traces may be incomplete without anybody noticing, but not without its being counted. */
function observeTracing(meter: Meter, counts: () => TracingCounts): void {
  const runs = meter.createObservableCounter("troupe_trace_runs", {
    description: "Runs by what became of their trace; only those traced are whole.",
  });
  runs.addCallback((result) => {
    for (const [outcome, count] of Object.entries(counts().runs)) result.observe(count, { outcome });
  });
  const spans = meter.createObservableCounter("troupe_trace_spans", {
    description: "Spans that were sent to the collector, or dropped before.",
  });
  spans.addCallback((result) => {
    const { sent, droppedFull, droppedFailed } = counts().spans;
    result.observe(sent, { outcome: "sent" });
    result.observe(droppedFull, { outcome: "dropped-queue-full" });
    result.observe(droppedFailed, { outcome: "dropped-export-failed" });
  });
  const queued = meter.createObservableGauge("troupe_trace_queued_spans", {
    description: "Spans that wait to be sent.",
  });
  queued.addCallback((result) => result.observe(counts().spans.queued));
}

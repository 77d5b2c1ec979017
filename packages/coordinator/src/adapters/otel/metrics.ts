/**
 * Metrics by OpenTelemetry's SDK, as text for Prometheus. Nothing listens here and nothing is pushed: whoever serves
 * HTTP asks for the text.
 */
import type { Meter } from "@opentelemetry/api";
import { PrometheusSerializer } from "@opentelemetry/exporter-prometheus";
import { MeterProvider, MetricReader } from "@opentelemetry/sdk-metrics";
import { RunMeter } from "../../metrics/run-meter.ts";
import type { Metrics, RunCounters } from "../../ports/metrics.ts";
import type { TracingCounts } from "../../ports/tracing.ts";
import { troupeResource } from "./resource.ts";

export interface MetricsOptions {
  readonly version: string;
  readonly tracing: () => TracingCounts;
}

/** A commit takes half a millisecond on a good disk; one that takes seconds is about to cost the lead. */
const latencyBounds = [0.25, 0.5, 1, 2, 5, 10, 20, 50, 100, 250, 500, 1000, 2500, 5000];
const operationBounds = [1, 2, 5, 10, 20, 50, 100];
const noAgents = { ready: 0, draining: 0, deaf: 0, silent: 0, gone: 0 };

export function createMetrics({ version, tracing }: MetricsOptions): Metrics {
  const reader = new PullReader();
  const provider = new MeterProvider({ resource: troupeResource(version), readers: [reader] });
  const meter = provider.getMeter("troupe", version);
  // Every metric would say that it comes from "troupe"; target_info says so once.
  const serializer = new PrometheusSerializer("", false, undefined, false, true);
  observeTracing(meter, tracing);
  const engine = engineMeters(meter);
  const leads = meter.createGauge("troupe_leads", { description: "1 if this coordinator leads, 0 if it follows." });
  const terms = meter.createGauge("troupe_term", { description: "The last term in which this coordinator led." });
  const term = (begun: number | null): void => {
    leads.record(begun === null ? 0 : 1);
    if (begun !== null) return terms.record(begun);
    engine.queue(0);
    engine.running(0);
    engine.waiting(0, 0);
    engine.agents(noAgents);
  };
  // The SDK repeats the last value of a gauge for ever, and shows none that never had one.
  term(null);
  return {
    engine,
    runs: new RunMeter(runCounters(meter)),
    term,
    store: storeMeter(meter),
    text: async () => serializer.serialize((await reader.collect()).resourceMetrics),
  };
}

/** Reads when it is asked to. */
class PullReader extends MetricReader {
  protected override async onForceFlush(): Promise<void> {}

  protected override async onShutdown(): Promise<void> {}
}

function engineMeters(meter: Meter): Metrics["engine"] {
  const latency = meter.createHistogram("troupe_commit_latency_milliseconds", {
    description: "From the sending of a batch to its being durable.",
    advice: { explicitBucketBoundaries: latencyBounds },
  });
  const operations = meter.createHistogram("troupe_commit_operations", {
    description: "Records that a batch wrote or deleted.",
    advice: { explicitBucketBoundaries: operationBounds },
  });
  // Looked up when somebody asks: they change with every attempt.
  const now = { queued: 0, running: 0, waiting: 0, approvals: 0 };
  meter
    .createObservableGauge("troupe_queued_tasks", { description: "Tasks that wait for a place on an agent." })
    .addCallback((result) => result.observe(now.queued));
  meter
    .createObservableGauge("troupe_running_attempts", { description: "Attempts that are on an agent." })
    .addCallback((result) => result.observe(now.running));
  meter
    .createObservableGauge("troupe_waiting_tasks", {
      description: "Tasks that wait for a time, a dataset, a person or another run.",
    })
    .addCallback((result) => result.observe(now.waiting));
  meter
    .createObservableGauge("troupe_open_approvals", { description: "Tasks that wait for a person's answer." })
    .addCallback((result) => result.observe(now.approvals));
  const agents = meter.createGauge("troupe_agents", { description: "Agents, by state." });
  const received = meter.createCounter("troupe_telemetry_received_bytes", {
    description: "Bytes of logs from agents.",
  });
  return {
    batch: (batch) => {
      latency.record(batch.ms);
      operations.record(batch.operations);
    },
    queue: (depth) => {
      now.queued = depth;
    },
    running: (attempts) => {
      now.running = attempts;
    },
    waiting: (tasks, approvals) => {
      now.waiting = tasks;
      now.approvals = approvals;
    },
    telemetry: (bytes) => received.add(bytes),
    agents: (states) => {
      for (const [state, count] of Object.entries(states)) agents.record(count, { state });
    },
  };
}

function storeMeter(meter: Meter): Metrics["store"] {
  const used = meter.createGauge("troupe_store_bytes", { description: "Bytes that the state store has in use." });
  const quota = meter.createGauge("troupe_store_quota_bytes", {
    description: "Bytes that it may hold; 0 without a limit.",
  });
  const full = meter.createGauge("troupe_store_full", { description: "1 if it takes no writes for want of space." });
  return (view) => {
    used.record(view.bytes);
    quota.record(view.quota ?? 0);
    full.record(view.state === "full" ? 1 : 0);
  };
}

function runCounters(meter: Meter): RunCounters {
  const counter = (name: string, description: string) => meter.createCounter(name, { description });
  const created = counter("troupe_runs_created", "Runs that were created.");
  const ended = counter("troupe_runs_ended", "Runs that ended, by result.");
  const tasksEnded = counter("troupe_tasks_ended", "Tasks that ended, by the class of their exit.");
  const attemptsStarted = counter("troupe_attempts_started", "Attempts that started to run on an agent.");
  return {
    created: (pipeline) => created.add(1, { pipeline }),
    ended: (pipeline, result) => ended.add(1, { pipeline, result }),
    tasksEnded: (pipeline, outcome, count) => tasksEnded.add(count, { pipeline, class: outcome }),
    attemptStarted: (pipeline) => attemptsStarted.add(1, { pipeline }),
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

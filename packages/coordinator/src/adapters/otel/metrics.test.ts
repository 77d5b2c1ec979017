import { SyntheticRun, syntheticFailure } from "@troupe/testing/traces";
import { expect, test } from "vitest";
import { noTracing } from "../../tracing/no-tracing.ts";
import { createMetrics, type MetricsOptions } from "./metrics.ts";

function create(tracing: MetricsOptions["tracing"] = noTracing.counts) {
  const metrics = createMetrics({ version: "1.2.3", tracing });
  const lines = async (): Promise<readonly string[]> => (await metrics.text()).split("\n");
  return { ...metrics, lines };
}

test("what happens to runs is counted by pipeline, and by how it ended", async () => {
  const { runs, lines } = create();
  const failure = syntheticFailure({ exitClass: "oom" });
  const run = new SyntheticRun().attempt("extract").attempt("train", { failure }).retry("train", 2);
  run.attempt("train", { number: 2, failure }).add({ type: "TaskFailed", task: "train", failure });
  run.add({ type: "NodeSkipped", node: "deploy", path: [], because: "train failed" });
  runs.committed(run.add({ type: "RunFailed", task: "train", failure }).commit());
  runs.committed(new SyntheticRun({ pipeline: "daily" }).succeed().commit());
  expect(await lines()).toEqual(
    expect.arrayContaining([
      "# TYPE troupe_runs_created_total counter",
      'troupe_runs_created_total{pipeline="churn"} 1',
      'troupe_runs_ended_total{pipeline="churn",result="failure"} 1',
      'troupe_runs_ended_total{pipeline="daily",result="success"} 1',
      'troupe_attempts_started_total{pipeline="churn"} 3',
      'troupe_tasks_ended_total{pipeline="churn",class="success"} 1',
      'troupe_tasks_ended_total{pipeline="churn",class="oom"} 1',
      'troupe_tasks_ended_total{pipeline="churn",class="skipped"} 1',
    ]),
  );
});

test("commits and telemetry are measured", async () => {
  const { engine, lines } = create();
  engine.batch({ ms: 0.7, operations: 12 });
  engine.batch({ ms: 3000, operations: 100 });
  engine.telemetry(1000);
  engine.telemetry(24);
  expect(await lines()).toEqual(
    expect.arrayContaining([
      "troupe_commit_latency_milliseconds_count 2",
      'troupe_commit_latency_milliseconds_bucket{le="0.5"} 0',
      'troupe_commit_latency_milliseconds_bucket{le="1"} 1',
      'troupe_commit_latency_milliseconds_bucket{le="+Inf"} 2',
      "troupe_commit_operations_sum 112",
      "troupe_telemetry_received_bytes_total 1024",
    ]),
  );
});

test("gauges are the leader's: whoever does not lead says 0", async () => {
  const { engine, term, lines } = create();
  const idle = ["troupe_queued_tasks 0", "troupe_running_attempts 0", 'troupe_agents{state="ready"} 0'];
  expect(await lines()).toEqual(expect.arrayContaining(idle));
  engine.queue(7);
  engine.running(3);
  engine.agents({ ready: 2, draining: 0, deaf: 0, silent: 1, gone: 0 });
  expect(await lines()).toEqual(
    expect.arrayContaining([
      "troupe_queued_tasks 7",
      "troupe_running_attempts 3",
      'troupe_agents{state="ready"} 2',
      'troupe_agents{state="silent"} 1',
    ]),
  );
  term(null);
  expect(await lines()).toEqual(expect.arrayContaining(idle));
});

test("what tracing left out is there to be seen", async () => {
  const { lines } = create(() => ({
    runs: { traced: 5, truncated: 1, unsampled: 0, "too-large": 2, abandoned: 0 },
    spans: { queued: 4, sent: 100, droppedFull: 10, droppedFailed: 20 },
  }));
  expect(await lines()).toEqual(
    expect.arrayContaining([
      'troupe_trace_runs_total{outcome="too-large"} 2',
      'troupe_trace_spans_total{outcome="sent"} 100',
      'troupe_trace_spans_total{outcome="dropped-queue-full"} 10',
      'troupe_trace_spans_total{outcome="dropped-export-failed"} 20',
      "troupe_trace_queued_spans 4",
    ]),
  );
});

test("no label tells runs apart", async () => {
  const { runs, text } = create();
  runs.committed(new SyntheticRun({ runId: "01k-unmistakable" }).attempt("extract").succeed().commit());
  expect(await text()).not.toContain("01k-unmistakable");
});

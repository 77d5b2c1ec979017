import type { Clock } from "@troupe/engine";
import { MemoryEventFeed, SystemClock, VirtualClock } from "@troupe/engine/adapters";
import { OtlpReceiver, printTrace, SyntheticRun, syntheticFailure, traceProblems } from "@troupe/testing/traces";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Tracing } from "../../ports/tracing.ts";
import { parseTraceparent } from "../../tracing/traceparent.ts";
import { startOtelTracing } from "./otel-tracing.ts";

let receiver: OtlpReceiver;
let warnings: string[];
let warned: PromiseWithResolvers<void>;

beforeEach(async () => {
  receiver = await OtlpReceiver.start();
  warnings = [];
  warned = Promise.withResolvers();
  vi.stubEnv("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.httpUrl);
  vi.stubEnv("OTEL_BSP_SCHEDULE_DELAY", "1");
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await receiver.close();
});

function start(feed = new MemoryEventFeed(), clock: Clock = new SystemClock()): Promise<Tracing> {
  const warn = (message: string): void => {
    warnings.push(message);
    warned.resolve();
  };
  return startOtelTracing({ history: feed, clock, version: "1.2.3", warn });
}

function retriedRun(): SyntheticRun {
  const run = new SyntheticRun().attempt("extract", { durations: { queued: 0 } });
  run.attempt("train", { failure: syntheticFailure() }).retry("train", 2).attempt("train", { number: 2 });
  return run.succeed();
}

test.each(["http/protobuf", "http/json", "grpc"])("a run arrives whole by %s", async (protocol) => {
  vi.stubEnv("OTEL_EXPORTER_OTLP_PROTOCOL", protocol);
  if (protocol === "grpc") vi.stubEnv("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.grpcUrl);
  vi.stubEnv("OTEL_EXPORTER_OTLP_HEADERS", "x-tenant=ada");
  vi.stubEnv("OTEL_RESOURCE_ATTRIBUTES", "deployment.environment.name=test");
  const tracing = await start();
  const run = retriedRun();
  tracing.committed(run.commit());
  const spans = await receiver.until((received) => received.some(({ name }) => name === "RUN churn"));
  await tracing.shutdown();
  expect(traceProblems(spans)).toEqual([]);
  expect(printTrace(spans).split("\n")).toHaveLength(19);
  expect(receiver.requests[0]).toMatchObject({ protocol, headers: { "x-tenant": "ada" } });
  const root = spans.find(({ parentSpanId }) => parentSpanId === null);
  expect(root).toMatchObject({
    name: "RUN churn",
    kind: "server",
    startMs: run.events[0]?.at,
    endMs: run.now,
    status: { code: "unset" },
    attributes: { "cicd.pipeline.result": "success", "troupe.run.tasks": 2 },
    resource: { "service.name": "troupe", "service.version": "1.2.3", "deployment.environment.name": "test" },
    scope: "troupe",
  });
  const extract = spans.find(({ name }) => name === "extract");
  expect(extract?.events).toEqual([{ name: "queued", atMs: run.events[1]?.at, attributes: {} }]);
  const failed = spans.find(({ name }) => name === "train attempt 1");
  expect(failed).toMatchObject({
    status: { code: "error", message: "exit code 3" },
    attributes: { "process.exit.code": 3 },
  });
  expect(tracing.counts()).toMatchObject({ runs: { traced: 1 }, spans: { sent: spans.length, droppedFailed: 0 } });
});

test("two coordinators, one after the other, make one trace", async () => {
  const caller = { traceId: "4bf92f3577b34da6a3ce929d0e0e4736", spanId: "00f067aa0ba902b7" };
  const feed = new MemoryEventFeed();
  const first = await start(feed);
  const run = new SyntheticRun({ traceparent: `00-${caller.traceId}-${caller.spanId}-01` }).attempt("extract");
  run.attempt("train", { failure: syntheticFailure({ exitClass: "lost" }) });
  const before = run.commit();
  first.committed(before);
  await feed.append([before]);
  await first.shutdown();
  const second = await start(feed);
  second.committed(run.retry("train", 2).attempt("train", { number: 2 }).succeed().commit());
  const spans = await receiver.until((received) => received.some(({ name }) => name === "RUN churn"));
  await second.shutdown();
  expect(traceProblems(spans, [caller.spanId])).toEqual([]);
  expect(new Set(spans.map(({ traceId }) => traceId))).toEqual(new Set([caller.traceId]));
});

test("a collector that accepts and never answers holds nothing up", async () => {
  receiver.answer = "never";
  const clock = new VirtualClock();
  const tracing = await start(new MemoryEventFeed(), clock);
  tracing.committed(retriedRun().commit());
  await clock.advance(1);
  await receiver.until(() => receiver.requests.length === 1);
  const run = new SyntheticRun({ runId: "another" });
  for (let index = 0; index < 900; index += 1) run.attempt(`train[${index}]`);
  tracing.committed(run.succeed().commit());
  const closed = tracing.shutdown();
  await clock.advance(3000);
  await closed;
  expect(tracing.counts()).toMatchObject({ runs: { traced: 2 }, spans: { sent: 0, droppedFailed: 900 * 6 + 1 } });
});

test("a collector that is not there is warned of once", async () => {
  vi.stubEnv("OTEL_EXPORTER_OTLP_TIMEOUT", "50");
  vi.stubEnv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:9");
  const tracing = await start();
  tracing.committed(retriedRun().commit());
  await warned.promise;
  tracing.committed(new SyntheticRun({ runId: "another" }).attempt("extract").succeed().commit());
  await tracing.shutdown();
  expect(warnings).toEqual([expect.stringContaining("traces cannot be sent")]);
});

test("an attempt is told of its span, and whether it should make spans", async () => {
  const tracing = await start();
  const contextWith = (tasks: number) => parseTraceparent(tracing.attemptTraceparent("run", null, "train", 1, tasks));
  expect(contextWith(1000)).toMatchObject({ traceId: tracing.traceId("run", null), sampled: true });
  expect(contextWith(1001)).toMatchObject({ traceId: tracing.traceId("run", null), sampled: false });
  await tracing.shutdown();
});

test("a run that is not sampled has no trace id", async () => {
  vi.stubEnv("OTEL_TRACES_SAMPLER", "always_off");
  const tracing = await start();
  expect(tracing.traceId("run", null)).toBe("");
  expect(parseTraceparent(tracing.attemptTraceparent("run", null, "train", 1))?.sampled).toBe(false);
  await tracing.shutdown();
});

test("without an endpoint it is off, and a caller's context goes through", async () => {
  vi.stubEnv("OTEL_EXPORTER_OTLP_ENDPOINT", "");
  const tracing = await start();
  expect(tracing.isOn).toBe(false);
  const caller = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
  expect(tracing.attemptTraceparent("run", caller, "train", 1)).toBe(caller);
  expect(tracing.attemptTraceparent("run", null, "train", 1)).toBeNull();
  expect(tracing.traceId("run", null)).toBe("");
  tracing.committed(retriedRun().commit());
  await tracing.shutdown();
  expect(receiver.requests).toEqual([]);
});

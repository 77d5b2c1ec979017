import { expect, test } from "vitest";
import { readTraceSettings } from "./trace-settings.ts";

const on = { OTEL_EXPORTER_OTLP_ENDPOINT: "http://localhost:4318" };

function read(env: Record<string, string>) {
  const warnings: string[] = [];
  return { settings: readTraceSettings(env, (message) => warnings.push(message)), warnings };
}

test.each([
  {},
  { OTEL_EXPORTER_OTLP_ENDPOINT: "" },
  { OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: "http://localhost:4318" },
  { ...on, OTEL_SDK_DISABLED: "TRUE" },
  { ...on, OTEL_TRACES_EXPORTER: "none" },
])("off with %o", (env) => {
  expect(read(env)).toEqual({ settings: undefined, warnings: [] });
});

test("on with an endpoint, for all signals or for traces", () => {
  const defaults = {
    protocol: "http/protobuf",
    sampling: { ratio: 1, followsCaller: true },
    queue: { maxSpans: 16_384, maxBatch: 512, delayMs: 1000, exportTimeoutMs: 30_000 },
  };
  expect(read(on)).toEqual({ settings: defaults, warnings: [] });
  expect(read({ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: "http://localhost:4318/v1/traces" }).settings).toEqual(defaults);
});

test("the protocol of traces wins over that of all signals", () => {
  const env = { ...on, OTEL_EXPORTER_OTLP_PROTOCOL: "grpc", OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: "http/json" };
  expect(read(env).settings?.protocol).toBe("http/json");
  expect(read({ ...on, OTEL_EXPORTER_OTLP_PROTOCOL: "grpc" }).settings?.protocol).toBe("grpc");
});

test.each([
  ["always_on", { ratio: 1, followsCaller: false }],
  ["parentbased_always_off", { ratio: 0, followsCaller: true }],
  ["traceidratio", { ratio: 0.1, followsCaller: false }],
  ["parentbased_traceidratio", { ratio: 0.1, followsCaller: true }],
])("the sampler %s", (sampler, sampling) => {
  const env = { ...on, OTEL_TRACES_SAMPLER: sampler, OTEL_TRACES_SAMPLER_ARG: "0.1" };
  expect(read(env)).toMatchObject({ settings: { sampling }, warnings: [] });
});

test.each([
  { OTEL_EXPORTER_OTLP_PROTOCOL: "carrier-pigeon" },
  { OTEL_TRACES_SAMPLER: "jaeger_remote" },
  { OTEL_TRACES_SAMPLER: "traceidratio", OTEL_TRACES_SAMPLER_ARG: "all" },
  { OTEL_BSP_MAX_QUEUE_SIZE: "-1" },
])("a value that makes no sense is a warning, and the default holds: %o", (env) => {
  const { settings, warnings } = read({ ...on, ...env });
  expect(warnings).toHaveLength(1);
  expect(settings?.protocol).toBe("http/protobuf");
  expect(settings?.sampling.ratio).toBe(1);
  expect(settings?.queue.maxSpans).toBe(16_384);
});

test("an exporter that there is not is no exporter", () => {
  const { settings, warnings } = read({ ...on, OTEL_TRACES_EXPORTER: "zipkin" });
  expect(settings).toBeUndefined();
  expect(warnings).toHaveLength(1);
});

test("a batch is not larger than the queue", () => {
  expect(read({ ...on, OTEL_BSP_MAX_QUEUE_SIZE: "100" }).settings?.queue).toMatchObject({
    maxSpans: 100,
    maxBatch: 100,
  });
});

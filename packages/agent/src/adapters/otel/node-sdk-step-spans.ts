/**
 * OpenTelemetry for the functions of a worker: on with the standard variables, loaded only then. What a function traces
 * with @opentelemetry/api, bundled with it or not, becomes part of its run's trace.
 */
import { context, propagation } from "@opentelemetry/api";
import { noStepSpans, type StepSpans } from "../../ports/step-spans.ts";

/** Variables that say where traces go; without one of them nobody wants any. */
const endpoints = ["OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"];

/** A worker may be ended when nothing runs in it: spans must not wait for the SDK's usual five seconds. */
const defaults = {
  OTEL_SERVICE_NAME: "troupe-step",
  OTEL_BSP_SCHEDULE_DELAY: "500",
  OTEL_METRICS_EXPORTER: "none",
  OTEL_LOGS_EXPORTER: "none",
} as const;

const shutdownMs = 1000;

export async function openStepSpans(environment: NodeJS.ProcessEnv): Promise<StepSpans> {
  if (!endpoints.some((name) => environment[name]) || environment.OTEL_SDK_DISABLED === "true") return noStepSpans;
  for (const [name, value] of Object.entries(defaults)) environment[name] ??= value;
  const { NodeSDK } = await import("@opentelemetry/sdk-node");
  const sdk = new NodeSDK({ instrumentations: [], autoDetectResources: false });
  sdk.start();
  return {
    within: (traceparent, call) =>
      traceparent === undefined ? call() : context.with(propagation.extract(context.active(), { traceparent }), call),
    shutdown: () => Promise.race([sdk.shutdown().catch(() => {}), afterMs(shutdownMs)]),
  };
}

function afterMs(ms: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  setTimeout(resolve, ms);
  return promise;
}

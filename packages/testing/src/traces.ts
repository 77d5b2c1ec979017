/** @troupe/testing/traces: receive OTLP, look at traces and check them, make histories of runs. */
export * from "./otlp/received-span.ts";
export * from "./otlp/trace-tree.ts";
export * from "./otlp-receiver.ts";
export * from "./synthetic-run.ts";

/** @troupe/core: what is true. Pure: no I/O, no clock, no randomness. */
export * from "./artifact.ts";
export * from "./error.ts";
export * from "./json.ts";
export * from "./run/exit.ts";
export * from "./run/run-effect.ts";
export * from "./run/run-event.ts";
export * from "./run/run-input.ts";
export * from "./run/run-state.ts";
export * from "./spec/expression.ts";
export * from "./spec/pipeline-spec.ts";

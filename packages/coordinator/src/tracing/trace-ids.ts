/**
 * Ids of traces and spans, derived from what they stand for. Whoever derives them gets the same: a coordinator that
 * takes over goes on with the trace of its predecessor, and a span that is written twice is the same span.
 *
 * SAFETY: one trace, one root. Changing a derivation splits the traces of all runs that are live during the upgrade.
 */
import { hash } from "node:crypto";
import { formatTraceparent, parseTraceparent } from "./traceparent.ts";

const traceIdLength = 32;
const spanIdLength = 16;

/** The caller's trace if the run was created inside one, else its own. */
export function runTraceId(runId: string, caller: string | null): string {
  return parseTraceparent(caller)?.traceId ?? derive(traceIdLength, "trace", runId);
}

export function rootSpanId(runId: string): string {
  return derive(spanIdLength, "run", runId);
}

export function taskSpanId(runId: string, task: string): string {
  return derive(spanIdLength, "task", runId, task);
}

export function attemptSpanId(runId: string, task: string, attempt: number): string {
  return derive(spanIdLength, "attempt", runId, task, String(attempt));
}

export function phaseSpanId(runId: string, task: string, attempt: number, phase: string): string {
  return derive(spanIdLength, "phase", runId, task, String(attempt), phase);
}

/**
 * The context that travels to the agent and into the attempt's process. Its parent is the attempt's span and not that of
 * a phase: a phase may turn out too short to have one, and what the process makes would have no parent.
 */
export function attemptTraceparent(
  runId: string,
  caller: string | null,
  task: string,
  attempt: number,
  sampled = true,
): string {
  return formatTraceparent({
    traceId: runTraceId(runId, caller),
    spanId: attemptSpanId(runId, task, attempt),
    sampled,
  });
}

/** No name holds a NUL, so that two lists of parts never join to the same text. */
function derive(length: number, ...parts: readonly string[]): string {
  return hash("sha256", parts.join("\0"), "hex").slice(0, length);
}

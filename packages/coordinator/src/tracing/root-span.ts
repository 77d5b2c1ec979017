/** The span of a run: the root of its trace, or a child of the caller's span. */
import type { RunEvent } from "@troupe/core";
import { errorAttributes, errorText, type TracedRun } from "./attempt-spans.ts";
import { isWrong, type RunEnd, runResult } from "./result.ts";
import { isSampled, type SamplingPolicy } from "./sampling.ts";
import { cicd, troupe } from "./semantic-attributes.ts";
import type { SpanEvents } from "./span-events.ts";
import { rootSpanId, runTraceId } from "./trace-ids.ts";
import type { SpanParent, TraceSpan } from "./trace-span.ts";
import { parseTraceparent } from "./traceparent.ts";

/** What is known of a run from its first event on. */
export interface RunHead extends TracedRun {
  readonly version: string;
  readonly parent: SpanParent | null;
  readonly createdAt: number;
  readonly isSampled: boolean;
}

export interface RunTotals {
  readonly endedAt: number;
  readonly tasks: number;
  readonly untracedAttempts: number;
  readonly events: SpanEvents;
}

const action = "RUN";

export function runHead(policy: SamplingPolicy, created: Extract<RunEvent, { readonly type: "RunCreated" }>): RunHead {
  const { runId, pipeline, version, traceparent, at } = created;
  const caller = parseTraceparent(traceparent);
  return {
    runId,
    pipeline,
    version,
    traceId: runTraceId(runId, traceparent),
    parent: caller === undefined ? null : { spanId: caller.spanId, remote: true },
    createdAt: at,
    isSampled: isSampled(policy, runId, traceparent),
  };
}

export function rootSpan(run: RunHead, end: RunEnd, totals: RunTotals): TraceSpan {
  const result = runResult(end);
  const failure = end.type === "RunFailed" ? end.failure : null;
  return {
    traceId: run.traceId,
    spanId: rootSpanId(run.runId),
    parent: run.parent,
    name: `${action} ${run.pipeline}`,
    kind: "server",
    startedAt: run.createdAt,
    endedAt: totals.endedAt,
    attributes: {
      [cicd.pipelineName]: run.pipeline,
      [cicd.pipelineRunId]: run.runId,
      [cicd.pipelineActionName]: action,
      [cicd.pipelineResult]: result,
      [troupe.version]: run.version,
      [troupe.tasks]: totals.tasks,
      ...(totals.untracedAttempts === 0 ? {} : { [troupe.untracedAttempts]: totals.untracedAttempts }),
      ...errorAttributes(failure),
    },
    events: totals.events.kept,
    droppedEvents: totals.events.dropped,
    error: isWrong(result) ? endText(end) : null,
  };
}

function endText(end: RunEnd): string {
  if (end.type === "RunTimedOut") return `timed out after ${end.timeoutMs} ms`;
  return end.type === "RunFailed" ? errorText(end.failure) : "";
}

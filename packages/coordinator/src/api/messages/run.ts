/** Runs as they stand on the wire. */
import type { Failure } from "@troupe/core";
import type { CatalogRun, RunView } from "@troupe/engine";
import { type Run, toTimestamp, type Failure as WireFailure } from "@troupe/proto";
import { toRevision } from "../revision.ts";
import { exitClassNames, runStates } from "../wire-names.ts";
import { toCause, toInterval } from "./origin.ts";

export function toRun({ header, counts, traceId, priority, reason }: RunView): Run {
  return {
    runId: header.runId,
    pipeline: header.pipeline,
    version: header.version,
    state: runStates[header.status],
    paramsJson: JSON.stringify(header.params),
    createdAt: toTimestamp(header.createdAt),
    endedAt: toTimestamp(header.endedAt),
    outputsJson: header.status === "succeeded" ? JSON.stringify(header.outputs) : "",
    failure: header.failure === null ? null : toFailure(header.failure.task, header.failure.failure),
    traceId,
    sequence: header.sequence,
    tasks: counts,
    requestId: header.requestId ?? "",
    cancelReason: header.cancel?.reason ?? "",
    cancelledBy: header.cancel?.by ?? "",
    revision: toRevision(header),
    cause: toCause(header.cause),
    interval: toInterval(header.interval),
    priority,
    reason,
    datasets: Object.entries(header.datasets ?? {}).map(([dataset, { revision }]) => ({ dataset, revision })),
    published: (header.published ?? []).map(({ dataset, revision, task }) => ({ dataset, revision, task: task ?? "" })),
  };
}

/** What a list knows of a run. No outputs, and no parameters that are large. */
export function toListedRun(run: CatalogRun): Run {
  return {
    runId: run.runId,
    pipeline: run.pipeline,
    version: run.version,
    state: runStates[run.status],
    createdAt: toTimestamp(run.createdAt),
    endedAt: toTimestamp(run.endedAt),
    paramsJson: run.params ?? "",
    failure: run.failure === null ? null : { message: run.failure },
    tasks: run.tasks,
    requestId: run.requestId ?? "",
    cause: toCause(run.cause),
    interval: toInterval(run.interval),
    datasets: Object.entries(run.datasets).map(([dataset, revision]) => ({ dataset, revision })),
  };
}

export function toFailure(task: string | null, failure: Failure): WireFailure {
  return {
    task: task ?? "",
    exitClass: exitClassNames[failure.exitClass],
    code: failure.code,
    message: failure.message,
    ...(failure.exitCode === undefined ? {} : { exitCode: failure.exitCode }),
    signal: failure.signal ?? "",
    errorTypes: [...(failure.errorTypes ?? [])],
    detailsJson: failure.details === undefined ? "" : JSON.stringify(failure.details),
  };
}

/** Lines of the catalog's tables as what they stand for. */
import { type Digest, type RunCause, type RunStatus, runStatuses, type TaskCounts } from "@troupe/core";
import type { ArtifactRole, CatalogArtifact, CatalogRun, RunBar } from "@troupe/engine";
import { number, text } from "./database.ts";

export function artifactOf(row: Readonly<Record<string, unknown>>): CatalogArtifact {
  return {
    runId: text(row.run_id),
    task: text(row.task),
    role: text(row.role) as ArtifactRole,
    path: text(row.path),
    digest: text(row.digest) as Digest,
    kind: text(row.kind),
    size: number(row.size),
    attempt: number(row.attempt),
    at: number(row.at),
    pipeline: text(row.pipeline),
    version: text(row.version),
    params: textOrNull(row.params),
  };
}

export function barOf(row: Readonly<Record<string, unknown>>): RunBar {
  return {
    runId: text(row.run_id),
    status: statusOf(row.status),
    createdAt: number(row.created_at),
    endedAt: row.ended_at === null ? null : number(row.ended_at),
  };
}

export function runOf(row: Readonly<Record<string, unknown>>): CatalogRun {
  return {
    ...barOf(row),
    pipeline: text(row.pipeline),
    version: text(row.version),
    failure: textOrNull(row.failure),
    failed: row.failed === null ? null : (JSON.parse(text(row.failed)) as CatalogRun["failed"]),
    params: textOrNull(row.params),
    requestId: textOrNull(row.request_id),
    cause: JSON.parse(text(row.cause)) as RunCause,
    interval: row.interval_start === null ? null : { start: number(row.interval_start), end: number(row.interval_end) },
    datasets: row.datasets === null ? {} : (JSON.parse(text(row.datasets)) as CatalogRun["datasets"]),
    tasks: row.tasks === null ? null : (JSON.parse(text(row.tasks)) as TaskCounts),
    sequence: number(row.sequence),
  };
}

function textOrNull(value: unknown): string | null {
  return value === null ? null : text(value);
}

function statusOf(value: unknown): RunStatus {
  const status = text(value);
  if (Object.hasOwn(runStatuses, status)) return status as RunStatus;
  throw new TypeError(`expected the status of a run in a database, found ${status}`);
}

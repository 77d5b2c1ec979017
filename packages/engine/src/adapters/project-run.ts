/** How a run's events become its line in the catalog: the one projection that every catalog shares. */
import type { Failure, RunEvent } from "@troupe/core";
import type { CatalogRun } from "../ports/catalog.ts";

/** Undefined while the run's beginning is unknown: events without their `RunCreated` cannot be shown. */
export function projectRun(run: CatalogRun | undefined, events: readonly RunEvent[]): CatalogRun | undefined {
  return events.reduce(projectEvent, run);
}

function projectEvent(run: CatalogRun | undefined, event: RunEvent): CatalogRun | undefined {
  if (event.type === "RunCreated") return created(event);
  if (run === undefined) return undefined;
  switch (event.type) {
    case "RunCancelRequested":
      return { ...run, status: "cancelling" };
    case "RunSucceeded":
      return { ...run, status: "succeeded", endedAt: event.at };
    case "RunFailed":
      return { ...run, status: "failed", endedAt: event.at, failure: describeFailure(event.task, event.failure) };
    case "RunCancelled":
      return { ...run, status: "cancelled", endedAt: event.at, failure: event.reason };
    case "RunTimedOut":
      return { ...run, status: "timed-out", endedAt: event.at, failure: `timed out after ${event.timeoutMs} ms` };
    default:
      return run;
  }
}

function created(event: RunEvent & { readonly type: "RunCreated" }): CatalogRun {
  const { runId, pipeline, version, at } = event;
  return { runId, pipeline, version, status: "running", createdAt: at, endedAt: null, failure: null };
}

function describeFailure(task: string | null, failure: Failure): string {
  return task === null ? failure.message : `${task}: ${failure.message}`;
}

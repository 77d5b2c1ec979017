/** A catalog under test, and runs as a test tells it of them. */
import type { RunEvent, RunEventBody } from "@troupe/core";
import type { Catalog, PositionedEntry } from "@troupe/engine";
import type { Subject } from "./suite.ts";

export interface CatalogSubject extends Subject {
  readonly catalog: Catalog;
  /** Closes the catalog and opens what it left behind. */
  reopen(): Promise<Catalog>;
}

export type OpenCatalog = () => Promise<CatalogSubject>;

export const succeeded: RunEventBody = { type: "RunSucceeded", outputs: null };

export const version = `sha256:${"0".repeat(64)}` as const;

/** Each event at the instant that is its sequence number. */
export function entry(
  position: number,
  runId: string,
  first: number,
  ...bodies: readonly RunEventBody[]
): PositionedEntry {
  const events = bodies.map((body, index): RunEvent => ({ ...body, at: first + index }));
  return { feed: "f", position, runId, pipeline: "churn", first, events };
}

export function created(runId: string, pipeline = "churn"): RunEventBody {
  const params = { until: "2026-01-01" };
  return { type: "RunCreated", runId, pipeline, version, params, uses: {}, requestId: null, traceparent: null };
}

export function idsOf(runs: readonly { readonly runId: string }[]): readonly string[] {
  return runs.map(({ runId }) => runId);
}

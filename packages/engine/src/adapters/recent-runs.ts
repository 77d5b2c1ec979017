/** How a pipeline does, from its runs: what every catalog answers alike. */
import { type RunStatus, runStatuses } from "@troupe/core";
import type { RunBar } from "../ports/catalog.ts";

export const shownBars = 30;

/** The newest that has ended, if that is a failure. `bars`: newest first. */
export function failingOf(bars: readonly RunBar[]): RunBar | undefined {
  const last = bars.find(({ status }) => runStatuses[status].terminal && status !== "cancelled");
  return last?.status === "succeeded" ? undefined : last;
}

export function isBegun(status: RunStatus): boolean {
  return !runStatuses[status].terminal && status !== "waiting";
}

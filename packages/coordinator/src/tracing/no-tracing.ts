/** Tracing that is off: what the run's creator gave goes to the steps as it is. */
import type { Tracing } from "../ports/tracing.ts";
import { parseTraceparent } from "./traceparent.ts";
import { noRuns } from "./tracer-counts.ts";

export const noTracing: Tracing = {
  isOn: false,
  committed: () => undefined,
  traceId: () => "",
  attemptTraceparent: (_runId, caller) => (parseTraceparent(caller) === undefined ? null : caller),
  led: () => Promise.resolve(),
  counts: () => ({ runs: noRuns(), spans: { queued: 0, sent: 0, droppedFull: 0, droppedFailed: 0 } }),
  shutdown: () => Promise.resolve(),
};

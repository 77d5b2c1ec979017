/** Why a run was made, in words; and the span of time that it is about. */
import type { Interval, RunCause } from "@troupe/sdk/client";

export function causeText(cause: RunCause): string {
  switch (cause.kind) {
    case "manual":
      return "by hand";
    case "schedule":
      return `schedule, tick ${cause.tick.toISOString()}`;
    case "backfill":
      return `backfill ${cause.backfill}`;
    case "trigger":
      return `triggered by ${cause.task} of run ${cause.runId}`;
    case "dataset":
      return `dataset ${cause.dataset}, revision ${cause.revision}`;
    case "webhook":
      return `webhook, delivery ${cause.delivery}`;
    case "rerun":
      return `rerun of ${cause.of}`;
    case "unknown":
      return "for a reason that this troupe does not know; a newer one does";
  }
}

export function intervalText({ start, end }: Interval): string {
  return `${start.toISOString()} – ${end.toISOString()}`;
}

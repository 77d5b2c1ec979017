/** Why a run was made, in a few words. */
import type { RunCause } from "../api/messages.ts";
import { shortId } from "./ids.ts";

export function causeText(cause: RunCause | undefined): string {
  if (cause === undefined) return "";
  if (cause.schedule !== undefined) return "schedule";
  if (cause.backfill !== undefined) return "backfill";
  if (cause.trigger !== undefined) return `task ${cause.trigger.task} of ${shortId(cause.trigger.runId)}`;
  if (cause.dataset !== undefined) return `dataset ${cause.dataset.dataset}`;
  if (cause.webhook !== undefined) return "webhook";
  if (cause.rerun !== undefined) return `rerun of ${shortId(cause.rerun.ofRunId)}`;
  return cause.manual === undefined ? "" : "by hand";
}

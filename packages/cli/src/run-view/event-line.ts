/** A run's history where nothing can be drawn over: one line an event, made to be read later and searched with grep. */
import type { Held, RunEvent } from "@troupe/core";
import type { RunEventRecord } from "@troupe/sdk/client";
import { count } from "../render/amount.ts";
import { clock, duration } from "../render/duration.ts";
import { oneLine } from "../render/text.ts";

/** Null for events that say nothing to a reader: the one before or after says it. */
export function eventLine(record: RunEventRecord): string | null {
  const told = tell(record);
  if (told === null) return null;
  return [clock(record.at), told.subject, told.text].join("  ");
}

interface Told {
  readonly subject: string;
  readonly text: string;
}

function tell(record: RunEventRecord): Told | null {
  // The history of a run is a RunEvent an entry; a type from a newer coordinator falls through to null.
  const event = record.detail as unknown as RunEvent;
  switch (event.type) {
    case "RunCreated":
      return { subject: "run", text: `created ${record.run?.id ?? event.runId}${heldText(event.held)}` };
    case "RunReleased":
      return { subject: "run", text: event.by === "user" ? "released by somebody" : "begins: its turn has come" };
    case "MapExpanded":
      return { subject: event.node, text: `maps over ${count(event.count, "item")}` };
    case "BranchDecided":
      return { subject: event.node, text: event.arm === null ? "took no arm" : `took ${event.arm}` };
    case "GroupEntered":
      return { subject: event.node, text: "begins" };
    case "LoopContinued":
      return { subject: event.node, text: `round ${event.round} begins` };
    case "LoopEnded":
      return {
        subject: event.node,
        text: `ended after ${count(event.rounds, "round")}${event.limited ? ", its limit" : ""}`,
      };
    case "NodeStopped":
      return { subject: event.node, text: `stopped: ${oneLine(event.failure.message)}` };
    case "RunFinalizing":
      return { subject: "run", text: `${event.outcome}, finalizing` };
    case "DecisionFailed":
      return { subject: event.node, text: `failed: ${oneLine(event.failure.message)}` };
    case "NodeSkipped":
      return { subject: event.node, text: `${event.unneeded ? "not needed" : "skipped"}: ${event.because}` };
    case "TaskWaiting":
      return { subject: event.task, text: oneLine(record.after?.reason ?? "waiting") };
    case "TaskAssigned":
      return { subject: event.task, text: `starting on ${event.agent}${again(event.attempt)}` };
    case "AttemptStarted":
      return { subject: event.task, text: "running" };
    case "AssignmentReturned":
      return { subject: event.task, text: `given back: ${event.reason}` };
    case "AttemptFailed":
      return {
        subject: event.task,
        text: `attempt ${event.attempt} ended (${event.failure.exitClass}): ${oneLine(event.failure.message)}`,
      };
    case "CheckpointSaved":
      return { subject: event.task, text: `checkpoint kept${atStep(event.checkpoint.step)}` };
    case "MetricRuleFired":
      return {
        subject: event.task,
        text: `rule (${event.firing.action}): ${event.firing.message}${atStep(event.firing.step)}`,
      };
    case "TaskRetryScheduled":
      return { subject: event.task, text: `tries again in ${duration(event.until - event.at)}` };
    case "TaskSucceeded":
      return { subject: event.task, text: `succeeded${took(record)}` };
    case "TaskReused":
      return {
        subject: event.task,
        text: `has the result of run ${event.origin.runId}${event.origin.kind === "cache" ? ", from the cache" : ""}`,
      };
    case "TaskMarked":
      return { subject: event.task, text: `${event.origin.by} gave it its result: ${oneLine(event.origin.reason)}` };
    case "TaskFailed":
      return { subject: event.task, text: `failed (${event.failure.exitClass}): ${oneLine(event.failure.message)}` };
    case "TaskCancelled":
      return { subject: event.task, text: `cancelled: ${event.reason}` };
    case "RunCancelRequested":
      return { subject: "run", text: `cancelling: ${event.reason}${event.by === undefined ? "" : ` (${event.by})`}` };
    case "RunSucceeded":
      return { subject: "run", text: "succeeded" };
    case "RunFailed":
      return { subject: "run", text: `failed: ${event.task ?? "the run"}: ${oneLine(event.failure.message)}` };
    case "RunCancelled":
      return { subject: "run", text: `cancelled: ${event.reason}` };
    case "RunTimedOut":
      return { subject: "run", text: `timed out after ${duration(event.timeoutMs)}` };
    default:
      return null;
  }
}

function heldText(held: Held | undefined): string {
  if (held === undefined) return "";
  return `, waits (overlap: ${held.policy})${held.behind === null ? "" : ` behind ${held.behind}`}`;
}

function atStep(step: number | null): string {
  return step === null ? "" : ` at step ${step}`;
}

function again(attempt: number): string {
  return attempt > 1 ? `, attempt ${attempt}` : "";
}

function took({ after }: RunEventRecord): string {
  const attempt = after?.attempts.at(-1);
  if (!attempt?.startedAt || !attempt.endedAt) return "";
  return ` in ${duration(attempt.endedAt.getTime() - attempt.startedAt.getTime())}`;
}

/** The names of states and classes, in the engine and on the wire. */
import type { ExitClass, LogStreamName, RunStatus, TaskStatus } from "@troupe/core";
import type { AgentView, ArtifactRole } from "@troupe/engine";
import type { StoreView } from "../cluster/cluster-view.ts";

export const runStates = {
  waiting: "RUN_STATE_WAITING",
  running: "RUN_STATE_RUNNING",
  cancelling: "RUN_STATE_CANCELLING",
  finalizing: "RUN_STATE_FINALIZING",
  succeeded: "RUN_STATE_SUCCEEDED",
  failed: "RUN_STATE_FAILED",
  cancelled: "RUN_STATE_CANCELLED",
  "timed-out": "RUN_STATE_TIMED_OUT",
} as const satisfies Record<RunStatus, string>;

export const taskStates = {
  pending: "TASK_STATE_PENDING",
  queued: "TASK_STATE_QUEUED",
  "backing-off": "TASK_STATE_BACKING_OFF",
  waiting: "TASK_STATE_WAITING",
  assigned: "TASK_STATE_ASSIGNED",
  running: "TASK_STATE_RUNNING",
  succeeded: "TASK_STATE_SUCCEEDED",
  failed: "TASK_STATE_FAILED",
  skipped: "TASK_STATE_SKIPPED",
  cancelled: "TASK_STATE_CANCELLED",
} as const satisfies Record<TaskStatus, string>;

export const exitClassNames = {
  success: "EXIT_CLASS_SUCCESS",
  failure: "EXIT_CLASS_FAILURE",
  oom: "EXIT_CLASS_OOM",
  timeout: "EXIT_CLASS_TIMEOUT",
  cancelled: "EXIT_CLASS_CANCELLED",
  lost: "EXIT_CLASS_LOST",
  error: "EXIT_CLASS_ERROR",
} as const satisfies Record<ExitClass, string>;

export const logStreams = {
  stdout: "LOG_STREAM_STDOUT",
  stderr: "LOG_STREAM_STDERR",
  messages: "LOG_STREAM_MESSAGES",
} as const satisfies Record<LogStreamName, string>;

export const agentStates = {
  ready: "AGENT_STATE_READY",
  draining: "AGENT_STATE_DRAINING",
  deaf: "AGENT_STATE_DEAF",
  silent: "AGENT_STATE_SILENT",
  gone: "AGENT_STATE_GONE",
  unknown: "AGENT_STATE_UNKNOWN",
} as const satisfies Record<AgentView["state"], string>;

export const artifactRoles = {
  made: "ARTIFACT_ROLE_MADE",
  reused: "ARTIFACT_ROLE_REUSED",
  given: "ARTIFACT_ROLE_GIVEN",
  used: "ARTIFACT_ROLE_USED",
} as const satisfies Record<ArtifactRole, string>;

export const storeStates = {
  ok: "STORE_STATE_OK",
  filling: "STORE_STATE_FILLING",
  full: "STORE_STATE_FULL",
  unreachable: "STORE_STATE_UNREACHABLE",
} as const satisfies Record<StoreView["state"], string>;

/** Undefined for values that this version does not know: unset, or from a newer client. */
export const runStatusOf = reverse(runStates);
export const exitClassOf = reverse(exitClassNames);
export const logStreamOf = reverse(logStreams);

function reverse<Name extends string>(
  table: Readonly<Record<Name, string>>,
): (wire: string | number) => Name | undefined {
  const names = new Map<string | number, Name>((Object.keys(table) as Name[]).map((name) => [table[name], name]));
  return (wire) => names.get(wire);
}

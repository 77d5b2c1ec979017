/** Every state, class and cause as word, tone and icon: never by colour alone. */
import type { Agent__Output, ExitClass__Output, RunState__Output, TaskState__Output } from "@troupe/proto";

export type RunState = RunState__Output;
export type TaskState = TaskState__Output;
export type AgentState = Agent__Output["state"];
export type ExitClass = ExitClass__Output;

/** Colours are by tone (app/tokens.css); `quiet` is for what happens no more, or not yet. */
export type Tone = "good" | "bad" | "live" | "wait" | "warn" | "quiet";

export type StateIconName =
  | "check"
  | "cross"
  | "spinner"
  | "clock"
  | "pause"
  | "skip"
  | "stop"
  | "retry"
  | "dot"
  | "hourglass"
  | "warning"
  | "question";

export interface StateLook {
  readonly word: string;
  readonly tone: Tone;
  readonly icon: StateIconName;
}

const look = (word: string, tone: Tone, icon: StateIconName): StateLook => ({ word, tone, icon });
const unknown = look("unknown", "quiet", "question");

const looks: Readonly<Record<string, StateLook>> = {
  RUN_STATE_RUNNING: look("running", "live", "spinner"),
  RUN_STATE_CANCELLING: look("cancelling", "warn", "spinner"),
  RUN_STATE_SUCCEEDED: look("succeeded", "good", "check"),
  RUN_STATE_FAILED: look("failed", "bad", "cross"),
  RUN_STATE_CANCELLED: look("cancelled", "quiet", "stop"),
  RUN_STATE_TIMED_OUT: look("timed out", "bad", "hourglass"),
  RUN_STATE_WAITING: look("waiting", "wait", "pause"),
  RUN_STATE_FINALIZING: look("finalizing", "live", "spinner"),

  TASK_STATE_PENDING: look("pending", "quiet", "dot"),
  TASK_STATE_QUEUED: look("queued", "wait", "clock"),
  TASK_STATE_BACKING_OFF: look("backing off", "warn", "retry"),
  TASK_STATE_ASSIGNED: look("assigned", "live", "dot"),
  TASK_STATE_RUNNING: look("running", "live", "spinner"),
  TASK_STATE_SUCCEEDED: look("succeeded", "good", "check"),
  TASK_STATE_FAILED: look("failed", "bad", "cross"),
  TASK_STATE_SKIPPED: look("skipped", "quiet", "skip"),
  TASK_STATE_CANCELLED: look("cancelled", "quiet", "stop"),
  TASK_STATE_WAITING: look("waiting", "wait", "pause"),

  INTERVAL_STATE_PENDING: look("pending", "quiet", "dot"),
  INTERVAL_STATE_RUNNING: look("running", "live", "spinner"),
  INTERVAL_STATE_SUCCEEDED: look("succeeded", "good", "check"),
  INTERVAL_STATE_FAILED: look("failed", "bad", "cross"),

  BACKFILL_STATE_RUNNING: look("running", "live", "spinner"),
  BACKFILL_STATE_CANCELLING: look("cancelling", "warn", "spinner"),
  BACKFILL_STATE_SUCCEEDED: look("succeeded", "good", "check"),
  BACKFILL_STATE_FAILED: look("failed", "bad", "cross"),
  BACKFILL_STATE_CANCELLED: look("cancelled", "quiet", "stop"),

  AGENT_STATE_READY: look("ready", "good", "check"),
  AGENT_STATE_DRAINING: look("draining", "warn", "pause"),
  AGENT_STATE_SILENT: look("silent", "warn", "warning"),
  AGENT_STATE_GONE: look("gone", "quiet", "stop"),
  AGENT_STATE_DEAF: look("deaf", "warn", "warning"),
  AGENT_STATE_UNKNOWN: unknown,

  STORE_STATE_OK: look("ok", "good", "check"),
  STORE_STATE_FILLING: look("filling", "warn", "warning"),
  STORE_STATE_FULL: look("full", "bad", "warning"),
  STORE_STATE_UNREACHABLE: look("does not answer", "bad", "cross"),

  // No states of the API: what is said of the lead, and of a connection.
  LEAD_LED: look("led", "good", "check"),
  LEAD_NOBODY: look("nobody leads", "bad", "warning"),
  LEAD_LEADS: look("leads", "good", "check"),
  LEAD_FOLLOWS: look("follows", "quiet", "dot"),
  LEAD_SILENT: look("not heard of", "warn", "warning"),
  LINK_CONNECTED: look("connected", "good", "check"),
  LINK_BROKEN: look("not connected", "bad", "cross"),

  EXIT_CLASS_SUCCESS: look("success", "good", "check"),
  EXIT_CLASS_FAILURE: look("failure", "bad", "cross"),
  EXIT_CLASS_OOM: look("out of memory", "bad", "warning"),
  EXIT_CLASS_TIMEOUT: look("timeout", "bad", "hourglass"),
  EXIT_CLASS_CANCELLED: look("cancelled", "quiet", "stop"),
  EXIT_CLASS_LOST: look("lost", "warn", "question"),
  EXIT_CLASS_ERROR: look("error", "bad", "warning"),
};

/** Of a run, a task, an agent or an exit class: the names of the API tell which. */
export function lookOf(state: string): StateLook {
  return looks[state] ?? unknown;
}

const liveRuns: ReadonlySet<RunState> = new Set([
  "RUN_STATE_RUNNING",
  "RUN_STATE_CANCELLING",
  "RUN_STATE_WAITING",
  "RUN_STATE_FINALIZING",
]);

export function isLiveRun(state: RunState): boolean {
  return liveRuns.has(state);
}

const endedTasks: ReadonlySet<TaskState> = new Set([
  "TASK_STATE_SUCCEEDED",
  "TASK_STATE_FAILED",
  "TASK_STATE_SKIPPED",
  "TASK_STATE_CANCELLED",
]);

export function isEndedTask(state: TaskState): boolean {
  return endedTasks.has(state);
}

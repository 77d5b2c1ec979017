/** An event of a run's history as a sentence without its subject. Pure. */
import { formatDuration } from "../../../format/durations.ts";
import { plural } from "../../../format/numbers.ts";
import type { Tone } from "../../../format/states.ts";
import { nameOf } from "../model/run-view.ts";

type Body = Readonly<Record<string, unknown>>;

export interface EventLook {
  /** What it is about: a task, a node, or the run. */
  readonly subject: string;
  readonly text: string;
  readonly tone: Tone;
}

export function describeEvent(type: string, task: string, eventJson: string): EventLook {
  const body = JSON.parse(eventJson) as Body;
  const tell = sentences[type];
  const [tone, text] = tell === undefined ? ["quiet" as const, type] : tell(body);
  return { subject: task || nodeOf(body) || "the run", text, tone };
}

function nodeOf({ node, path }: Body): string {
  return typeof node === "string" ? nameOf(node, Array.isArray(path) ? path.map(Number) : []) : "";
}

type Sentence = (body: Body) => readonly [tone: Tone, text: string];

const failureOf = (body: Body): string => {
  const failure = body.failure as { readonly message?: string; readonly code?: string } | undefined;
  return failure?.message?.split("\n", 1)[0] ?? failure?.code ?? "";
};
const text = (value: unknown): string => (value === undefined || value === null ? "" : String(value));
const because = (reason: unknown): string => (text(reason) === "" ? "" : `: ${text(reason)}`);

const sentences: Readonly<Record<string, Sentence>> = {
  RunCreated: (body) => ["quiet", `was created${body.held === undefined ? "" : ", and waits for its turn"}`],
  RunReleased: ({ by }) => ["live", by === "user" ? "was released by somebody" : "begins: its turn has come"],
  RunPrioritized: ({ priority }) => ["quiet", `has ${text(priority)} minutes of head start`],
  RunCancelRequested: ({ reason, cause }) => ["warn", `was asked to end by ${whoAsked(cause)}${because(reason)}`],
  RunFinalizing: ({ outcome }) => ["live", `has ${text(outcome)}; finalizers run now`],
  RunSucceeded: () => ["good", "has succeeded"],
  RunFailed: (body) => ["bad", `has failed${because(failureOf(body))}`],
  RunCancelled: ({ reason }) => ["quiet", `was cancelled${because(reason)}`],
  RunTimedOut: ({ timeoutMs }) => ["bad", `took longer than ${formatDuration(Number(timeoutMs))}`],
  MapExpanded: ({ count }) => ["quiet", `has ${plural(Number(count), "round")}`],
  BranchDecided: ({ arm }) => ["quiet", arm === null ? "takes no arm" : `takes the arm ${text(arm)}`],
  GroupEntered: () => ["quiet", "is entered"],
  LoopContinued: ({ round }) => ["quiet", `begins round ${text(round)}`],
  LoopEnded: ({ rounds, limited }) => [
    limited === true ? "warn" : "quiet",
    `ends after ${plural(Number(rounds), "round")}${limited === true ? ", its limit" : ""}`,
  ],
  DecisionFailed: (body) => ["bad", `could not be decided${because(failureOf(body))}`],
  NodeStopped: (body) => ["bad", `is stopped${because(failureOf(body))}`],
  NodeSkipped: (body) => ["quiet", `is skipped${because(body.because)}`],
  TaskQueued: ({ attempt }) => ["wait", `is queued${again(attempt)}`],
  TaskWaiting: () => ["wait", "waits, with no agent"],
  TaskAssigned: ({ agent, granted }) => [
    "live",
    `is assigned to ${text(agent)}${granted === true ? ", and may start" : ""}`,
  ],
  AssignmentReturned: ({ agent, reason }) => ["warn", `was given back by ${text(agent)}${because(reason)}`],
  AttemptGranted: ({ agent }) => ["live", `may start on ${text(agent)}`],
  AttemptStarted: ({ attempt }) => ["live", `runs${again(attempt)}`],
  AttemptFailed: (body) => ["bad", `failed in attempt ${text(body.attempt)}${because(failureOf(body))}`],
  AttemptCancelRequested: ({ agent, reason }) => ["warn", `is told to end on ${text(agent)}${because(reason)}`],
  CheckpointSaved: ({ checkpoint }) => ["quiet", `kept a checkpoint${stepOf(checkpoint)}`],
  MetricRuleFired: ({ firing }) => ["warn", text((firing as { readonly message?: unknown } | undefined)?.message)],
  TaskRetryScheduled: ({ until, at }) => ["warn", `is tried again in ${formatDuration(Number(until) - Number(at))}`],
  TaskSucceeded: () => ["good", "has succeeded"],
  TaskReused: ({ origin }) => ["good", `has the result of ${earlier(origin)}`],
  TaskMarked: ({ origin }) => [
    "warn",
    `was given its result by ${text((origin as Body | undefined)?.by) || "somebody"}`,
  ],
  TaskFailed: (body) => ["bad", `has failed for good${because(failureOf(body))}`],
  TaskCancelled: ({ reason }) => ["quiet", `was cancelled${because(reason)}`],
};

/** All that there are sentences for, for the test that compares them with the states of docs/states.md. */
export const knownEvents: readonly string[] = Object.keys(sentences);

function whoAsked(cause: unknown): string {
  return cause === "timeout" ? "its timeout" : cause === "overlap" ? "a newer run" : "somebody";
}

function again(attempt: unknown): string {
  return Number(attempt) > 1 ? ` for attempt ${text(attempt)}` : "";
}

function stepOf(checkpoint: unknown): string {
  const step = (checkpoint as { readonly step?: unknown } | undefined)?.step;
  return step === undefined || step === null ? "" : ` of step ${text(step)}`;
}

function earlier(origin: unknown): string {
  const { kind, runId, task } = (origin ?? {}) as {
    readonly kind?: string;
    readonly runId?: string;
    readonly task?: string;
  };
  return `${task ?? "a task"} of run ${runId?.slice(-8) ?? "?"}${kind === "cache" ? ", from the cache" : ""}`;
}

/** Tasks and their attempts as they stand on the wire. */
import type { AttemptRecord, EarlierResult, GivenResult } from "@troupe/core";
import type { ProgressView, TaskView } from "@troupe/engine";
import { type Attempt, type Progress, type ResultOrigin, type Task, toTimestamp } from "@troupe/proto";
import { exitClassNames, taskStates } from "../wire-names.ts";
import { toCheckpoint, toFiring } from "./attempt-note.ts";
import { toFailure } from "./run.ts";

export function toTask(view: TaskView): Task {
  const state = view.record?.state;
  return {
    name: view.name,
    node: view.node,
    step: view.step,
    kind: view.kind,
    state: taskStates[view.status],
    attempts: view.record?.attempts.map(toAttempt) ?? [],
    // A step without an output has none; null is an output like any other.
    outputJson: state?.status === "succeeded" && state.output !== null ? JSON.stringify(view.output) : "",
    inputsJson: view.inputs === null ? "" : JSON.stringify(view.inputs),
    failure: state?.status === "failed" ? toFailure(view.name, state.failure) : null,
    reason: view.reason,
    progress: view.progress === null ? null : toProgress(view.progress),
    uncached: view.record?.uncached ?? "",
    origin: state?.status === "succeeded" && state.origin !== undefined ? toOrigin(state.origin) : null,
    ...(view.record?.checkpoint && { checkpoint: toCheckpoint(view.record.checkpoint) }),
    dueAt: toTimestamp(view.record?.dueAt),
  };
}

function toOrigin(origin: EarlierResult | GivenResult): ResultOrigin {
  return { runId: "", task: "", by: "", reason: "", ...origin };
}

export function toProgress({ fraction, message, at }: ProgressView): Progress {
  return { fraction, message, at: toTimestamp(at) };
}

function toAttempt(attempt: AttemptRecord): Attempt {
  const { failure } = attempt;
  return {
    number: attempt.number,
    agent: attempt.agent,
    exitClass: attempt.exitClass === null ? "EXIT_CLASS_UNSPECIFIED" : exitClassNames[attempt.exitClass],
    ...exitCodeOf(attempt),
    signal: failure?.signal ?? "",
    message: failure?.message ?? "",
    queuedAt: toTimestamp(attempt.queuedAt),
    assignedAt: toTimestamp(attempt.assignedAt),
    startedAt: toTimestamp(attempt.startedAt),
    endedAt: toTimestamp(attempt.endedAt),
    devices: [...attempt.devices],
    memoryBytes: attempt.memoryBytes ?? 0,
    ...(attempt.from && { resumedFrom: toCheckpoint(attempt.from) }),
    fired: (attempt.fired ?? []).map(toFiring),
    code: failure?.code ?? "",
  };
}

function exitCodeOf({ failure }: AttemptRecord): { exitCode?: number } {
  return failure?.exitCode === undefined ? {} : { exitCode: failure.exitCode };
}

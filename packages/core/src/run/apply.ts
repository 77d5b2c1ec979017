/** Takes an event over into the state. Holds no rule: what may happen is decided in decide.ts. */
import { unreachable } from "../error.ts";
import { taskName } from "../spec/task-name.ts";
import { putControl, putStop, putUndecided } from "./control-records.ts";
import type { RunEvent, RunOutcome } from "./run-event.ts";
import { noteFailure } from "./run-failure.ts";
import type { AttemptRecord, RunState, RunStatus, TaskState } from "./run-state.ts";
import { amendTask, changeLast, putTask, returnsOf } from "./task-records.ts";

/** Takes the state over and gives it back changed: the caller keeps no other reference to it. */
export function apply(state: RunState, event: RunEvent): RunState {
  state.header = { ...state.header, sequence: state.header.sequence + 1 };
  change(state, event);
  return state;
}

function change(state: RunState, event: RunEvent): void {
  const { at } = event;
  switch (event.type) {
    case "RunCreated":
      throw new Error("a run is created once");
    case "RunReleased":
      state.header = { ...state.header, status: "running", releasedAt: at };
      return;
    case "MapExpanded":
      return putControl(state, { kind: "map", node: event.node, path: event.path, count: event.count });
    case "BranchDecided": {
      const { node, path, arm, evidence } = event;
      return putControl(state, { kind: "branch", node, path, arm, ...(evidence === undefined ? {} : { evidence }) });
    }
    case "GroupEntered":
      return putControl(state, { kind: "group", node: event.node, path: event.path });
    case "LoopContinued":
      return putControl(state, { kind: "loop", node: event.node, path: event.path, rounds: event.round + 1 });
    case "LoopEnded": {
      const { node, path, rounds, limited } = event;
      return putControl(state, { kind: "loop", node, path, rounds, ended: { limited } });
    }
    case "DecisionFailed":
      return putUndecided(state, event.node, event.path, event.failure);
    case "NodeStopped":
      return putStop(state, event);
    case "NodeSkipped":
      return skip(state, event);
    case "TaskQueued":
      return putTask(
        state,
        event.task,
        { status: "queued", attempt: event.attempt, since: at },
        { dueAt: event.dueAt, uncached: event.uncached },
      );
    case "TaskWaiting":
      return wait(state, event);
    case "TaskAssigned": {
      const { state: queued, checkpoint } = state.tasks.get(event.task) ?? {};
      const attempt: AttemptRecord = {
        ...newAttempt,
        number: event.attempt,
        agent: event.agent,
        devices: event.devices,
        queuedAt: queued?.status === "queued" ? queued.since : at,
        assignedAt: at,
        ...(event.memoryBytes !== undefined && { memoryBytes: event.memoryBytes }),
        ...(checkpoint !== undefined && { from: checkpoint }),
      };
      return putTask(
        state,
        event.task,
        { status: "assigned", attempt: event.attempt, granted: event.granted },
        { attempts: (attempts) => [...attempts, attempt] },
      );
    }
    case "AssignmentReturned": {
      const { task, attempt, until } = event;
      const next: TaskState =
        until === null ? { status: "queued", attempt, since: at } : { status: "backing-off", attempt, until };
      return putTask(state, task, next, {
        attempts: (attempts) => attempts.slice(0, -1),
        returned: returnsOf(state, task) + 1,
      });
    }
    case "AttemptGranted":
      return putTask(state, event.task, { status: "assigned", attempt: event.attempt, granted: true });
    case "AttemptStarted":
      return putTask(
        state,
        event.task,
        { status: "running", attempt: event.attempt },
        { attempts: changeLast({ startedAt: at }) },
      );
    case "AttemptCancelRequested":
      return event.end === undefined ? undefined : amendTask(state, event.task, { ending: event.end });
    case "CheckpointSaved":
      return amendTask(state, event.task, { checkpoint: event.checkpoint });
    case "MetricRuleFired": {
      const fired = [...(state.tasks.get(event.task)?.attempts.at(-1)?.fired ?? []), event.firing];
      return amendTask(state, event.task, { attempts: changeLast({ fired }) });
    }
    case "AttemptFailed": {
      const end = {
        endedAt: at,
        exitClass: event.failure.exitClass,
        failure: event.failure,
        phases: event.phases ?? null,
        lengths: event.lengths ?? null,
      };
      return amendTask(state, event.task, { attempts: changeLast(end, event.phases?.runningAt) });
    }
    case "TaskRetryScheduled":
      return putTask(state, event.task, { status: "backing-off", attempt: event.attempt, until: event.until });
    case "TaskSucceeded": {
      const end = {
        endedAt: at,
        exitClass: "success" as const,
        phases: event.phases ?? null,
        lengths: event.lengths ?? null,
      };
      return putTask(
        state,
        event.task,
        { status: "succeeded", output: event.output, endedAt: at },
        { attempts: changeLast(end, event.phases?.runningAt) },
      );
    }
    case "TaskReused":
    case "TaskMarked":
      return putTask(state, event.task, {
        status: "succeeded",
        output: event.output,
        endedAt: at,
        origin: event.origin,
      });
    case "TaskFailed":
      noteFailure(state, event.task, event.task, event.failure);
      return putTask(state, event.task, { status: "failed", failure: event.failure, endedAt: at });
    case "TaskCancelled":
      return putTask(state, event.task, { status: "cancelled", reason: event.reason, endedAt: at });
    case "RunPrioritized":
      state.header = { ...state.header, priority: event.priority };
      return;
    case "RunCancelRequested":
      state.header = {
        ...state.header,
        status: "cancelling",
        cancel: {
          ...{ reason: event.reason, cause: event.cause, at },
          ...(event.by !== undefined && { by: event.by }),
          ...(event.final === true && { final: true }),
        },
      };
      return;
    case "RunFinalizing":
      return finalize(state, event.outcome, at);
    case "RunSucceeded":
      state.header = {
        ...state.header,
        outputs: event.outputs,
        ...(event.published && { published: event.published }),
      };
      return end(state, "succeeded", at);
    case "RunFailed":
      // A finalizer that failed says more of it by now.
      if (state.header.failure !== null)
        state.header = { ...state.header, failure: { task: event.task, failure: event.failure } };
      return end(state, "failed", at);
    case "RunCancelled":
      return end(state, "cancelled", at);
    case "RunTimedOut":
      return end(state, "timed-out", at);
    default:
      return unreachable(event);
  }
}

function wait(state: RunState, { task, attempt, on, at }: Extract<RunEvent, { readonly type: "TaskWaiting" }>): void {
  const current = state.tasks.get(task)?.state;
  const since = current?.status === "waiting" ? current.since : at;
  const begun: AttemptRecord = {
    ...newAttempt,
    number: attempt,
    agent: "",
    devices: [],
    queuedAt: since,
    assignedAt: since,
    startedAt: since,
  };
  putTask(
    state,
    task,
    { status: "waiting", attempt, since, on },
    {
      attempts: (attempts) => (attempts.at(-1)?.number === attempt ? attempts : [...attempts, begun]),
    },
  );
}

const newAttempt = { startedAt: null, endedAt: null, exitClass: null, failure: null, phases: null, lengths: null };

function skip(state: RunState, event: Extract<RunEvent, { type: "NodeSkipped" }>): void {
  const { node, path, because, at } = event;
  const unneeded = event.unneeded === true ? { unneeded: true as const } : {};
  if (state.plan.nodes.get(node)?.node.kind === "step")
    putTask(state, taskName(node, path), { status: "skipped", because, ...unneeded, endedAt: at });
  else putControl(state, { kind: "skipped", node, path, because, ...unneeded });
}

function finalize(state: RunState, outcome: RunOutcome, at: number): void {
  const { sequence } = state.header;
  state.header = { ...state.header, status: "finalizing", finalizing: { outcome, at, sequence } };
  state.instances.end();
}

function end(state: RunState, status: RunStatus, at: number): void {
  state.header = { ...state.header, status, endedAt: at };
}

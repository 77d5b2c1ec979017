/** Takes an event over into the state. Holds no rule: what may happen is decided in decide.ts. */
import { invariant, unreachable } from "../error.ts";
import type { Plan } from "../spec/compile.ts";
import { taskName } from "../spec/task-name.ts";
import { Alarms } from "./alarms.ts";
import type { Failure } from "./exit.ts";
import { Instances } from "./instances.ts";
import { unnotedOrigin } from "./run-cause.ts";
import type { Checkpoint, RunCreated, RunEvent, TaskEnd, TaskPath } from "./run-event.ts";
import {
  type AttemptRecord,
  type ControlRecord,
  type RunHeader,
  type RunState,
  type RunStatus,
  type TaskRecord,
  type TaskState,
  taskStatuses,
} from "./run-state.ts";
import { wakeOf } from "./waiting-on.ts";

/** The state after a run's first event. */
export function startRun(
  plan: Plan,
  event: RunCreated & { readonly at: number },
  kept: RunState["kept"] = new Map(),
): RunState {
  const { type: _, at, ...given } = event;
  const header: RunHeader = {
    ...unnotedOrigin,
    ...given,
    createdAt: at,
    status: event.held === undefined ? "running" : "waiting",
    endedAt: null,
    cancel: null,
    outputs: null,
    failure: null,
    sequence: 1,
  };
  return {
    plan,
    header,
    tasks: new Map(),
    controls: new Map(),
    instances: new Instances(plan.root),
    queued: new Set(),
    backingOff: new Set(),
    onAgents: new Set(),
    due: new Set(),
    ending: new Set(),
    waiting: new Alarms(),
    items: new Map(),
    kept,
  };
}

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
      return control(state, { kind: "map", node: event.node, path: event.path, count: event.count });
    case "BranchDecided": {
      const { node, path, arm, evidence } = event;
      return control(state, { kind: "branch", node, path, arm, ...(evidence === undefined ? {} : { evidence }) });
    }
    case "DecisionFailed":
      noteFailure(state, null, event.failure);
      return control(state, { kind: "failed", node: event.node, path: event.path, failure: event.failure });
    case "NodeSkipped":
      return skip(state, event.node, event.path, event.because, at);
    case "TaskQueued":
      return put(state, event.task, { status: "queued", attempt: event.attempt, since: at }, { dueAt: event.dueAt });
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
      return put(
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
      return put(state, task, next, {
        attempts: (attempts) => attempts.slice(0, -1),
        returned: returnsOf(state, task) + 1,
      });
    }
    case "AttemptGranted":
      return put(state, event.task, { status: "assigned", attempt: event.attempt, granted: true });
    case "AttemptStarted":
      return put(
        state,
        event.task,
        { status: "running", attempt: event.attempt },
        { attempts: last({ startedAt: at }) },
      );
    case "AttemptCancelRequested":
      return event.end === undefined ? undefined : amend(state, event.task, { ending: event.end });
    case "CheckpointSaved":
      return amend(state, event.task, { checkpoint: event.checkpoint });
    case "MetricRuleFired": {
      const fired = [...(state.tasks.get(event.task)?.attempts.at(-1)?.fired ?? []), event.firing];
      return amend(state, event.task, { attempts: last({ fired }) });
    }
    case "AttemptFailed": {
      const end = {
        endedAt: at,
        exitClass: event.failure.exitClass,
        failure: event.failure,
        phases: event.phases ?? null,
        lengths: event.lengths ?? null,
      };
      return amend(state, event.task, { attempts: last(end, event.phases?.runningAt) });
    }
    case "TaskRetryScheduled":
      return put(state, event.task, { status: "backing-off", attempt: event.attempt, until: event.until });
    case "TaskSucceeded": {
      const end = {
        endedAt: at,
        exitClass: "success" as const,
        phases: event.phases ?? null,
        lengths: event.lengths ?? null,
      };
      return put(
        state,
        event.task,
        { status: "succeeded", output: event.output, endedAt: at },
        { attempts: last(end, event.phases?.runningAt) },
      );
    }
    case "TaskReused":
    case "TaskMarked":
      return put(state, event.task, { status: "succeeded", output: event.output, endedAt: at, origin: event.origin });
    case "TaskFailed":
      noteFailure(state, event.task, event.failure);
      return put(state, event.task, { status: "failed", failure: event.failure, endedAt: at });
    case "TaskCancelled":
      return put(state, event.task, { status: "cancelled", reason: event.reason, endedAt: at });
    case "RunPrioritized":
      state.header = { ...state.header, priority: event.priority };
      return;
    case "RunCancelRequested":
      state.header = {
        ...state.header,
        status: "cancelling",
        cancel: { reason: event.reason, cause: event.cause, at },
      };
      return;
    case "RunSucceeded":
      state.header = { ...state.header, outputs: event.outputs };
      return end(state, "succeeded", at);
    case "RunFailed":
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
  put(
    state,
    task,
    { status: "waiting", attempt, since, on },
    {
      attempts: (attempts) => (attempts.at(-1)?.number === attempt ? attempts : [...attempts, begun]),
    },
  );
}

const newAttempt = { startedAt: null, endedAt: null, exitClass: null, failure: null, phases: null, lengths: null };

/** Changes the current attempt. What ended before anyone heard that it ran says itself when it began. */
function last(
  change: Partial<AttemptRecord>,
  startedAt: number | null = null,
): (attempts: readonly AttemptRecord[]) => readonly AttemptRecord[] {
  return (attempts) =>
    attempts.map((attempt, index) =>
      index === attempts.length - 1 ? { ...attempt, startedAt: attempt.startedAt ?? startedAt, ...change } : attempt,
    );
}

/** What an event changes of a task's record besides its state. What it does not name stays. */
interface Changes {
  readonly attempts?: (attempts: readonly AttemptRecord[]) => readonly AttemptRecord[];
  readonly returned?: number;
  readonly dueAt?: number | undefined;
  readonly checkpoint?: Checkpoint;
  readonly ending?: TaskEnd;
}

function put(state: RunState, name: string, next: TaskState, changes: Changes = {}): void {
  const instance = state.instances.get(name);
  invariant(instance !== undefined, `${name} exists`);
  const before = state.tasks.get(name);
  const isWaiting = next.status === "queued" || next.status === "assigned";
  const { returned = isWaiting ? (before?.returned ?? 0) : 0 } = changes;
  const dueAt = changes.dueAt ?? before?.dueAt;
  const checkpoint = changes.checkpoint ?? before?.checkpoint;
  const ending = changes.ending ?? before?.ending;
  const attempts = before?.attempts ?? [];
  const record: TaskRecord = {
    node: instance.node.id,
    path: instance.path,
    state: next,
    attempts: changes.attempts === undefined ? attempts : changes.attempts(attempts),
    ...(returned === 0 ? {} : { returned }),
    ...(dueAt === undefined ? {} : { dueAt }),
    ...(checkpoint === undefined ? {} : { checkpoint }),
    ...(ending === undefined ? {} : { ending }),
  };
  state.tasks.set(name, record);
  place(state, name, record);
}

/** The state of the task stays what it is. */
function amend(state: RunState, name: string, changes: Changes): void {
  const current = state.tasks.get(name)?.state;
  invariant(current !== undefined, `${name} has an attempt`);
  put(state, name, current, changes);
}

/** How often in a row agents would not take it: its start ends the row. */
export function returnsOf(state: RunState, name: string): number {
  return state.tasks.get(name)?.returned ?? 0;
}

/** Lets the live graph follow a task's record. */
export function place(state: RunState, name: string, record: TaskRecord): void {
  const instance = state.instances.get(name);
  invariant(instance !== undefined, `${name} exists`);
  state.instances.take(instance);
  const { status } = record.state;
  for (const set of [state.queued, state.backingOff, state.onAgents, state.due, state.ending, state.waiting])
    set.delete(name);
  if (record.dueAt !== undefined && record.ending === undefined && !taskStatuses[status].terminal) state.due.add(name);
  if (record.ending !== undefined && taskStatuses[status].onAgent) state.ending.add(name);
  switch (record.state.status) {
    case "waiting":
      return state.waiting.set(name, wakeOf(record.state.on));
    case "queued":
      return void state.queued.add(name);
    case "backing-off":
      return void state.backingOff.add(name);
    case "assigned":
    case "running":
      return void state.onAgents.add(name);
    case "succeeded":
    case "failed":
    case "skipped":
    case "cancelled":
      return state.instances.settle(instance, record.state.status);
    default:
      return unreachable(record.state);
  }
}

function skip(state: RunState, node: string, path: TaskPath, because: string, at: number): void {
  if (state.plan.nodes.get(node)?.node.kind === "step")
    put(state, taskName(node, path), { status: "skipped", because, endedAt: at });
  else control(state, { kind: "skipped", node, path, because });
}

function control(state: RunState, record: ControlRecord): void {
  const name = taskName(record.node, record.path);
  state.controls.set(name, record);
  decideInstance(state, name, record);
}

/** Lets the live graph follow a decision. */
export function decideInstance(state: RunState, name: string, record: ControlRecord): void {
  const instance = state.instances.get(name);
  invariant(instance !== undefined, `${name} exists`);
  state.instances.take(instance);
  const { node } = instance.node;
  switch (record.kind) {
    case "map":
      return state.instances.expand(
        instance,
        record.count,
        (node.kind === "map" ? node.concurrency : undefined) ?? record.count,
      );
    case "branch": {
      const arm =
        node.kind === "branch" || node.kind === "gate" ? node.arms.findIndex((each) => each.name === record.arm) : -1;
      return state.instances.enter(instance, arm < 0 ? null : arm);
    }
    case "failed":
      return state.instances.settle(instance, "failed");
    case "skipped":
      return state.instances.settle(instance, "skipped");
    default:
      return unreachable(record);
  }
}

function noteFailure(state: RunState, task: string | null, failure: Failure): void {
  if (state.header.failure === null) state.header = { ...state.header, failure: { task, failure } };
}

function end(state: RunState, status: RunStatus, at: number): void {
  state.header = { ...state.header, status, endedAt: at };
}

/** Takes an event over into the state. Holds no rule: what may happen is decided in decide.ts. */
import { invariant, unreachable } from "../error.ts";
import type { Json } from "../json.ts";
import type { Plan } from "../spec/compile.ts";
import { taskName } from "../spec/task-name.ts";
import { Alarms } from "./alarms.ts";
import type { Failure } from "./exit.ts";
import { forgives, type Instance, Instances, isInStopped } from "./instances.ts";
import { unnotedOrigin } from "./run-cause.ts";
import type { Checkpoint, RunCreated, RunEvent, RunOutcome, TaskEnd, TaskPath } from "./run-event.ts";
import {
  type AttemptRecord,
  type ControlRecord,
  type RunHeader,
  type RunState,
  type RunStatus,
  type Since,
  type TaskRecord,
  type TaskState,
  taskStatuses,
} from "./run-state.ts";
import { dueOf } from "./waiting-on.ts";

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
    ...derived(plan),
    kept,
  };
}

/** What follows from the records, of a run that has none yet. */
export function derived(plan: Plan) {
  return {
    instances: new Instances(plan.root, plan.finalizers),
    queued: new Set<string>(),
    backingOff: new Set<string>(),
    onAgents: new Set<string>(),
    due: new Set<string>(),
    ending: new Set<string>(),
    waiting: new Alarms(),
    items: new Map<string, readonly Json[]>(),
    loops: new Map<string, (Json | undefined)[]>(),
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
    case "GroupEntered":
      return control(state, { kind: "group", node: event.node, path: event.path });
    case "LoopContinued":
      return control(state, { kind: "loop", node: event.node, path: event.path, rounds: event.round + 1 });
    case "LoopEnded": {
      const { node, path, rounds, limited } = event;
      return control(state, { kind: "loop", node, path, rounds, ended: { limited } });
    }
    case "DecisionFailed":
      return undecided(state, event.node, event.path, event.failure);
    case "NodeStopped":
      return stop(state, event);
    case "NodeSkipped":
      return skip(state, event);
    case "TaskQueued":
      return put(
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
      noteFailure(state, event.task, event.task, event.failure);
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
  readonly uncached?: string | undefined;
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
  const uncached = changes.uncached ?? before?.uncached;
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
    ...sinceOf(state, instance, before),
    ...(uncached === undefined ? {} : { uncached }),
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
      return state.waiting.set(name, dueOf(record.state.on));
    case "queued":
      return void state.queued.add(name);
    case "backing-off":
      return void state.backingOff.add(name);
    case "assigned":
    case "running":
      return void state.onAgents.add(name);
    case "succeeded":
    case "failed":
    case "cancelled":
      return state.instances.settle(instance, record.state.status);
    case "skipped":
      return state.instances.settle(instance, record.state.unneeded ? "unneeded" : "skipped");
    default:
      return unreachable(record.state);
  }
}

function skip(state: RunState, event: Extract<RunEvent, { type: "NodeSkipped" }>): void {
  const { node, path, because, at } = event;
  const unneeded = event.unneeded === true ? { unneeded: true as const } : {};
  if (state.plan.nodes.get(node)?.node.kind === "step")
    put(state, taskName(node, path), { status: "skipped", because, ...unneeded, endedAt: at });
  else control(state, { kind: "skipped", node, path, because, ...unneeded });
}

/** The rounds of a loop that fails between two of them stay on record. */
function undecided(state: RunState, node: string, path: TaskPath, failure: Failure): void {
  const name = taskName(node, path);
  const known = state.controls.get(name);
  noteFailure(state, name, null, failure);
  control(state, known?.kind === "loop" ? { ...known, failure } : { kind: "failed", node, path, failure });
}

function finalize(state: RunState, outcome: RunOutcome, at: number): void {
  const { sequence } = state.header;
  state.header = { ...state.header, status: "finalizing", finalizing: { outcome, at, sequence } };
  state.instances.end();
}

function stop(state: RunState, event: Extract<RunEvent, { type: "NodeStopped" }>): void {
  const { node, path, opened, failure } = event;
  const name = taskName(node, path);
  const known = state.controls.get(name);
  const stopped = { opened, failure, sequence: state.header.sequence };
  noteFailure(state, name, null, failure);
  state.controls.set(name, known?.kind === "map" ? { ...known, stopped } : { kind: "finalizer", node, path, stopped });
  const instance = state.instances.get(name);
  invariant(instance !== undefined, `${name} exists`);
  state.instances.stop(instance);
}

function control(state: RunState, made: ControlRecord): void {
  const name = taskName(made.node, made.path);
  const instance = state.instances.get(name);
  invariant(instance !== undefined, `${name} exists`);
  const record = { ...made, ...sinceOf(state, instance, state.controls.get(name)) };
  state.controls.set(name, record);
  decideInstance(state, name, record);
}

/** SAFETY: a restart tells by it what came before an end or a stop, and what after: they close what is open by then. */
function sinceOf(
  { header }: RunState,
  instance: Instance,
  before: { readonly since?: Since } | undefined,
): { readonly since?: Since } {
  const isLate = before === undefined ? header.finalizing != null : before.since?.includes("end") === true;
  const isStopped = isInStopped(instance);
  if (!isLate && !isStopped) return {};
  return { since: [...(isLate ? (["end"] as const) : []), ...(isStopped ? (["stop"] as const) : [])] };
}

/** Lets the live graph follow a decision. */
export function decideInstance(state: RunState, name: string, record: ControlRecord): void {
  const instance = state.instances.get(name);
  invariant(instance !== undefined, `${name} exists`);
  state.instances.take(instance);
  const { node } = instance.node;
  switch (record.kind) {
    case "map":
      // How many rounds of one that was stopped had begun is written down: it need not follow from how they ended.
      return state.instances.expand(
        instance,
        record.count,
        record.stopped?.opened ?? (node.kind === "map" ? node.concurrency : undefined) ?? record.count,
        record.stopped?.opened,
      );
    case "branch": {
      const arm =
        node.kind === "branch" || node.kind === "gate" ? node.arms.findIndex((each) => each.name === record.arm) : -1;
      return state.instances.enter(instance, arm < 0 ? null : arm);
    }
    case "group":
      return state.instances.enter(instance, 0);
    case "loop":
      if (instance.nextRound < record.rounds) return state.instances.continue(instance);
      return state.instances.settle(instance, record.failure === undefined ? "succeeded" : "failed");
    case "finalizer":
      return;
    case "failed":
      return state.instances.settle(instance, "failed");
    case "skipped":
      return state.instances.settle(instance, record.unneeded ? "unneeded" : "skipped");
    default:
      return unreachable(record);
  }
}

/** What is forgiven is no failure of the run. */
function noteFailure(state: RunState, name: string, task: string | null, failure: Failure): void {
  const instance = state.instances.get(name);
  if (state.header.failure !== null || (instance !== undefined && isForgiven(instance))) return;
  state.header = { ...state.header, failure: { task, failure } };
}

function isForgiven(instance: Instance): boolean {
  const { node } = instance.node;
  if ("mayFail" in node && node.mayFail === true) return true;
  const { owner } = instance.within;
  return owner !== null && (forgives(owner.node) || isForgiven(owner));
}

function end(state: RunState, status: RunStatus, at: number): void {
  state.header = { ...state.header, status, endedAt: at };
}

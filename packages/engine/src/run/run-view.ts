/** How a run and its tasks look from outside. Made from a state, live or sealed. */
import {
  countTasks,
  inputsOf,
  type PlanNode,
  priorityOf,
  type RunHeader,
  type RunState,
  runStatuses,
  type StepNode,
  scopeOf,
  skippedUnborn,
  stepOf,
  stoppedAround,
  stopReason,
  type TaskRecord,
} from "@troupe/core";
import type { ProgressView, RunView, TaskView } from "../engine.ts";
import { waitingReason } from "./waiting-reason.ts";
import { waitsFor, waitsForScope } from "./waits-for.ts";

export function viewRun(state: RunState, traceId: string): RunView {
  return {
    header: state.header,
    counts: countTasks(state),
    traceId,
    priority: priorityOf(state),
    reason: heldReason(state.header),
  };
}

/** As it was when it was made: what is in its way by now only the leader knows. */
function heldReason({ status, held }: RunHeader): string {
  if (status !== "waiting" || held === undefined) return "";
  const behind = held.behind === null ? "" : `, behind run ${held.behind} when it was made`;
  return `waits for its turn${behind} (overlap "${held.policy}")`;
}

/** What a task without a record is: it waits, or the run ended before its turn. */
function idle(state: RunState): "pending" | "cancelled" {
  return runStatuses[state.header.status].terminal ? "cancelled" : "pending";
}

/** Every task in the order of the definition; `detail` adds what costs more. */
export function* viewTasks(state: RunState, progress: ReadonlyMap<string, ProgressView>): Generator<TaskView> {
  const skippedBecause = skippedUnborn(state);
  for (const step of state.plan.steps) {
    const born = state.instances.of(step.id);
    if (born.length === 0) yield viewUnborn(state, step, skippedBecause(step));
    for (const instance of born) yield viewTask(state, instance.name, progress);
  }
}

export function viewTask(state: RunState, name: string, progress: ReadonlyMap<string, ProgressView>): TaskView {
  const { node, declaration } = stepOf(state, name);
  const record = state.tasks.get(name) ?? null;
  const status = record?.state.status ?? (isClosed(state, name) ? "cancelled" : idle(state));
  const output = record?.state.status === "succeeded" ? (outputOf(state, name) ?? null) : null;
  return {
    name,
    node: node.id,
    step: node.step,
    kind: declaration.runs.kind,
    record,
    status,
    reason: reasonOf(state, name, record),
    output,
    inputs: null,
    progress: progress.get(name) ?? null,
  };
}

/** A task by the name that `viewTasks` gives it, inputs and all; undefined if there is none. */
export function viewNamed(
  state: RunState,
  name: string,
  progress: ReadonlyMap<string, ProgressView>,
): TaskView | undefined {
  if (state.instances.get(name)?.node.node.kind === "step") return viewTaskInFull(state, name, progress);
  const step = state.plan.steps.find((each) => unbornName(each) === name);
  return step === undefined || state.instances.of(step.id).length > 0
    ? undefined
    : viewUnborn(state, step, skippedUnborn(state)(step));
}

/** Inputs too, where everything that they are made of is there. */
function viewTaskInFull(state: RunState, name: string, progress: ReadonlyMap<string, ProgressView>): TaskView {
  const view = viewTask(state, name, progress);
  const instance = state.instances.get(name);
  const isReady = instance !== undefined && instance.waiting === 0 && state.instances.blockedBy(instance) === undefined;
  return isReady ? { ...view, inputs: inputsOf(state, name) } : view;
}

function outputOf(state: RunState, name: string): TaskView["output"] | undefined {
  const { node, path, planned } = stepOf(state, name);
  const rounds = Object.fromEntries(planned.maps.map((map, depth) => [map, path[depth] ?? 0]));
  return scopeOf(state).output(node.id, rounds);
}

function reasonOf(state: RunState, name: string, record: TaskRecord | null): string {
  switch (record?.state.status) {
    case "skipped":
      return record.state.because;
    case "cancelled":
      return record.state.reason;
    case "backing-off":
      return `attempt ${record.state.attempt} starts at ${new Date(record.state.until).toISOString()}`;
    case "queued":
      return "waits for an agent with room";
    case "waiting":
      return waitingReason(record.state.on);
    case undefined:
      return stopReasonOf(state, name) ?? idleReason(state, () => waitsFor(state, name));
    default:
      return "";
  }
}

/** Its map was stopped, or the run came to its finalizers, before its turn. */
function isClosed(state: RunState, name: string): boolean {
  return state.instances.get(name)?.settled === "cancelled";
}

function stopReasonOf(state: RunState, name: string): string | undefined {
  const stopped = stoppedAround(state, name);
  if (stopped !== undefined) return `${stopReason(stopped)} before its turn`;
  return isClosed(state, name) ? "the run ended before its turn" : undefined;
}

function idleReason(state: RunState, waiting: () => string): string {
  if (idle(state) === "cancelled") return "the run ended before its turn";
  return waiting() || (state.header.status === "waiting" ? "waits for the run to begin" : "");
}

/** A step inside a map or arm that is not open (yet): one line stands for all of its tasks. */
function viewUnborn(state: RunState, step: PlanNode<StepNode>, skippedBecause: string | undefined): TaskView {
  const declaration = state.plan.spec.steps[step.node.step];
  const status = skippedBecause === undefined ? idle(state) : "skipped";
  return {
    name: unbornName(step),
    node: step.id,
    step: step.node.step,
    kind: declaration?.runs.kind ?? "function",
    record: null,
    status,
    reason: skippedBecause ?? idleReason(state, () => waitsForScope(state, step)),
    output: null,
    inputs: null,
    progress: null,
  };
}

function unbornName(step: PlanNode<StepNode>): string {
  return step.id + "[]".repeat(step.maps.length);
}

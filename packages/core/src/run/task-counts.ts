/** How many tasks of a run are where, those that are not born yet among them. */
import type { PlanNode } from "../spec/compile.ts";
import type { StepNode } from "../spec/pipeline-spec.ts";
import { type ControlRecord, type RunState, runStatuses, type TaskStatus } from "./run-state.ts";

export interface TaskCounts {
  readonly pending: number;
  readonly queued: number;
  /** Assigned ones too. */
  readonly running: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly skipped: number;
  readonly cancelled: number;
  /** Those that no agent has: they wait for a time, a person, another run. Absent: none. */
  readonly waiting?: number;
}

/** `isOver`: what has no record by now never will. By default as the run's status says. */
export function countTasks(state: RunState, isOver = runStatuses[state.header.status].terminal): TaskCounts {
  const counts = { pending: 0, queued: 0, running: 0, succeeded: 0, failed: 0, skipped: 0, cancelled: 0 };
  for (const { state: task } of state.tasks.values())
    if (task.status !== "waiting") counts[countedAs[task.status]] += 1;
  const idle = isOver ? "cancelled" : "pending";
  const skippedBecause = skippedUnborn(state);
  let born = 0;
  for (const step of state.plan.steps) {
    const instances = state.instances.of(step.id).length;
    born += instances;
    if (instances === 0) counts[skippedBecause(step) === undefined ? idle : "skipped"] += 1;
  }
  // Only what is born has a record.
  const { closedTasks } = state.instances;
  counts[idle] += born - state.tasks.size - closedTasks;
  counts.cancelled += closedTasks;
  return state.waiting.size === 0 ? counts : { ...counts, waiting: state.waiting.size };
}

/** Where a task is counted. */
export const countedAs = {
  pending: "pending",
  queued: "queued",
  "backing-off": "queued",
  assigned: "running",
  running: "running",
  succeeded: "succeeded",
  failed: "failed",
  skipped: "skipped",
  cancelled: "cancelled",
  waiting: "waiting",
} as const satisfies Record<TaskStatus, keyof TaskCounts>;

/** What became of one node that is no task, over all rounds in which it was decided. */
interface Decided {
  /** Why nothing inside ever runs, wherever nothing is open. */
  readonly closedBecause: string;
  readonly isShut: boolean;
  hasRounds: boolean;
  readonly arms: Set<string>;
}

/**
 * Why a step of which no task was born never gets one; undefined if it still may. Goes through the decisions once,
 * however many steps are asked for.
 */
export function skippedUnborn(state: RunState): (step: PlanNode<StepNode>) => string | undefined {
  const byNode = new Map<string, Decided>();
  for (const control of state.controls.values()) {
    const decided = byNode.get(control.node) ?? firstDecision(control);
    byNode.set(control.node, decided);
    if (control.kind === "map" && control.count > 0) decided.hasRounds = true;
    if (control.kind === "branch" && control.arm !== null) decided.arms.add(control.arm);
    if (control.kind === "loop") decided.hasRounds = true;
    if (control.kind === "group" || control.kind === "finalizer") decided.arms.add("body");
  }
  return ({ node }) => {
    for (const scope of node.scope) {
      const [owner = "", arm] = scope.endsWith("[]") ? [scope.slice(0, -2)] : split(scope);
      const decided = byNode.get(owner);
      if (decided === undefined) continue;
      const isOpen = arm === undefined ? decided.hasRounds : decided.arms.has(arm);
      if (decided.isShut || !isOpen) return decided.closedBecause;
    }
    return undefined;
  };
}

function firstDecision(control: ControlRecord): Decided {
  const { node } = control;
  const decided = { isShut: false, hasRounds: false, arms: new Set<string>() };
  switch (control.kind) {
    case "skipped":
      return { ...decided, isShut: true, closedBecause: control.because };
    case "failed":
      return { ...decided, isShut: true, closedBecause: `${node} failed` };
    case "branch":
      return { ...decided, closedBecause: `${node} took ${control.arm ?? "no arm"}` };
    default:
      return { ...decided, closedBecause: `${node} went over an empty list` };
  }
}

function split(scope: string): readonly [owner: string, arm: string] {
  const at = scope.indexOf("/");
  return [scope.slice(0, at), scope.slice(at + 1)];
}

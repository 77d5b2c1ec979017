/** The record of a task, as events change it, and its place in what follows from the records. */
import { invariant, unreachable } from "../error.ts";
import type { Checkpoint, TaskEnd } from "./run-event.ts";
import { type AttemptRecord, type RunState, type TaskRecord, type TaskState, taskStatuses } from "./run-state.ts";
import { sinceOf } from "./since.ts";
import { dueOf } from "./waiting-on.ts";

/** What an event changes of a task's record besides its state. What it does not name stays. */
export interface TaskChanges {
  readonly attempts?: (attempts: readonly AttemptRecord[]) => readonly AttemptRecord[];
  readonly returned?: number;
  readonly dueAt?: number | undefined;
  readonly checkpoint?: Checkpoint;
  readonly ending?: TaskEnd;
  readonly uncached?: string | undefined;
}

export function putTask(state: RunState, name: string, next: TaskState, changes: TaskChanges = {}): void {
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
  followTask(state, name, record);
}

/** The state of the task stays what it is. */
export function amendTask(state: RunState, name: string, changes: TaskChanges): void {
  const current = state.tasks.get(name)?.state;
  invariant(current !== undefined, `${name} has an attempt`);
  putTask(state, name, current, changes);
}

/** Changes the current attempt. What ended before anyone heard that it ran says itself when it began. */
export function changeLast(
  change: Partial<AttemptRecord>,
  startedAt: number | null = null,
): (attempts: readonly AttemptRecord[]) => readonly AttemptRecord[] {
  return (attempts) =>
    attempts.map((attempt, index) =>
      index === attempts.length - 1 ? { ...attempt, startedAt: attempt.startedAt ?? startedAt, ...change } : attempt,
    );
}

/** How often in a row agents would not take it: its start ends the row. */
export function returnsOf(state: RunState, name: string): number {
  return state.tasks.get(name)?.returned ?? 0;
}

/** Lets the live graph follow a task's record. */
export function followTask(state: RunState, name: string, record: TaskRecord): void {
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

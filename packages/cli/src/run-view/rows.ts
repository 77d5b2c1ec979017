/** Which lines a run's table has: a task each, maps as groups, and when they are many, only what is worth a line. */
import { type TaskStatus, taskStatuses } from "@troupe/core";
import type { Task } from "@troupe/sdk/client";
import type { RunModel, TaskGroup } from "./run-model.ts";

export type Row =
  | { readonly type: "task"; readonly task: Task; readonly depth: number }
  | { readonly type: "group"; readonly node: string; readonly tally: Tally }
  /** So many tasks in this state have no line of their own. */
  | { readonly type: "rest"; readonly count: number; readonly state: TaskStatus | null; readonly depth: number };

export interface Tally {
  readonly total: number;
  readonly ended: number;
  readonly failed: number;
  readonly active: number;
  /** Of all tasks, in words. */
  readonly state: TaskStatus;
}

/** Above this many tasks, a table shows what moves and what failed. */
export const collapseAbove = 20;
/** Tasks of one map that still get a line when there are many. */
const shownPerGroup = 4;

export function rows(model: RunModel, maxRows: number): readonly Row[] {
  const groups = model.groups();
  const total = groups.reduce((sum, { tasks }) => sum + tasks.length, 0);
  const all = groups.flatMap((group) => groupRows(group, total > collapseAbove));
  if (total <= collapseAbove && all.length <= maxRows) return all;
  return fitted(foldQuiet(all), maxRows);
}

export function tally(tasks: readonly Task[]): Tally {
  const ended = tasks.filter(({ state }) => taskStatuses[state].terminal).length;
  const failed = tasks.filter(({ state }) => state === "failed").length;
  const active = tasks.filter(isActive).length;
  return { total: tasks.length, ended, failed, active, state: stateOfAll(tasks, ended, failed, active) };
}

function groupRows({ node, isMapped, tasks }: TaskGroup, collapses: boolean): readonly Row[] {
  if (!isMapped) return tasks.map((task) => ({ type: "task", task, depth: 0 }));
  const shown = collapses ? tasks.filter(isNoteworthy).slice(0, shownPerGroup) : tasks;
  return [
    { type: "group", node, tally: tally(tasks) },
    ...shown.map((task): Row => ({ type: "task", task, depth: 1 })),
    ...(collapses ? restOf(tasks.filter(isNoteworthy).length - shown.length) : []),
  ];
}

function restOf(count: number): readonly Row[] {
  return count > 0 ? [{ type: "rest", count, state: null, depth: 1 }] : [];
}

/** Neighbours that all wait, or all went well, become one line. */
function foldQuiet(all: readonly Row[]): readonly Row[] {
  const folded: Row[] = [];
  for (const row of all) {
    const last = folded.at(-1);
    const isQuiet = row.type === "task" && row.depth === 0 && !isNoteworthy(row.task);
    if (!isQuiet) folded.push(row);
    else if (last?.type === "rest" && last.state === row.task.state)
      folded[folded.length - 1] = { ...last, count: last.count + 1 };
    else folded.push({ type: "rest", count: 1, state: row.task.state, depth: 0 });
  }
  return folded;
}

/** What still does not fit is counted. The last lines go: what runs now mostly stands above what waits. */
function fitted(all: readonly Row[], maxRows: number): readonly Row[] {
  if (all.length <= maxRows) return all;
  const shown = all.slice(0, Math.max(1, maxRows - 1));
  const hidden = all.slice(shown.length).reduce((sum, row) => sum + (row.type === "rest" ? row.count : 1), 0);
  return [...shown, { type: "rest", count: hidden, state: null, depth: 0 }];
}

function isActive({ state }: Task): boolean {
  return taskStatuses[state].onAgent || state === "backing-off" || state === "waiting";
}

function isNoteworthy(task: Task): boolean {
  return isActive(task) || task.state === "failed";
}

function stateOfAll(tasks: readonly Task[], ended: number, failed: number, active: number): TaskStatus {
  if (failed > 0) return "failed";
  if (active > 0) return "running";
  if (ended < tasks.length) return ended > 0 || tasks.some(({ state }) => state === "queued") ? "queued" : "pending";
  const states = new Set(tasks.map(({ state }) => state));
  if (states.has("cancelled")) return "cancelled";
  return states.has("succeeded") ? "succeeded" : "skipped";
}

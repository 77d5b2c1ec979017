/** The run grid: what stands in its rows, which are steps and groups of them, and in its columns, which are runs. */
import type { Run, TaskCounts } from "../../api/messages.ts";
import type { ResponseOf } from "../../api/methods.ts";
import type { TaskState } from "../../format/states.ts";
import { instantMs } from "../../format/times.ts";

export type GridAnswer = ResponseOf<"RunService/GetGrid">;
export type GridStep = GridAnswer["columns"][number];
type GridScope = GridStep["around"][number];

/** What became of one step, or of several together, in one run. */
export interface Cell {
  readonly state: TaskState;
  /** From the first start to the last end, or to now; of several, the longest. Undefined: nothing has started. */
  readonly seconds: number | undefined;
  readonly tasks: TaskCounts;
  readonly retries: number;
}

export interface GridRun {
  readonly run: Run;
  /** By step; of those that its version does not have there is none. */
  readonly cells: ReadonlyMap<string, Cell>;
}

export interface GridData {
  /** Each behind what it needs. */
  readonly steps: readonly GridStep[];
  /** The oldest first: time goes to the right. */
  readonly runs: readonly GridRun[];
}

export interface GridRow {
  /** The step's name, or the group's with what is around it: "eu/body", "each". */
  readonly key: string;
  readonly label: string;
  /** What it is, where that is no plain step: "map", "quality: production". */
  readonly note: string;
  readonly depth: number;
  readonly isGroup: boolean;
  readonly isOpen: boolean;
  /** Names of the steps that it is made of. */
  readonly steps: readonly string[];
}

const noTasks: TaskCounts = {
  ...{ pending: 0, queued: 0, running: 0, waiting: 0 },
  ...{ succeeded: 0, failed: 0, skipped: 0, cancelled: 0 },
};

export function readGrid({ columns, rows }: GridAnswer): GridData {
  const runs = rows.flatMap(({ run, cells }): GridRun[] => {
    if (run === undefined) return [];
    const found = cells.flatMap(({ column, state, seconds, tasks, retries }) => {
      const step = columns[column]?.node;
      const counts = tasks ?? { ...noTasks, [counted[state]]: 1 };
      return step === undefined ? [] : [[step, { state, seconds, tasks: counts, retries }] as const];
    });
    return [{ run, cells: new Map(found) }];
  });
  return { steps: columns, runs: runs.reverse() };
}

/** Under which name the tasks of a run that are in this state are counted. */
const counted: Readonly<Record<TaskState, keyof TaskCounts>> = {
  TASK_STATE_UNSPECIFIED: "pending",
  TASK_STATE_PENDING: "pending",
  TASK_STATE_QUEUED: "queued",
  TASK_STATE_BACKING_OFF: "queued",
  TASK_STATE_ASSIGNED: "running",
  TASK_STATE_RUNNING: "running",
  TASK_STATE_SUCCEEDED: "succeeded",
  TASK_STATE_FAILED: "failed",
  TASK_STATE_SKIPPED: "skipped",
  TASK_STATE_CANCELLED: "cancelled",
  TASK_STATE_WAITING: "waiting",
};

/** A newer page over an older one: of runs that both have the newer one counts, and at most `limit` stay. */
export function mergeGrids(older: GridData, newer: GridData, limit: number): GridData {
  const known = new Set(newer.steps.map(({ node }) => node));
  const runs = new Map([...older.runs, ...newer.runs].map((each) => [each.run.runId, each]));
  const sorted = [...runs.values()].sort((a, b) => byAge(a.run, b.run));
  return {
    steps: [...newer.steps, ...older.steps.filter(({ node }) => !known.has(node))],
    runs: sorted.slice(-limit),
  };
}

function byAge(a: Run, b: Run): number {
  return (instantMs(a.createdAt) ?? 0) - (instantMs(b.createdAt) ?? 0) || (a.runId < b.runId ? -1 : 1);
}

/**
 * Steps in their order; what is in a map, loop, group or finalizer stands as one row where its first step would, unless it
 * is open. One that holds a single step is that step. Arms are no groups: their steps say whose they are.
 */
export function gridRows(steps: readonly GridStep[], open: ReadonlySet<string>, search = ""): readonly GridRow[] {
  if (search !== "")
    return steps.filter(({ node }) => node.includes(search)).map((step) => stepRow(step, 0, step.around));
  return rowsOf(steps, 0, "", open);
}

function rowsOf(
  steps: readonly GridStep[],
  depth: number,
  path: string,
  open: ReadonlySet<string>,
): readonly GridRow[] {
  const byGroup = Map.groupBy(steps, (step) => groupsOf(step)[depth]?.node);
  const told = new Set<string>();
  return steps.flatMap((step) => {
    const group = groupsOf(step)[depth];
    if (group === undefined) return [stepRow(step, depth, armsOf(step))];
    if (told.has(group.node)) return [];
    told.add(group.node);
    const members = byGroup.get(group.node) ?? [];
    if (members.length === 1) return [stepRow(step, depth, step.around)];
    const key = path === "" ? group.node : `${path}/${group.node}`;
    const isOpen = open.has(key);
    const row: GridRow = {
      ...{ key, label: group.node, note: group.kind, depth, isGroup: true, isOpen },
      steps: members.map(({ node }) => node),
    };
    return isOpen ? [row, ...rowsOf(members, depth + 1, key, open)] : [row];
  });
}

function stepRow({ node }: GridStep, depth: number, around: readonly GridScope[]): GridRow {
  const note = around.map((scope) => (scope.arm === "" ? scope.node : `${scope.node}: ${scope.arm}`)).join(" › ");
  return { key: node, label: node, note, depth, isGroup: false, isOpen: false, steps: [node] };
}

function groupsOf({ around }: GridStep): readonly GridScope[] {
  return around.filter(({ arm }) => arm === "");
}

function armsOf({ around }: GridStep): readonly GridScope[] {
  return around.filter(({ arm }) => arm !== "");
}

/** The first of them that there is stands for all: what failed must be seen, then what still moves. */
const pressing: readonly TaskState[] = [
  "TASK_STATE_FAILED",
  "TASK_STATE_RUNNING",
  "TASK_STATE_ASSIGNED",
  "TASK_STATE_BACKING_OFF",
  "TASK_STATE_QUEUED",
  "TASK_STATE_WAITING",
  "TASK_STATE_CANCELLED",
  "TASK_STATE_SUCCEEDED",
  "TASK_STATE_SKIPPED",
  "TASK_STATE_PENDING",
];

/** Undefined: the run's version has none of these steps. */
export function cellOf({ cells }: GridRun, { steps }: GridRow): Cell | undefined {
  const found = steps.flatMap((step) => cells.get(step) ?? []);
  const [only] = found;
  if (only === undefined || found.length === 1) return only;
  const tasks = { ...noTasks };
  for (const cell of found)
    for (const name of Object.keys(tasks) as (keyof TaskCounts)[])
      Object.assign(tasks, { [name]: tasks[name] + cell.tasks[name] });
  const seconds = found.flatMap((cell) => cell.seconds ?? []);
  return {
    state: pressing.find((state) => found.some((cell) => cell.state === state)) ?? only.state,
    seconds: seconds.length === 0 ? undefined : Math.max(...seconds),
    tasks,
    retries: found.reduce((sum, cell) => sum + cell.retries, 0),
  };
}

/** A run as it is being watched: its snapshot, and the events since. Pure. */

import type { Run, Task } from "../../../api/messages.ts";
import type { ResponseOf } from "../../../api/methods.ts";

export type WatchMessage = ResponseOf<"RunService/WatchRun">;

export interface RunView {
  readonly run: Run | undefined;
  /** By name. A step whose map or arm is not open yet is one entry, "train[]", for all of its tasks. */
  readonly tasks: ReadonlyMap<string, Task>;
  /** The snapshot is whole. */
  readonly isWhole: boolean;
  /** An event came without the state after it, as after a break: what is here may be behind, and is to be asked for anew. */
  readonly isBehind: boolean;
  /** By node and path, "each" or "each[2]": how many rounds a map or loop has opened, as far as events have told. */
  readonly rounds: ReadonlyMap<string, number>;
  /** By node and path: the arm that a branch or gate took; null for none. */
  readonly arms: ReadonlyMap<string, string | null>;
}

export const emptyView: RunView = {
  run: undefined,
  tasks: new Map(),
  isWhole: false,
  isBehind: false,
  rounds: new Map(),
  arms: new Map(),
};

export function foldRun(view: RunView, messages: readonly WatchMessage[]): RunView {
  const next: Draft = { ...view, tasks: new Map(view.tasks), rounds: view.rounds, arms: view.arms };
  for (const message of messages) {
    if (message.snapshot !== undefined) takeSnapshot(next, message.snapshot);
    else if (message.event !== undefined) takeEvent(next, message.event);
    else if (message.progress !== undefined) takeProgress(next, message.progress);
  }
  return next;
}

type Draft = { -readonly [K in keyof RunView]: RunView[K] } & { tasks: Map<string, Task> };

function takeSnapshot(draft: Draft, { run, tasks, more }: NonNullable<WatchMessage["snapshot"]>): void {
  // In parts: the first of them begins anew, the others go on.
  if (draft.isWhole || draft.run === undefined) draft.tasks = new Map();
  draft.run = run;
  draft.isWhole = !more;
  draft.isBehind = false;
  for (const task of tasks) draft.tasks.set(task.name, task);
}

function takeEvent(draft: Draft, event: NonNullable<WatchMessage["event"]>): void {
  const { after, run, task, type, eventJson } = event;
  if (after !== undefined) putTask(draft, after);
  else if (task !== "" && taskEvents.test(type)) draft.isBehind = true;
  if (run !== undefined) draft.run = run;
  else if (runEnds.has(type)) draft.isBehind = true;
  else if (draft.run !== undefined) draft.run = { ...draft.run, sequence: event.sequence };
  if (decisions.has(type)) takeDecision(draft, JSON.parse(eventJson) as Decision);
}

const taskEvents = /^(?:Task|Attempt|Assignment|Checkpoint|MetricRule)/;
const runEnds: ReadonlySet<string> = new Set(["RunSucceeded", "RunFailed", "RunCancelled", "RunTimedOut"]);
const decisions: ReadonlySet<string> = new Set([
  "MapExpanded",
  "LoopContinued",
  "BranchDecided",
  "NodeSkipped",
  "NodeStopped",
]);

interface Decision {
  readonly type: string;
  readonly node: string;
  readonly path: readonly number[];
  readonly count?: number;
  readonly round?: number;
  readonly arm?: string | null;
  readonly because?: string;
}

function takeDecision(draft: Draft, { type, node, path, count, round, arm, because }: Decision): void {
  const name = nameOf(node, path);
  if (type === "MapExpanded") draft.rounds = new Map(draft.rounds).set(name, count ?? 0);
  else if (type === "LoopContinued") draft.rounds = new Map(draft.rounds).set(name, (round ?? 0) + 1);
  else if (type === "BranchDecided") draft.arms = new Map(draft.arms).set(name, arm ?? null);
  else if (type === "NodeSkipped") skip(draft, name, because ?? "");
}

/** The event tells of the node alone; if it is a step, that is its task. What is inside of others comes with the next snapshot. */
function skip(draft: Draft, name: string, because: string): void {
  const task = draft.tasks.get(name);
  if (task !== undefined) draft.tasks.set(name, { ...task, state: "TASK_STATE_SKIPPED", reason: because });
}

function takeProgress(draft: Draft, { task: name, progress }: NonNullable<WatchMessage["progress"]>): void {
  const task = draft.tasks.get(name);
  if (task !== undefined && progress !== undefined) draft.tasks.set(name, { ...task, progress });
}

/** Once there is a task of a step, the line that stood for all of them goes. */
function putTask(draft: Draft, task: Task): void {
  const isNew = !draft.tasks.has(task.name);
  // Events carry no inputs; what the snapshot told of them still holds.
  const inputsJson = task.inputsJson || (draft.tasks.get(task.name)?.inputsJson ?? "");
  const progress = task.progress ?? draft.tasks.get(task.name)?.progress;
  draft.tasks.set(task.name, { ...task, inputsJson, ...(progress !== undefined && { progress }) });
  if (isNew && task.name !== task.node) dropUnborn(draft.tasks, task);
}

function dropUnborn(tasks: Map<string, Task>, { name, node }: Task): void {
  const unborn = node + "[]".repeat(name.split("[").length - 1);
  if (name !== unborn) tasks.delete(unborn);
}

export function nameOf(node: string, path: readonly number[]): string {
  return node + path.map((round) => `[${round}]`).join("");
}

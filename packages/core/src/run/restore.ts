/** A run's state from its records: after a restart, or under a new leader. */
import type { Plan } from "../spec/compile.ts";
import { taskName } from "../spec/task-name.ts";
import { outputsOf } from "./advance.ts";
import { decideInstance, derived, place } from "./apply.ts";
import type { Instance } from "./instances.ts";
import type { ControlRecord, RunHeader, RunState, TaskRecord } from "./run-state.ts";

export function restoreRun(
  plan: Plan,
  header: RunHeader,
  tasks: readonly TaskRecord[],
  controls: readonly ControlRecord[],
  kept: RunState["kept"] = new Map(),
): RunState {
  const state: RunState = {
    plan,
    header,
    tasks: new Map(tasks.map((task) => [taskName(task.node, task.path), task])),
    controls: new Map(controls.map((control) => [taskName(control.node, control.path), control])),
    ...derived(plan),
    kept,
  };
  const stopped = controls.filter((control) => "stopped" in control && control.stopped !== undefined);
  do followRecords(state);
  while (stopNext(state, stopped) || endBody(state));
  for (const instance of state.instances.ending)
    if (state.ending.has(instance.name)) state.instances.ending.delete(instance);
  // SAFETY: records leave the outputs out. A run that ended, and whose coordinator died before it was sealed, would be
  // sealed without them.
  if (header.status !== "succeeded" || header.outputs !== null) return state;
  return { ...state, header: { ...header, outputs: outputsOf(state) } };
}

/** What became ready and has a record was acted upon: acts again. That opens scopes and makes more ready. */
function followRecords(state: RunState): void {
  for (let found = true; found; ) {
    found = false;
    for (const instance of [...state.instances.ready]) {
      const { name } = instance;
      const task = state.tasks.get(name);
      const control = state.controls.get(name);
      if (task !== undefined) place(state, name, task);
      else if (control === undefined || !goesOn(instance, control)) continue;
      else decideInstance(state, name, control);
      found = true;
    }
  }
}

/** A loop comes back after each round, and a map to be stopped: what of it is on record may be used up. */
function goesOn(instance: Instance, control: ControlRecord): boolean {
  if (!instance.isTaken) return true;
  if (control.kind !== "loop") return false;
  return instance.nextRound < control.rounds || control.ended !== undefined || control.failure !== undefined;
}

/** Stops are repeated last: what they ended, and what had ended before, is in its place by then. Inner ones come first. */
function stopNext(state: RunState, stopped: ControlRecord[]): boolean {
  const due = stopped.filter((control) => find(state, control)?.isTaken === true);
  const next = due.sort((a, b) => depth(state, b) - depth(state, a))[0];
  if (next === undefined) return false;
  stopped.splice(stopped.indexOf(next), 1);
  const instance = find(state, next);
  if (instance?.settled === null) state.instances.stop(instance);
  return true;
}

function find(state: RunState, { node, path }: ControlRecord): Instance | undefined {
  return state.instances.get(taskName(node, path));
}

function depth(state: RunState, { node }: ControlRecord): number {
  return state.plan.nodes.get(node)?.node.scope.length ?? 0;
}

function endBody(state: RunState): boolean {
  if (state.header.finalizing == null || state.instances.isEnding) return false;
  state.instances.end();
  return true;
}

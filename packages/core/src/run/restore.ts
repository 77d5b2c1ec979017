/** A run's state from its records: after a restart, or under a new leader. */
import type { Plan } from "../spec/compile.ts";
import { taskName } from "../spec/task-name.ts";
import { outputsOf } from "./advance.ts";
import { Alarms } from "./alarms.ts";
import { decideInstance, place } from "./apply.ts";
import { Instances } from "./instances.ts";
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
  // What became ready and has a record was acted upon: act again. That opens scopes and makes more ready.
  for (let found = true; found; ) {
    found = false;
    for (const { name } of [...state.instances.ready]) {
      const task = state.tasks.get(name);
      const control = state.controls.get(name);
      if (task !== undefined) place(state, name, task);
      if (control !== undefined) decideInstance(state, name, control);
      found ||= task !== undefined || control !== undefined;
    }
  }
  // SAFETY: records leave the outputs out. A run that ended, and whose coordinator died before it was sealed, would be
  // sealed without them.
  if (header.status !== "succeeded" || header.outputs !== null) return state;
  return { ...state, header: { ...header, outputs: outputsOf(state) } };
}

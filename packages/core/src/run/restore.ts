/** A run's state from its records: after a restart, or under a new leader. */
import type { Plan } from "../spec/compile.ts";
import { taskName } from "../spec/task-name.ts";
import { outputsOf } from "./advance.ts";
import { followControl } from "./control-records.ts";
import { type Instance, isInStopped, runsAlways } from "./instances.ts";
import type { ControlRecord, RunHeader, RunState, TaskRecord } from "./run-state.ts";
import { derived } from "./start-run.ts";
import { followTask } from "./task-records.ts";

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
  const stops = controls
    .flatMap((control) =>
      "stopped" in control && control.stopped !== undefined ? [{ control, ...control.stopped }] : [],
    )
    .sort((a, b) => a.sequence - b.sequence);
  const underWay = new Set<Instance>();
  do followRecords(state, underWay);
  while (stopNext(state, stops, underWay) || endBody(state));
  for (const instance of state.instances.ending)
    if (state.ending.has(instance.name)) state.instances.ending.delete(instance);
  // SAFETY: records leave the outputs out. A run that ended, and whose coordinator died before it was sealed, would be
  // sealed without them.
  if (header.status !== "succeeded" || header.outputs !== null) return state;
  return { ...state, header: { ...header, outputs: outputsOf(state) } };
}

/**
 * What became ready and has a record was acted upon: acts again. That opens scopes and makes more ready. What came of it
 * after an end or a stop has to wait for that: until then it was under way, or not begun.
 */
function followRecords(state: RunState, underWay: Set<Instance>): void {
  for (let found = true; found; ) {
    found = false;
    for (const instance of [...state.instances.ready]) {
      const { name } = instance;
      const task = state.tasks.get(name);
      const control = state.controls.get(name);
      const { since = [] } = task ?? control ?? {};
      if (since.includes("end") && !state.instances.isEnding) continue;
      if (since.includes("stop") && !isInStopped(instance)) {
        if (task === undefined || runsAlways(instance, ownerToStop(state, instance))) continue;
        state.instances.take(instance);
        underWay.add(instance);
      } else if (task !== undefined) followTask(state, name, task);
      else if (control === undefined || !goesOn(instance, control)) continue;
      else followControl(state, name, control);
      found = true;
    }
  }
}

/** What around it is going to be stopped: first. */
function ownerToStop(state: RunState, { within: { owner } }: Instance): Instance | null {
  if (owner === null) return null;
  const control = state.controls.get(owner.name);
  const isNext = control !== undefined && "stopped" in control && control.stopped !== undefined;
  return isNext ? owner : ownerToStop(state, owner);
}

/** A loop comes back after each round, and a map to be stopped: what of it is on record may be used up. */
function goesOn(instance: Instance, control: ControlRecord): boolean {
  if (!instance.isTaken) return true;
  if (control.kind !== "loop") return false;
  return instance.nextRound < control.rounds || control.ended !== undefined || control.failure !== undefined;
}

/** Ends and stops are repeated in their order, each once what came before it is in its place. */
function stopNext(
  state: RunState,
  stops: { readonly control: ControlRecord; readonly sequence: number }[],
  underWay: Set<Instance>,
): boolean {
  const [next] = stops;
  const end = state.instances.isEnding ? undefined : state.header.finalizing?.sequence;
  if (next === undefined || (end !== undefined && end < next.sequence)) return false;
  stops.shift();
  const instance = state.instances.get(taskName(next.control.node, next.control.path));
  if (instance?.settled === null) state.instances.stop(instance);
  for (const each of underWay) {
    const record = state.tasks.get(each.name);
    if (record === undefined || !isInStopped(each)) continue;
    underWay.delete(each);
    followTask(state, each.name, record);
  }
  return true;
}

function endBody(state: RunState): boolean {
  if (state.header.finalizing == null || state.instances.isEnding) return false;
  state.instances.end();
  return true;
}

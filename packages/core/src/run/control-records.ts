/** The record of a decision between tasks (a map, an arm, a loop, a stop), and what the live graph makes of it. */
import { invariant, unreachable } from "../error.ts";
import { taskName } from "../spec/task-name.ts";
import type { Failure } from "./exit.ts";
import type { RunEvent, TaskPath } from "./run-event.ts";
import { noteFailure } from "./run-failure.ts";
import type { ControlRecord, RunState } from "./run-state.ts";
import { sinceOf } from "./since.ts";

export function putControl(state: RunState, made: ControlRecord): void {
  const name = taskName(made.node, made.path);
  const instance = state.instances.get(name);
  invariant(instance !== undefined, `${name} exists`);
  const record = { ...made, ...sinceOf(state, instance, state.controls.get(name)) };
  state.controls.set(name, record);
  followControl(state, name, record);
}

/** The rounds of a loop that fails between two of them stay on record. */
export function putUndecided(state: RunState, node: string, path: TaskPath, failure: Failure): void {
  const name = taskName(node, path);
  const known = state.controls.get(name);
  noteFailure(state, name, null, failure);
  putControl(state, known?.kind === "loop" ? { ...known, failure } : { kind: "failed", node, path, failure });
}

export function putStop(state: RunState, event: Extract<RunEvent, { type: "NodeStopped" }>): void {
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

/** Lets the live graph follow a decision. */
export function followControl(state: RunState, name: string, record: ControlRecord): void {
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

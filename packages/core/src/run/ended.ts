/** How nodes, and the run, ended: what those ask who run whatever happened. */
import type { Json, JsonObject } from "../json.ts";
import type { Ended } from "./evaluate.ts";
import type { Failure } from "./exit.ts";
import type { Instance } from "./instances.ts";
import type { RunState } from "./run-state.ts";

export function endedOf(state: RunState, name: string): Ended {
  const instance = state.instances.get(name);
  switch (instance?.settled) {
    case "succeeded":
      return { status: "succeeded" };
    case "failed":
      return { status: "failed", failure: told(failureIn(state, instance) ?? unknown(name)) };
    case "skipped":
    case "unneeded":
      return { status: "skipped" };
    // Not even begun, in a run that is over: the map or arm around it never came that far.
    default:
      return { status: "cancelled" };
  }
}

/** The first one in the order of the definition: whoever asks, and when, hears the same. */
function failureIn(state: RunState, { name, scopes }: Instance): Failure | undefined {
  const task = state.tasks.get(name)?.state;
  if (task?.status === "failed") return task.failure;
  const control = state.controls.get(name);
  if (control !== undefined && "failure" in control && control.failure !== undefined) return control.failure;
  if (control !== undefined && "stopped" in control && control.stopped !== undefined) return control.stopped.failure;
  for (const { members } of scopes)
    for (const member of members) {
      const found = member.settled === "failed" ? failureIn(state, member) : undefined;
      if (found !== undefined) return found;
    }
  return undefined;
}

function unknown(name: string): Failure {
  return { exitClass: "cancelled", code: "TASK_CANCELLED", message: `something in ${name} did not succeed` };
}

export function outcomeOf({ header }: RunState): Json {
  const status = header.finalizing?.outcome ?? "succeeded";
  if (status !== "failed" || header.failure === null) return { status };
  const { task, failure } = header.failure;
  return { status, failure: { task, ...told(failure) } };
}

function told({ exitClass, code, message }: Failure): JsonObject {
  return { class: exitClass, code, message };
}

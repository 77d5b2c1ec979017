/** What a person asks of one task, checked against it. */
import { type RunState, stepOf, type TaskEnd, TroupeError, validateJson } from "@troupe/core";
import type { TaskEndRequest } from "../engine.ts";
import { taskNotFound } from "../telemetry/task-attempts.ts";

/** @throws TroupeError `TASK_NOT_FOUND`, `TASK_ENDED`, or `INVALID_ARGUMENT` for an output that does not fit. */
export function endOf(state: RunState, task: string, request: TaskEndRequest): TaskEnd {
  const instance = state.instances.get(task);
  if (instance?.node.node.kind !== "step") throw taskNotFound(state, task);
  if (instance.settled !== null) throw taskEnded(state, task);
  const { by, reason } = request;
  switch (request.status) {
    case "cancelled":
      return { status: "cancelled", reason };
    case "failed":
      return {
        status: "failed",
        failure: {
          exitClass: "failure",
          code: "MARKED_FAILED",
          message: `${by} marked it as failed: ${reason}`,
          final: true,
        },
      };
    case "succeeded": {
      checkOutput(state, task, request.output);
      const output = request.output === null ? null : { value: request.output };
      return { status: "succeeded", output, origin: { kind: "mark", by, reason } };
    }
  }
}

export function taskEnded(state: RunState, task: string): TroupeError {
  const status = state.tasks.get(task)?.state.status ?? "skipped";
  return new TroupeError(
    `Task ${task} of run ${state.header.runId} has ended as ${status} and stays so. \`troupe rerun\` makes a new run of what must be done again.`,
    { code: "TASK_ENDED", reaction: "reject", details: { runId: state.header.runId, task, status } },
  );
}

function checkOutput(state: RunState, task: string, output: unknown): void {
  const { declaration } = stepOf(state, task);
  // A check hands its subject on: its mark says only that it may.
  const schema = declaration.role === "check" ? undefined : declaration.output;
  const surplus = { field: "output", message: "is given, and the step yields none", fix: "leave it out" };
  const problems =
    schema === undefined ? (output === null ? [] : [surplus]) : validateJson(schema, output as never, "output");
  const [first] = problems;
  if (first === undefined) return;
  throw new TroupeError(`The output does not fit task ${task}: ${first.field} ${first.message}; ${first.fix}`, {
    code: "INVALID_ARGUMENT",
    reaction: "reject",
    problems,
  });
}

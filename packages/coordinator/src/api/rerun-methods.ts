/** RunService: what makes ended runs run again, and ends single tasks. */
import type { Json } from "@troupe/core";
import type { Faces, RerunRunRequest, TaskEndRequest } from "@troupe/engine";
import type { EndTaskRequest__Output, PreviewRerunResponse, RerunRunRequest__Output, Run, Task } from "@troupe/proto";
import { actorOf } from "./actor-of.ts";
import type { CallContext } from "./call-context.ts";
import { toRun } from "./messages/run.ts";
import { toTask } from "./messages/task.ts";
import { RequestCheck } from "./request-check.ts";
import { latest, resolveRun } from "./resolve-run.ts";
import { traceparentOf } from "./traceparent.ts";

const shownTasks = 10_000;

export function rerunMethods(faces: Pick<Faces, "runs">) {
  return {
    async RerunRun(request: RerunRunRequest__Output, context: CallContext): Promise<Run> {
      return toRun(await faces.runs.rerun(await readRerun(faces, request, context)));
    },

    async PreviewRerun(request: RerunRunRequest__Output, context: CallContext): Promise<PreviewRerunResponse> {
      const { runId, version, again, kept } = await faces.runs.previewRerun(await readRerun(faces, request, context));
      return {
        runId,
        version,
        again: again.slice(0, shownTasks).map(({ task, because }) => ({ task, because })),
        againCount: again.length,
        keptCount: kept,
      };
    },

    async EndTask(request: EndTaskRequest__Output, context: CallContext): Promise<Task> {
      const check = new RequestCheck();
      const runId = check.id("run_id", request.runId, "a run id");
      // As with a cancel: it cannot be taken back.
      if (runId === latest) check.refuse("run_id", `is "${latest}"`, "Name the run by its id.");
      const task = check.id("task", request.task, "the name of a task");
      const end = readEnd(check, request, context);
      check.done();
      return toTask(await faces.runs.endTask(runId, task, end));
    },
  };
}

async function readRerun(
  faces: Pick<Faces, "runs">,
  request: RerunRunRequest__Output,
  context: CallContext,
): Promise<RerunRunRequest> {
  const check = new RequestCheck();
  const runId = check.id("run_id", request.runId, `a run id, or "${latest}"`);
  if (request.whole && request.from.length > 0)
    check.refuse("from", "goes with `whole`", "Name what runs again, or ask for everything.");
  if (request.only && request.from.length === 0)
    check.refuse("only", "is set, and nothing is named", "Name in `from` what runs again.");
  const marks: Record<string, Json> = {};
  for (const [task, text] of Object.entries(request.marksJson))
    marks[task] = text === "" ? null : check.json(`marks_json["${task}"]`, text);
  const { by, reason } = readPerson(check, request, context);
  check.requestId(request.requestId);
  const traceparent = traceparentOf(check, request, context);
  check.done();
  return {
    runId: await resolveRun(faces.runs, runId),
    from: request.from,
    only: request.only,
    isWhole: request.whole,
    marks,
    by,
    reason,
    ...(request.code === "RERUN_CODE_SAME" ? { code: "same" } : {}),
    ...(request.code === "RERUN_CODE_CURRENT" ? { code: "current" } : {}),
    ...(request.requestId === "" ? {} : { requestId: request.requestId }),
    ...(traceparent === undefined ? {} : { traceparent }),
  };
}

function readEnd(check: RequestCheck, request: EndTaskRequest__Output, context: CallContext): TaskEndRequest {
  const person = readPerson(check, request, context);
  switch (request.as) {
    case "TASK_STATE_CANCELLED":
      return { ...person, status: "cancelled" };
    case "TASK_STATE_FAILED":
      return { ...person, status: "failed" };
    case "TASK_STATE_SUCCEEDED":
      return {
        ...person,
        status: "succeeded",
        output: request.outputJson === "" ? null : check.json("output_json", request.outputJson),
      };
    default:
      check.refuse(
        "as",
        `${request.as} is not how a person may end a task`,
        "Use TASK_STATE_CANCELLED, TASK_STATE_SUCCEEDED or TASK_STATE_FAILED.",
      );
      return { ...person, status: "cancelled" };
  }
}

function readPerson(
  check: RequestCheck,
  { by: claimed, reason }: { readonly by: string; readonly reason: string },
  context: CallContext,
): { readonly by: string; readonly reason: string } {
  const by = actorOf(context, claimed);
  if (by.length > 256) check.refuse("by", `has ${by.length} characters`, "Give at most 256.");
  if (reason.length > 1024) check.refuse("reason", `has ${reason.length} characters`, "Give at most 1024.");
  return { by: by === "" ? "somebody" : by, reason: reason === "" ? "no reason was given" : reason };
}

/** RunService: who goes first, and why a task does not start. A coordinator that follows asks the leader, which knows the queue. */
import { specLimits } from "@troupe/core";
import type { Faces } from "@troupe/engine";
import {
  type ExplainTaskRequest__Output,
  type Explanation,
  type PrioritizeRunRequest__Output,
  type Run,
  v1,
} from "@troupe/proto";
import type { AskLeader } from "../ports/ask-leader.ts";
import type { CallContext } from "./call-context.ts";
import { toExplanation } from "./messages/explanation.ts";
import { toRun } from "./messages/run.ts";
import { isRelayed } from "./relayed.ts";
import { RequestCheck } from "./request-check.ts";
import { latest, resolveRun } from "./resolve-run.ts";

export function queueMethods(faces: Pick<Faces, "runs">, askLeader: AskLeader) {
  const { ExplainTask: explainTask } = v1.RunService.service;
  return {
    async ExplainTask(request: ExplainTaskRequest__Output, context: CallContext): Promise<Explanation> {
      const check = new RequestCheck();
      const id = check.id("run_id", request.runId, `a run id, or "${latest}"`);
      check.done();
      const known = isRelayed(context) ? undefined : await askLeader(explainTask, request);
      if (known !== undefined) return known;
      const runId = await resolveRun(faces.runs, id);
      return toExplanation(await faces.runs.explain(runId, request.task === "" ? undefined : request.task));
    },

    async PrioritizeRun(request: PrioritizeRunRequest__Output): Promise<Run> {
      const check = new RequestCheck();
      const runId = check.id("run_id", request.runId, "a run id");
      checkPriority(check, request.priority);
      check.done();
      return toRun(await faces.runs.prioritize(runId, request.priority));
    },
  };
}

export function checkPriority(check: RequestCheck, priority: number): void {
  const most = specLimits.priority;
  if (!Number.isSafeInteger(priority) || Math.abs(priority) > most)
    check.refuse("priority", `is ${priority}`, `Give a whole number from -${most} to ${most}.`);
}

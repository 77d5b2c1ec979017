/** Reruns and ends of tasks as the wire has them. */
import type { EndTaskRequest, RerunRunRequest } from "@troupe/proto";
import type { RerunOptions, TaskEnding } from "./requests.ts";

const codes = { same: "RERUN_CODE_SAME", current: "RERUN_CODE_CURRENT" } as const;
const ends = {
  cancelled: "TASK_STATE_CANCELLED",
  failed: "TASK_STATE_FAILED",
  succeeded: "TASK_STATE_SUCCEEDED",
} as const;

export function rerunRequest(runId: string, options: RerunOptions): RerunRunRequest {
  const { from = [], only = false, whole = false, code, marks = {}, by = "", reason = "" } = options;
  return {
    runId,
    from: [...from],
    only,
    whole,
    code: code === undefined ? "RERUN_CODE_UNSPECIFIED" : codes[code],
    marksJson: Object.fromEntries(Object.entries(marks).map(([task, output]) => [task, JSON.stringify(output)])),
    by,
    reason,
  };
}

export function endTaskRequest(runId: string, task: string, ending: TaskEnding): EndTaskRequest {
  const output = ending.as === "succeeded" ? ending.output : undefined;
  return {
    runId,
    task,
    as: ends[ending.as],
    outputJson: output === undefined ? "" : JSON.stringify(output),
    by: ending.by ?? "",
    reason: ending.reason ?? "",
  };
}

/** troupe mark: a person says how a task of a live run ends. */
import { userInfo } from "node:os";
import { TroupeError } from "@troupe/core";
import type { TaskEnding } from "@troupe/sdk/client";
import { type ConnectionOptions, type Context, withClient } from "../context.ts";
import { endTask } from "./end-task.ts";
import { parseOutput } from "./rerun.ts";

export interface MarkOptions extends ConnectionOptions {
  readonly result?: string;
  readonly reason?: string;
}

export async function mark(
  context: Context,
  runId: string,
  task: string,
  as: "succeeded" | "failed",
  { result, reason = "", ...options }: MarkOptions,
): Promise<void> {
  if (as === "failed" && result !== undefined)
    throw new TroupeError("--result goes with succeeded; a task that has failed yields nothing", {
      code: "USAGE",
      reaction: "reject",
    });
  const person = { by: userInfo().username, reason };
  const ending: TaskEnding =
    as === "failed" || result === undefined
      ? { ...person, as }
      : { ...person, as, output: parseOutput(result, `--result ${result}`) };
  await withClient(options, (client) => endTask(context, client, runId, task, ending));
}

/** An attempt as a program for the launcher: what the steps of all kinds that are processes have in common. */
import { join } from "node:path";
import { invariant } from "@troupe/core";
import type { PreparedAttempt } from "../ports/executor.ts";
import type { Program } from "../ports/launcher.ts";
import { attemptIdVariable } from "../process-tree/process-table.ts";

export function programOf(
  attempt: PreparedAttempt,
  argv: readonly [string, ...string[]],
  /** Wins over what the attempt was given. */
  environment: Readonly<Record<string, string>> = {},
): Program {
  const { runId, task, codeFolder, resources } = attempt;
  const attemptId = `${runId}/${task}/${attempt.attempt}`;
  const code = codeFolder === null ? {} : { TROUPE_CODE: codeFolder };
  return {
    attemptId,
    folder: folderOf(attempt),
    argv,
    workingFolder: workingFolderOf(attempt),
    environment: { ...attempt.environment, ...environment, ...code, [attemptIdVariable]: attemptId },
    memoryBytes: resources.memoryBytes,
  };
}

/** Laid out by whoever prepares the attempt. */
export function workingFolderOf(attempt: PreparedAttempt): string {
  return join(folderOf(attempt), "work");
}

export function folderOf({ folder, runId, task }: PreparedAttempt): string {
  invariant(folder !== null, `${runId}/${task} is a process and has no folder`);
  return folder;
}

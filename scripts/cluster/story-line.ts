/** One line for what happened to a task of the run, of which there may be hundreds: then most of it is left out. */
import type { RunEventRecord } from "@troupe/sdk/client";

const told: Readonly<Record<string, string>> = {
  AttemptFailed: "an attempt failed",
  TaskSucceeded: "succeeded",
  TaskFailed: "failed",
  RunSucceeded: "succeeded",
  RunFailed: "failed",
};
const manyFrom = 5;

export function storyLine({ name, task, after }: RunEventRecord): string | null {
  if (name === "RunCreated") return null;
  const [, node = task, index] = /^(.*)\[(\d+)\]$/.exec(task ?? "") ?? [];
  if (index !== undefined && Number(index) >= manyFrom) {
    const isHundredth = name === "TaskSucceeded" && Number(index) % 100 === 99;
    return isHundredth ? `${node}[${index}]  succeeded` : null;
  }
  const agent = after?.attempts.at(-1)?.agent;
  if (name === "AttemptStarted") return `${task}  started${agent === undefined ? "" : ` on ${agent}`}`;
  const text = told[name];
  return text === undefined ? null : `${task ?? "run"}  ${text}`;
}

import { taskStatuses } from "@troupe/core";
import type { Client, TaskEnding } from "@troupe/sdk/client";
import type { Context } from "../context.ts";
import { signAndWord, taskLooks } from "../render/states.ts";

/** Ends one task, and says what has become of it. */
export async function endTask(
  { terminal }: Context,
  client: Client,
  runId: string,
  task: string,
  ending: TaskEnding,
): Promise<void> {
  const { style } = terminal;
  const ended = await (await client.run(runId)).endTask(task, ending);
  terminal.say(`${style.bold(ended.name)}  ${signAndWord(taskLooks[ended.state], style)}`);
  if (!taskStatuses[ended.state].terminal)
    terminal.say(style.dim(`its attempt is told to stop, and killed after its grace; then the task is ${ending.as}`));
}

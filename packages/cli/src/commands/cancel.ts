/** troupe cancel: asks a run, or some of its tasks, to end. */
import { userInfo } from "node:os";
import { runStatuses } from "@troupe/core";
import { type ConnectionOptions, type Context, withClient } from "../context.ts";
import { runLooks, signAndWord } from "../render/states.ts";
import { cancelBackfill, isBackfill } from "./backfills.ts";
import { endTask } from "./end-task.ts";

export interface CancelOptions extends ConnectionOptions {
  readonly reason?: string;
  readonly task?: readonly string[];
}

export async function cancel(context: Context, runId: string, options: CancelOptions): Promise<void> {
  const { terminal } = context;
  const { reason = "cancelled from the command line", task = [] } = options;
  const by = userInfo().username;
  if (isBackfill(runId))
    return await withClient(options, (client) => cancelBackfill(context, client, runId, { reason, by }));
  if (task.length > 0)
    return await withClient(options, async (client) => {
      for (const name of task) await endTask(context, client, runId, name, { as: "cancelled", by, reason });
    });
  const run = await withClient(options, async (client) => await (await client.run(runId)).cancel(reason, { by }));
  const state = signAndWord(runLooks[run.state], terminal.style);
  terminal.say(`${terminal.style.bold(run.pipeline)} ${run.id}  ${state}`);
  if (!runStatuses[run.state].terminal)
    terminal.say(terminal.style.dim("running tasks are told to stop, and killed after their grace"));
}

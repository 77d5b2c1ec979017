/** troupe cancel: asks a run to end. */
import { runStatuses } from "@troupe/core";
import { type ConnectionOptions, type Context, withClient } from "../context.ts";
import { runLooks, signAndWord } from "../render/states.ts";

export interface CancelOptions extends ConnectionOptions {
  readonly reason?: string;
}

export async function cancel({ terminal }: Context, runId: string, options: CancelOptions): Promise<void> {
  const { reason = "cancelled from the command line" } = options;
  const run = await withClient(options, async (client) => await (await client.run(runId)).cancel(reason));
  const state = signAndWord(runLooks[run.state], terminal.style);
  terminal.say(`${terminal.style.bold(run.pipeline)} ${run.id}  ${state}`);
  if (!runStatuses[run.state].terminal)
    terminal.say(terminal.style.dim("running tasks are told to stop, and killed after their grace"));
}

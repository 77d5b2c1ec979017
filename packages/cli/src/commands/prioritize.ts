/** troupe prioritize: another place in the queue for a live run. */
import { type ConnectionOptions, type Context, withClient } from "../context.ts";
import { runLooks, signAndWord } from "../render/states.ts";

export async function prioritize(
  { terminal }: Context,
  runId: string,
  priority: number,
  options: ConnectionOptions,
): Promise<void> {
  const run = await withClient(options, async (client) => await (await client.run(runId)).prioritize(priority));
  const state = signAndWord(runLooks[run.state], terminal.style);
  terminal.say(`${terminal.style.bold(run.pipeline)} ${run.id}  ${state}  priority ${run.priority}`);
}

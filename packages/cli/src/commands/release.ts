/** troupe release: lets a run begin that waits for its turn. */
import { type ConnectionOptions, type Context, withClient } from "../context.ts";
import { runLooks, signAndWord } from "../render/states.ts";

export async function release({ terminal }: Context, runId: string, options: ConnectionOptions): Promise<void> {
  const run = await withClient(options, async (client) => await (await client.run(runId)).release());
  terminal.say(`${terminal.style.bold(run.pipeline)} ${run.id}  ${signAndWord(runLooks[run.state], terminal.style)}`);
}

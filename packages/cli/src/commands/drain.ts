/** troupe drain: no new work for an agent, or work again. */
import { type ConnectionOptions, type Context, withClient } from "../context.ts";
import { count } from "../render/amount.ts";
import { agentState } from "../render/columns.ts";

export interface DrainOptions extends ConnectionOptions {
  readonly resume?: boolean;
}

export async function drain({ terminal }: Context, id: string, options: DrainOptions): Promise<void> {
  const { style } = terminal;
  const { resume = false } = options;
  const agent = await withClient(options, (client) => client.drain(id, { resume }));
  const left = resume ? "" : style.dim(`  ${count(agent.attempts.length, "task")} still running`);
  terminal.say(`${style.bold(agent.id)}  ${agentState(agent, style)}${left}`);
}

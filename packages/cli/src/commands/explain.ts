/** troupe explain: why a task has not started. */
import { type ConnectionOptions, type Context, withClient } from "../context.ts";
import { explanationText } from "../describe/explanation-text.ts";
import { type OutputFormat, printDetail } from "../output-format.ts";

export interface ExplainOptions extends ConnectionOptions {
  readonly output?: OutputFormat;
}

export async function explain(
  { terminal, now }: Context,
  runId: string,
  task: string | undefined,
  options: ExplainOptions,
): Promise<void> {
  const item = await withClient(options, async (client) => await (await client.run(runId)).explain(task));
  const text = explanationText(item, { now: now(), style: terminal.dataStyle });
  printDetail(terminal, options.output, { item, name: item.task ?? item.runId, text });
}

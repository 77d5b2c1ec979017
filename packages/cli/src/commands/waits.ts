/** troupe get waits: what tasks wait for without an agent. */
import { type Context, withClient } from "../context.ts";
import { printList } from "../output-format.ts";
import { waitColumns } from "../render/wait-columns.ts";
import type { GetOptions } from "./get.ts";

export interface GetWaitsOptions extends GetOptions {
  readonly pipeline?: string;
  readonly run?: string;
}

export async function getWaits({ terminal, now }: Context, options: GetWaitsOptions): Promise<void> {
  const { pipeline, run } = options;
  const filter = { ...(pipeline === undefined ? {} : { pipeline }), ...(run === undefined ? {} : { runId: run }) };
  const items = await withClient(options, (client) => client.waits(filter));
  const columns = waitColumns(now(), terminal.dataStyle);
  const none = "no task waits for a time, a dataset, a person or another run";
  printList(terminal, options.output, { items, columns, name: ({ runId, task }) => `${runId} ${task}`, none });
}

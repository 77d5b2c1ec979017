/** troupe get: lists. */
import type { RunCause, RunStatus } from "@troupe/core";
import { type ConnectionOptions, type Context, withClient } from "../context.ts";
import { type OutputFormat, printList } from "../output-format.ts";
import { agentColumns, pipelineColumns, runColumns, taskColumns } from "../render/columns.ts";

export interface GetOptions extends ConnectionOptions {
  readonly output?: OutputFormat;
}

export interface GetRunsOptions extends GetOptions {
  readonly pipeline?: string;
  readonly state?: readonly RunStatus[];
  readonly cause?: RunCause["kind"];
  readonly parent?: string;
  readonly dataset?: string;
  readonly limit: number;
}

export async function getPipelines({ terminal, now }: Context, options: GetOptions): Promise<void> {
  const items = await withClient(options, (client) => client.pipelines());
  const columns = pipelineColumns(now(), terminal.dataStyle);
  const none = "no pipeline is applied; apply one with: troupe apply FILE";
  printList(terminal, options.output, { items, columns, name: ({ name }) => name, none });
}

export async function getRuns({ terminal, now }: Context, options: GetRunsOptions): Promise<void> {
  const { pipeline, state, cause, parent, dataset, limit } = options;
  const filter = {
    limit,
    ...(pipeline === undefined ? {} : { pipeline }),
    ...(state === undefined ? {} : { states: state }),
    ...(cause === undefined ? {} : { cause }),
    ...(parent === undefined ? {} : { parent }),
    ...(dataset === undefined ? {} : { dataset }),
  };
  const items = await withClient(options, (client) => client.runs(filter));
  const columns = runColumns(now(), terminal.dataStyle);
  const none = "no such runs; start one with: troupe run FILE";
  printList(terminal, options.output, { items, columns, name: ({ id }) => id, none });
}

export async function getTasks({ terminal, now }: Context, runId: string, options: GetOptions): Promise<void> {
  const items = await withClient(options, async (client) => await (await client.run(runId)).tasks());
  const columns = taskColumns(now(), terminal.dataStyle);
  printList(terminal, options.output, { items, columns, name: ({ name }) => name, none: "this run has no tasks" });
}

export async function getAgents({ terminal, now }: Context, options: GetOptions): Promise<void> {
  const items = await withClient(options, (client) => client.agents());
  const columns = agentColumns(now(), terminal.dataStyle);
  const none = "no agent has come yet; start one with: troupe agent";
  printList(terminal, options.output, { items, columns, name: ({ id }) => id, none });
}

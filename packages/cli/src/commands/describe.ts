/** troupe describe: one thing in full. */
import { type ConnectionOptions, type Context, withClient } from "../context.ts";
import { agentText } from "../describe/agent-text.ts";
import { notificationsText } from "../describe/notifications-text.ts";
import { pipelineText } from "../describe/pipeline-text.ts";
import { runText } from "../describe/run-text.ts";
import { taskText } from "../describe/task-text.ts";
import { type OutputFormat, printDetail } from "../output-format.ts";

export interface DescribeOptions extends ConnectionOptions {
  readonly output?: OutputFormat;
}

export async function describeRun({ terminal, now }: Context, runId: string, options: DescribeOptions): Promise<void> {
  const { run, tasks, children, notifications } = await withClient(options, async (client) => {
    const handle = await client.run(runId);
    const parent = handle.id;
    const [run, tasks, children, notifications] = await Promise.all([
      handle.get(),
      handle.tasks(),
      client.runs({ parent, limit: 50 }),
      client.notifications(handle.id),
    ]);
    return { run, tasks, children, notifications };
  });
  const view = { now: now(), style: terminal.dataStyle };
  const told = notificationsText(notifications, view);
  const text = [runText({ run, tasks, children }, view), told].filter(Boolean).join("\n\n");
  const item = { ...run, taskList: tasks, children, notifications };
  printDetail(terminal, options.output, { item, name: run.id, text });
}

export async function describeTask(
  { terminal, now }: Context,
  runId: string,
  name: string,
  options: DescribeOptions,
): Promise<void> {
  const { id, task } = await withClient(options, async (client) => {
    const handle = await client.run(runId);
    return { id: handle.id, task: await handle.task(name) };
  });
  const text = taskText(id, task, { now: now(), style: terminal.dataStyle });
  printDetail(terminal, options.output, { item: task, name: task.name, text });
}

export async function describePipeline(
  { terminal, now }: Context,
  name: string,
  options: DescribeOptions,
): Promise<void> {
  const pipeline = await withClient(options, (client) => client.pipeline(name));
  const text = pipelineText(pipeline, { now: now(), style: terminal.dataStyle });
  printDetail(terminal, options.output, { item: pipeline, name: pipeline.name, text });
}

export async function describeAgent({ terminal, now }: Context, id: string, options: DescribeOptions): Promise<void> {
  const agent = await withClient(options, (client) => client.agent(id));
  const text = agentText(agent, { now: now(), style: terminal.dataStyle });
  printDetail(terminal, options.output, { item: agent, name: agent.id, text });
}

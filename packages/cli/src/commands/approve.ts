/** troupe approve, troupe get approvals: what runs ask people. */
import { userInfo } from "node:os";
import { isObject } from "@troupe/core";
import type { Task } from "@troupe/sdk/client";
import { type ConnectionOptions, type Context, withClient } from "../context.ts";
import { printList } from "../output-format.ts";
import { approvalColumns } from "../render/columns.ts";
import { signAndWord, taskLooks } from "../render/states.ts";
import type { GetOptions } from "./get.ts";

export interface ApproveOptions extends ConnectionOptions {
  readonly reject?: boolean;
  readonly reason?: string;
  readonly by?: string;
}

export async function approve(
  { terminal }: Context,
  runId: string,
  task: string,
  { reject = false, reason = "", by = userInfo().username, ...options }: ApproveOptions,
): Promise<void> {
  const decision = reject ? "rejected" : "approved";
  const answered = await withClient(options, async (client) => {
    const { id } = await client.run(runId);
    return await client.answer(id, task, { decision, by, reason });
  });
  const state = signAndWord(taskLooks[answered.state], terminal.style);
  terminal.say(`${terminal.style.bold(answered.name)}  ${decision} by ${recorded(answered) ?? by}  ${state}`);
}

/** Whom the token names, where it names somebody. A rejection that fails the task has no output. */
function recorded({ output }: Task): string | undefined {
  return isObject(output) && typeof output.by === "string" ? output.by : undefined;
}

export interface GetApprovalsOptions extends GetOptions {
  readonly pipeline?: string;
  readonly run?: string;
}

export async function getApprovals({ terminal, now }: Context, options: GetApprovalsOptions): Promise<void> {
  const { pipeline, run } = options;
  const filter = { ...(pipeline === undefined ? {} : { pipeline }), ...(run === undefined ? {} : { runId: run }) };
  const items = await withClient(options, (client) => client.approvals(filter));
  const columns = approvalColumns(now(), terminal.dataStyle);
  const none = "nobody is asked anything";
  printList(terminal, options.output, { items, columns, name: ({ runId, task }) => `${runId} ${task}`, none });
}

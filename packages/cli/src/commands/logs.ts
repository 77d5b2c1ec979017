/** troupe logs: what tasks wrote, as it is for one task, with its name before each line for several. */
import { type LogStreamName, taskStatuses } from "@troupe/core";
import type { LogChunk, RunHandle, RunUpdate, Task } from "@troupe/sdk/client";
import { type ConnectionOptions, type Context, withClient } from "../context.ts";
import { LinePrefixer } from "../logs/line-prefixer.ts";
import { Merge } from "../logs/merge.ts";
import { bytes } from "../render/amount.ts";

export interface LogsOptions extends ConnectionOptions {
  readonly follow?: boolean;
  readonly attempt?: number;
  readonly stream?: LogStreamName;
  readonly tail?: number;
}

export async function logs(
  context: Context,
  runId: string,
  tasks: readonly string[],
  options: LogsOptions,
): Promise<void> {
  await withClient(options, async (client) => {
    const handle = await client.run(runId);
    const [only, ...others] = tasks;
    if (only !== undefined && others.length === 0) return await oneTask(context, handle, only, options);
    const chunks = options.follow ? followed(context, handle, tasks, options) : written(handle, tasks, options);
    await interleaved(context, chunks);
  });
}

async function oneTask(
  { terminal, interrupted }: Context,
  handle: RunHandle,
  name: string,
  options: LogsOptions,
): Promise<void> {
  // A name that is wrong is found out here, with the names that there are, not by a log that stays empty.
  await handle.task(name);
  for await (const chunk of handle.logs(name, { ...request(options), signal: interrupted })) {
    sayGap(terminal, chunk);
    terminal.raw(chunk.data);
  }
}

function request({ follow, attempt, stream, tail }: LogsOptions) {
  return {
    ...(follow === undefined ? {} : { follow }),
    ...(attempt === undefined ? {} : { attempt }),
    ...(stream === undefined ? {} : { streams: [stream] }),
    ...(tail === undefined ? {} : { tailBytes: tail }),
  };
}

async function interleaved({ terminal }: Context, chunks: AsyncIterable<LogChunk>): Promise<void> {
  const prefixer = new LinePrefixer(terminal.dataStyle);
  let isEmpty = true;
  for await (const chunk of chunks) {
    isEmpty = false;
    sayGap(terminal, chunk);
    for (const line of prefixer.add(chunk)) terminal.out(line);
  }
  for (const line of prefixer.end()) terminal.out(line);
  if (isEmpty) terminal.say(terminal.style.dim("no task has written anything"));
}

/** One task after the other, in the order of the definition. */
async function* written(handle: RunHandle, names: readonly string[], options: LogsOptions): AsyncGenerator<LogChunk> {
  const isWanted = wanted(names);
  for (const { name, attempts } of await handle.tasks())
    if (isWanted(name) && attempts.length > 0) yield* handle.logs(name, request(options));
}

/** Every task as it writes, from its first attempt on, until the run has ended. */
async function* followed(
  { interrupted }: Context,
  handle: RunHandle,
  names: readonly string[],
  options: LogsOptions,
): AsyncGenerator<LogChunk> {
  const isWanted = wanted(names);
  const merge = new Merge<LogChunk>();
  const seen = new Set<string>();
  const follow = ({ name, attempts, state }: Task): void => {
    if (seen.has(name) || !isWanted(name) || attempts.length === 0) return;
    seen.add(name);
    const isOver = taskStatuses[state].terminal;
    merge.add(handle.logs(name, { ...request(options), follow: !isOver, signal: interrupted }));
  };
  merge.waitFor(discover(handle.watch({ signal: interrupted }), follow));
  yield* merge;
}

async function discover(updates: AsyncIterable<RunUpdate>, found: (task: Task) => void): Promise<void> {
  for await (const update of updates) {
    if (update.type === "snapshot") for (const task of update.tasks) found(task);
    else if (update.type === "event" && update.after !== null) found(update.after);
  }
}

/** All tasks, those named, or all tasks of a map by the name of its step. */
function wanted(names: readonly string[]): (name: string) => boolean {
  return (name) => names.length === 0 || names.includes(name) || names.includes(name.replace(/\[.*$/, ""));
}

function sayGap({ say, style }: Context["terminal"], { task, stream, gap }: LogChunk): void {
  if (gap > 0) say(style.warn(`${bytes(gap)} of ${task}'s ${stream} are lost`));
}

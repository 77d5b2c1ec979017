/** troupe logs: what tasks wrote, as it is for one task, with its name before each line for several. */
import type { LogStreamName } from "@troupe/core";
import type { LogChunk, LogOptions, RunHandle } from "@troupe/sdk/client";
import { type ConnectionOptions, type Context, withClient } from "../context.ts";
import { type Chosen, choose } from "../logs/choose.ts";
import { followedLogs } from "../logs/followed-logs.ts";
import { LinePrefixer } from "../logs/line-prefixer.ts";
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
  names: readonly string[],
  options: LogsOptions,
): Promise<void> {
  const { interrupted: signal } = context;
  await withClient(options, async (client) => {
    const handle = await client.run(runId);
    const chosen = await choose(client, handle, names);
    const request = requestOf(options, signal);
    if (chosen.only !== null) return await raw(context, handle.logs(chosen.only, request));
    const chunks = options.follow ? followedLogs(handle, chosen, request) : written(handle, chosen, request);
    await prefixed(context, chunks);
  });
}

function requestOf({ follow, attempt, stream, tail }: LogsOptions, signal: AbortSignal): LogOptions {
  return {
    signal,
    ...(follow === undefined ? {} : { follow }),
    ...(attempt === undefined ? {} : { attempt }),
    ...(stream === undefined ? {} : { streams: [stream] }),
    ...(tail === undefined ? {} : { tailLines: tail }),
  };
}

async function raw({ terminal }: Context, chunks: AsyncIterable<LogChunk>): Promise<void> {
  for await (const chunk of chunks) {
    sayGap(terminal, chunk);
    await terminal.write(chunk.data);
  }
}

async function prefixed({ terminal }: Context, chunks: AsyncIterable<LogChunk>): Promise<void> {
  const prefixer = new LinePrefixer(terminal.dataStyle);
  const write = async (lines: readonly string[]): Promise<void> => {
    if (lines.length > 0) await terminal.write(`${lines.join("\n")}\n`);
  };
  let isEmpty = true;
  for await (const chunk of chunks) {
    isEmpty = false;
    sayGap(terminal, chunk);
    await write(prefixer.add(chunk));
  }
  await write(prefixer.end());
  if (isEmpty) terminal.say(terminal.style.dim("no task has written anything"));
}

/** One task after the other, in the order of the definition. */
async function* written(handle: RunHandle, { tasks }: Chosen, request: LogOptions): AsyncGenerator<LogChunk> {
  for (const { name, attempts } of tasks) if (attempts.length > 0) yield* handle.logs(name, request);
}

function sayGap({ say, style }: Context["terminal"], { task, stream, gap }: LogChunk): void {
  if (gap > 0) say(style.warn(`${bytes(gap)} of ${task}'s ${stream} are lost`));
}

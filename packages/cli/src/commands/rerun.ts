/** troupe rerun: a new run of one that has ended, of as much of it as must be done again. */
import { userInfo } from "node:os";
import type { Json } from "@troupe/core";
import { TroupeError } from "@troupe/core";
import type { RerunOptions, RerunPreview } from "@troupe/sdk/client";
import { type ConnectionOptions, type Context, withClient } from "../context.ts";
import { type ExitCode, exitCodes } from "../exit-code.ts";
import { type OutputFormat, printData } from "../output-format.ts";
import { count } from "../render/amount.ts";
import type { Style } from "../render/style.ts";
import { table } from "../render/table.ts";
import { shortDigest } from "../render/text.ts";
import { attend } from "../run-view/attend.ts";
import { isBackfill, rerunBackfill } from "./backfills.ts";
import { detached } from "./detached.ts";

export interface RerunCommandOptions extends ConnectionOptions {
  readonly output?: OutputFormat;
  readonly from?: readonly string[];
  readonly only?: readonly string[];
  readonly all?: boolean;
  readonly code?: "same" | "current";
  readonly mark?: readonly string[];
  readonly reason?: string;
  readonly dryRun?: boolean;
  readonly detach?: boolean;
  readonly requestId?: string;
}

/** More tasks than anybody reads. */
const shown = 40;

export async function rerun(context: Context, runId: string, options: RerunCommandOptions): Promise<ExitCode> {
  const request = requestOf(options);
  const { terminal } = context;
  return await withClient(options, async (client) => {
    if (isBackfill(runId)) {
      await rerunBackfill(context, client, runId);
      return exitCodes.ok;
    }
    if (options.dryRun) {
      const preview = await client.previewRerun(runId, request);
      if (options.output === "json" || options.output === "yaml") printData(terminal, options.output, preview);
      else terminal.out(previewText(preview, terminal.dataStyle));
      return exitCodes.ok;
    }
    const handle = await client.rerun(runId, request);
    if (options.detach) return await detached(context, client, handle, options.output);
    const { spec } = await client.pipeline(handle.pipeline, (await handle.get()).version);
    return await attend(context, client, handle, {
      nodes: spec?.nodes.map(({ id }) => id) ?? [],
      output: options.output,
    });
  });
}

function previewText({ version, again, againCount, keptCount }: RerunPreview, style: Style): string {
  const more = againCount > shown ? [style.dim(`and ${againCount - shown} more`)] : [];
  const rows = table(
    again.slice(0, shown),
    [
      { title: "RUNS AGAIN", cell: ({ task }) => task },
      { title: "BECAUSE", cell: ({ because }) => because },
    ],
    style.dim,
  );
  const kept = `${count(keptCount, "result")} kept, on version ${shortDigest(version)}`;
  return [...(again.length === 0 ? [] : [rows]), ...more, style.dim(kept)].join("\n");
}

function requestOf(options: RerunCommandOptions): RerunOptions {
  const { from = [], only = [], all = false, code, mark = [], reason, requestId } = options;
  return {
    from: [...from, ...only],
    only: only.length > 0,
    whole: all,
    marks: Object.fromEntries(mark.map(markOf)),
    by: userInfo().username,
    ...(code === undefined ? {} : { code }),
    ...(reason === undefined ? {} : { reason }),
    ...(requestId === undefined ? {} : { requestId }),
  };
}

function markOf(pair: string): readonly [task: string, output: Json] {
  const at = pair.indexOf("=");
  const [task, text] = at < 0 ? [pair, "null"] : [pair.slice(0, at), pair.slice(at + 1)];
  return [task, parseOutput(text, `--mark ${pair}`)];
}

export function parseOutput(text: string, what: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch (cause) {
    const message = `${what} is not JSON (${(cause as Error).message}); write for example '{"accuracy": 0.9}', and quotes around a text`;
    throw new TroupeError(message, { code: "USAGE", reaction: "reject", cause });
  }
}

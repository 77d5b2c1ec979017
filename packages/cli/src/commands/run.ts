/** troupe run: applies a file, or takes an applied pipeline, and starts a run of it. */
import { type PipelineSpec, TroupeError } from "@troupe/core";
import type { Client } from "@troupe/sdk/client";
import { type ConnectionOptions, type Context, withClient } from "../context.ts";
import type { ExitCode } from "../exit-code.ts";
import type { OutputFormat } from "../output-format.ts";
import { readParams } from "../run-params.ts";
import { attend } from "../run-view/attend.ts";
import { appliedText } from "./apply.ts";
import { readDate } from "./backfills.ts";
import { bundleFile, onlyPipeline, parseEntry } from "./bundle-file.ts";
import { detached } from "./detached.ts";

export interface RunOptions extends ConnectionOptions {
  readonly output?: OutputFormat;
  readonly param?: readonly string[];
  readonly params?: string;
  readonly detach?: boolean;
  readonly cache?: boolean;
  readonly requestId?: string;
  readonly intervalStart?: string;
  readonly intervalEnd?: string;
  readonly priority?: number;
}

export async function run(context: Context, subject: string, options: RunOptions): Promise<ExitCode> {
  return await withClient(options, async (client) => {
    const spec = await find(context, client, subject);
    const params = await readParams({ pairs: options.param ?? [], file: options.params }, spec.params);
    const { requestId, priority } = options;
    const handle = await client.submit(spec.name, params, {
      skipCache: options.cache === false,
      ...(requestId === undefined ? {} : { requestId }),
      ...intervalOf(spec, options),
      ...(priority === undefined ? {} : { priority }),
    });
    if (options.detach) return await detached(context, client, handle, options.output);
    const nodes = spec.nodes.map(({ id }) => id);
    return await attend(context, client, handle, { nodes, output: options.output });
  });
}

/** Instants are of the schedule's zone, as its ticks are. */
function intervalOf({ schedule }: PipelineSpec, { intervalStart, intervalEnd }: RunOptions) {
  if (intervalStart === undefined && intervalEnd === undefined) return {};
  if (intervalStart === undefined || intervalEnd === undefined) {
    const message = "--interval-start and --interval-end go together; give both, or neither for the last interval";
    throw new TroupeError(message, { code: "USAGE", reaction: "reject" });
  }
  const zone = schedule?.kind === "cron" ? schedule.timezone : "UTC";
  const start = readDate("--interval-start", intervalStart, zone);
  return { interval: { start, end: readDate("--interval-end", intervalEnd, zone) } };
}

async function find(context: Context, client: Client, subject: string): Promise<PipelineSpec> {
  const entry = parseEntry(subject);
  if (entry === null) {
    const { name, spec } = await client.pipeline(subject);
    return spec ?? { format: 1, name, params: true, steps: {}, nodes: [] };
  }
  const bundle = await bundleFile(context, entry);
  const { spec } = onlyPipeline(bundle, entry.file);
  for (const applied of await client.apply(bundle)) context.terminal.say(appliedText(applied, context.terminal.style));
  return spec;
}

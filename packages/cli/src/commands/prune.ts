/** troupe prune: removes runs that are not kept any more, or says which those are. */
import type { Pruned } from "@troupe/sdk/client";
import { type ConnectionOptions, type Context, withClient } from "../context.ts";
import { prunedText } from "../describe/pruned-text.ts";
import { type OutputFormat, printData } from "../output-format.ts";

export interface PruneOptions extends ConnectionOptions {
  readonly dryRun?: boolean;
  readonly output?: OutputFormat;
}

export async function prune({ terminal, now }: Context, options: PruneOptions): Promise<void> {
  const isPreview = options.dryRun === true;
  const pruned: Pruned = await withClient(options, (client) => client.prune({ dryRun: isPreview }));
  if (options.output === "json" || options.output === "yaml") printData(terminal, options.output, pruned);
  else terminal.out(prunedText(pruned, { now: now(), style: terminal.dataStyle, isPreview }));
}

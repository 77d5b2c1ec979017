/** troupe version. */
import type { Context } from "../context.ts";
import { type OutputFormat, printDetail } from "../output-format.ts";
import { version } from "../package.ts";

export interface VersionOptions {
  readonly output?: OutputFormat;
}

export async function showVersion({ terminal }: Context, options: VersionOptions): Promise<void> {
  const item = { troupe: version, node: process.versions.node, platform: `${process.platform}-${process.arch}` };
  const text = `troupe ${item.troupe} (Node ${item.node}, ${item.platform})`;
  printDetail(terminal, options.output, { item, name: item.troupe, text });
}

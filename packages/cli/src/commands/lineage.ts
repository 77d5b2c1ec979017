/** troupe lineage: what made an artifact, and what used it. */
import { type ConnectionOptions, type Context, withClient } from "../context.ts";
import { lineageText } from "../describe/lineage-text.ts";
import { type OutputFormat, printDetail } from "../output-format.ts";

export interface LineageOptions extends ConnectionOptions {
  readonly output?: OutputFormat;
  /** Readers that are shown, newest first. */
  readonly limit: number;
}

export async function lineage({ terminal, now }: Context, digest: string, options: LineageOptions): Promise<void> {
  const { limit } = options;
  const item = await withClient(options, (client) => client.lineage(digest, { limit }));
  const text = lineageText(item, { now: now(), style: terminal.dataStyle });
  printDetail(terminal, options.output, { item, name: item.digest, text });
}

/** troupe apply: registers the pipelines of a file. */
import type { Applied } from "@troupe/sdk/client";
import { type ConnectionOptions, type Context, withClient } from "../context.ts";
import { type OutputFormat, printData } from "../output-format.ts";
import type { Style } from "../render/style.ts";
import { shortDigest } from "../render/text.ts";
import { bundleFile, parseEntry } from "./bundle-file.ts";

export interface ApplyOptions extends ConnectionOptions {
  readonly output?: OutputFormat;
}

export async function apply(context: Context, file: string, options: ApplyOptions): Promise<void> {
  const { terminal } = context;
  const bundle = await bundleFile(context, parseEntry(file) ?? { file, pipeline: null });
  const applied = await withClient(options, (client) => client.apply(bundle));
  if (options.output === "json" || options.output === "yaml") return printData(terminal, options.output, applied);
  for (const one of applied)
    terminal.out(options.output === "name" ? one.pipeline.name : appliedText(one, terminal.dataStyle));
}

export function appliedText({ pipeline, changed }: Applied, style: Style): string {
  const what = changed ? style.good("applied") : style.dim("unchanged");
  return `${style.bold(pipeline.name)}  ${what}  ${style.dim(`version ${shortDigest(pipeline.version)}`)}`;
}

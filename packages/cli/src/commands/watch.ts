/** troupe watch: looks at a run until it ends. */
import { type ConnectionOptions, type Context, withClient } from "../context.ts";
import type { ExitCode } from "../exit-code.ts";
import type { OutputFormat } from "../output-format.ts";
import { attend } from "../run-view/attend.ts";

export interface WatchOptions extends ConnectionOptions {
  readonly output?: OutputFormat;
}

export async function watch(context: Context, runId: string, options: WatchOptions): Promise<ExitCode> {
  return await withClient(options, async (client) => {
    const handle = await client.run(runId);
    const { version } = await handle.get();
    const { spec } = await client.pipeline(handle.pipeline, version);
    const nodes = spec?.nodes.map(({ id }) => id) ?? [];
    return await attend(context, client, handle, { nodes, output: options.output });
  });
}

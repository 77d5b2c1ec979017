/** troupe status, troupe reclaim: the cluster as it is, and space for its store. */
import { type ConnectionOptions, type Context, withClient } from "../context.ts";
import { clusterText, storeText } from "../describe/cluster-text.ts";
import { type OutputFormat, printData, printDetail } from "../output-format.ts";

export interface StatusOptions extends ConnectionOptions {
  readonly output?: OutputFormat;
}

export async function status({ terminal, now }: Context, options: StatusOptions): Promise<void> {
  const cluster = await withClient(options, (client) => client.cluster());
  const text = clusterText(cluster, { now: now(), style: terminal.dataStyle });
  printDetail(terminal, options.output, { item: cluster, name: cluster.name, text });
}

export async function reclaim({ terminal }: Context, options: StatusOptions): Promise<void> {
  const store = await withClient(options, (client) => client.reclaimStore());
  if (options.output === "json" || options.output === "yaml") printData(terminal, options.output, store);
  else terminal.say(storeText(store, terminal.style));
}

/** troupe notify test: does a connection work? */
import { type ConnectionOptions, type Context, withClient } from "../context.ts";

export interface NotifyTestOptions extends ConnectionOptions {
  readonly to?: readonly string[];
}

export async function notifyTest(
  { terminal }: Context,
  name: string,
  { to = [], ...options }: NotifyTestOptions,
): Promise<void> {
  const kind = await withClient(options, (client) => client.testConnection(name, to));
  const whom = to.length === 0 ? "" : ` to ${to.join(", ")}`;
  terminal.out(`sent a test by ${name} (${kind})${whom}`);
}

/** troupe console: its address, and a browser on it. */
import { TroupeError } from "@troupe/core";
import { consoleUrl, runPath } from "../console/console-url.ts";
import { openBrowser } from "../console/open-browser.ts";
import { type ConnectionOptions, type Context, withClient } from "../context.ts";

export interface ConsoleOptions extends ConnectionOptions {
  /** False with --no-open. */
  readonly open: boolean;
}

export async function openConsole(
  { terminal, env }: Context,
  runId: string | undefined,
  options: ConsoleOptions,
): Promise<void> {
  const url = await withClient(options, async (client) => {
    const path = runId === undefined ? "/" : runPath((await client.run(runId)).id);
    return await consoleUrl(client, path, "any");
  });
  if (url === null) throw notServed();
  terminal.out(url);
  // A script that reads the address has no use for a window.
  if (!options.open || !terminal.isInteractive) return;
  const whyNot = await openBrowser(url, env);
  if (whyNot !== null) terminal.say(terminal.style.dim(`not opened: ${whyNot}`));
}

function notServed(): TroupeError {
  return new TroupeError("that coordinator serves no browsers, or does not say where; start it with --http", {
    code: "NO_CONSOLE",
    reaction: "reject",
  });
}

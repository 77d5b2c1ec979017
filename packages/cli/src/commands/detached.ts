import type { Client, RunHandle } from "@troupe/sdk/client";
import { consoleUrlIfAny, runPath } from "../console/console-url.ts";
import type { Context } from "../context.ts";
import { type ExitCode, exitCodes } from "../exit-code.ts";
import { type OutputFormat, printData } from "../output-format.ts";

/** Leaves a run that was started. Its id is data: a script keeps it. */
export async function detached(
  { terminal }: Context,
  client: Client,
  handle: RunHandle,
  output: OutputFormat | undefined,
): Promise<ExitCode> {
  if (output === "json" || output === "yaml") printData(terminal, output, await handle.get());
  else terminal.out(handle.id);
  const consoleUrl = await consoleUrlIfAny(client, runPath(handle.id));
  if (consoleUrl !== null) terminal.say(`${terminal.style.dim("console")}  ${terminal.style.code(consoleUrl)}`);
  terminal.say(terminal.style.dim(`watch it with: troupe watch ${handle.id}`));
  return exitCodes.ok;
}

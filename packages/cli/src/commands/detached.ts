import type { RunHandle } from "@troupe/sdk/client";
import type { Context } from "../context.ts";
import { type ExitCode, exitCodes } from "../exit-code.ts";
import { type OutputFormat, printData } from "../output-format.ts";

/** Leaves a run that was started. Its id is data: a script keeps it. */
export async function detached(
  { terminal }: Context,
  handle: RunHandle,
  output: OutputFormat | undefined,
): Promise<ExitCode> {
  if (output === "json" || output === "yaml") printData(terminal, output, await handle.get());
  else terminal.out(handle.id);
  terminal.say(terminal.style.dim(`watch it with: troupe watch ${handle.id}`));
  return exitCodes.ok;
}

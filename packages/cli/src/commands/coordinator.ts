/** troupe coordinator: a coordinator, until it is told to end. */
import { loadSettings, runCoordinator, type SettingName, startCoordinator } from "@troupe/coordinator";
import type { Context } from "../context.ts";
import type { ExitCode } from "../exit-code.ts";
import { openLog } from "../process-log.ts";

export type CoordinatorOptions = Partial<Record<SettingName | "config", string>>;

export async function coordinator(context: Context, options: CoordinatorOptions): Promise<ExitCode> {
  const { config, ...flags } = options;
  const settings = loadSettings({ flags, configFile: config, env: context.env });
  const log = await openLog(context.terminal, settings.logLevel);
  // It handles its signals itself.
  context.onInterrupt(() => {});
  return (await runCoordinator((signal) => startCoordinator(settings, log, undefined, signal), log)) as ExitCode;
}

/** troupe coordinator: a coordinator, until it is told to end. */
import { type Coordinator, loadSettings, type SettingName, startCoordinator, untilStopped } from "@troupe/coordinator";
import type { Context } from "../context.ts";
import type { ExitCode } from "../exit-code.ts";
import { openLog } from "../process-log.ts";

export type CoordinatorOptions = Partial<Record<SettingName | "config", string>>;

export async function coordinator({ terminal }: Context, options: CoordinatorOptions): Promise<ExitCode> {
  const { config, ...flags } = options;
  const settings = loadSettings({ flags, configFile: config });
  const log = await openLog(terminal, settings.logLevel);
  const running: Coordinator = await startCoordinator(settings, log);
  return (await untilStopped(running, log)) as ExitCode;
}

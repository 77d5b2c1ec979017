/** troupe agent: an agent, until it is told to end, or has been drained. */
import { loadSettings, type SettingName, startAgent } from "@troupe/agent";
import { giveBackWhatStartingTook } from "@troupe/engine/adapters";
import { findEndpoint } from "@troupe/sdk/client";
import type { Context } from "../context.ts";
import { type ExitCode, exitCodes } from "../exit-code.ts";
import { openLog } from "../process-log.ts";
import { untilTold } from "../until-told.ts";

/** By then everything is loaded, and it has hardly been given work. */
const settledMs = 300;

export type AgentOptions = Partial<Record<SettingName | "config", string>>;

export async function agent(context: Context, options: AgentOptions): Promise<ExitCode> {
  const { config, ...flags } = options;
  // A coordinator of this machine announces where it is, and its token; naming one is for the others.
  const { address, token, trust, trustIsAnnounced } = await findEndpoint({}, withoutTls(context.env));
  const isNamed = flags.coordinators !== undefined || Boolean(context.env.TROUPE_COORDINATOR) || config !== undefined;
  const settings = loadSettings({
    flags: isNamed ? flags : { ...flags, coordinators: address },
    configFile: config,
    env: context.env,
  });
  const isLocal = settings.coordinators.includes(address) && settings.tokenFile === null && token !== null;
  const certificate = trustIsAnnounced ? (trust?.ca.toString() ?? null) : null;
  const log = await openLog(context.terminal, settings.logLevel);
  const told = untilTold(context);
  // SAFETY: sessions and timers alone keep no process alive, and an agent has to outlive its coordinator.
  const alive = setInterval(() => undefined, 2 ** 30);
  try {
    const running = await startAgent(settings, isLocal ? { log, token, certificate } : { log });
    const settled = setTimeout(giveBackWhatStartingTook, settledMs);
    await told;
    clearTimeout(settled);
    await running.stop();
  } finally {
    clearInterval(alive);
  }
  return exitCodes.ok;
}

/** These are for the agent itself, beside its flags. */
function withoutTls(env: Context["env"]): Context["env"] {
  const { TROUPE_CA: _ca, TROUPE_CERT: _cert, TROUPE_KEY: _key, ...others } = env;
  return others;
}

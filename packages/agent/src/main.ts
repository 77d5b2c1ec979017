#!/usr/bin/env node
/** The agent's process: `node packages/agent/src/main.ts --coordinator HOST:PORT`. */
import { once } from "node:events";
import { TroupeError } from "@troupe/core";
import { loadSettings } from "./config/load-settings.ts";
import { helpText, readFlags } from "./config/read-flags.ts";
import type { Agent } from "./main/running-agent.ts";
import { startAgent } from "./main/start-agent.ts";

async function main(args: readonly string[]): Promise<number> {
  const { flags, configFile, help } = readFlags(args);
  if (help) {
    process.stdout.write(helpText());
    return 0;
  }
  const settings = loadSettings({ flags, configFile });
  await untilStopped(await startAgent(settings));
  return 0;
}

/** A second signal waits for nothing more. */
async function untilStopped(agent: Agent): Promise<void> {
  // Sessions and timers alone keep no process alive: without a coordinator there is nothing else.
  const alive = setInterval(() => undefined, 2 ** 30);
  await Promise.race([once(process, "SIGTERM"), once(process, "SIGINT")]);
  const again = (): void => void agent.stop();
  process.on("SIGTERM", again).on("SIGINT", again);
  await agent.stop();
  clearInterval(alive);
}

function report(error: unknown): number {
  // What somebody can mend is said in words; a stack is for what only we can mend.
  console.error("troupe agent:", error instanceof TroupeError ? `${error.message} [${error.code}]` : error);
  return error instanceof TroupeError && error.code === "INVALID_SETTING" ? 2 : 1;
}

process.exitCode = await main(process.argv.slice(2)).catch(report);

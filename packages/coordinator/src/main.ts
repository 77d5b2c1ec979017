#!/usr/bin/env node
/** The coordinator's process: `node packages/coordinator/src/main.ts --data-dir DIR`. */
import { TroupeError } from "@troupe/core";
import { loadSettings } from "./config/load-settings.ts";
import { helpText, readFlags } from "./config/read-flags.ts";
import { openProcessLog } from "./main/process-log.ts";
import { runCoordinator, startExitCode } from "./main/run-process.ts";
import { startCoordinator } from "./main/start-coordinator.ts";

async function main(args: readonly string[]): Promise<number> {
  const { flags, configFile, help } = readFlags(args);
  if (help) {
    process.stdout.write(helpText());
    return 0;
  }
  const settings = loadSettings({ flags, configFile });
  const log = openProcessLog(settings.logLevel);
  return runCoordinator((signal) => startCoordinator(settings, log, undefined, signal), log);
}

function report(error: unknown): number {
  // What somebody can mend is said in words; a stack is for what only we can mend.
  const text = error instanceof TroupeError ? `${error.message} [${error.code}]` : error;
  console.error("troupe coordinator:", text);
  return startExitCode(error);
}

process.exitCode = await main(process.argv.slice(2)).catch(report);

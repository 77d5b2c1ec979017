/** A coordinator as a process: until SIGTERM or SIGINT, or until it can no longer lead. */
import { once } from "node:events";
import { TroupeError } from "@troupe/core";
import type { Logger } from "pino";
import type { Coordinator } from "./start-coordinator.ts";

/** Settings that somebody must change; everything else that keeps a coordinator from starting is 1. */
const usageCodes: ReadonlySet<string> = new Set([
  "INSECURE_ADDRESS",
  "INVALID_SETTING",
  "NATS_CREDENTIALS_UNREADABLE",
  "TLS_FILE_INVALID",
  "TLS_FILE_UNREADABLE",
  "TOKEN_FILE_INVALID",
  "TOKEN_FILE_OPEN",
  "TOKEN_FILE_UNREADABLE",
]);

/** The exit code of a process whose coordinator could not start. */
export function startExitCode(error: unknown): 1 | 2 {
  return error instanceof TroupeError && usageCodes.has(error.code) ? 2 : 1;
}

/**
 * Starts a coordinator and answers the exit code once it has stopped. A signal that comes while it starts counts too, and
 * ends its waiting for what is not there.
 */
export async function runCoordinator(
  start: (signal: AbortSignal) => Promise<Coordinator>,
  log: Logger,
): Promise<number> {
  const told = firstSignal();
  const stopping = new AbortController();
  void told.then(() => stopping.abort(toldToStop()));
  try {
    return await untilStopped(await start(stopping.signal), log, told);
  } catch (error) {
    if (error !== stopping.signal.reason) throw error;
    log.info({ signal: await told }, "stopped before it served");
    return 0;
  }
}

function toldToStop(): TroupeError {
  return new TroupeError("this coordinator was told to stop while it started", {
    code: "COORDINATOR_STOPPING",
    reaction: "retry",
  });
}

/** Answers the exit code once the coordinator has stopped. A second signal does not wait. */
export async function untilStopped(
  coordinator: Coordinator,
  log: Logger,
  told: Promise<NodeJS.Signals> = firstSignal(),
): Promise<number> {
  const signal = await Promise.race([told, ended(coordinator.ended)]);
  log.info({ signal }, signal === null ? "leads no more: stopping" : "stopping");
  const impatient = (): never => process.exit(130);
  process.once("SIGINT", impatient).once("SIGTERM", impatient);
  await coordinator.stop();
  process.off("SIGINT", impatient).off("SIGTERM", impatient);
  log.info({}, "stopped");
  return signal === null ? 1 : 0;
}

async function firstSignal(): Promise<NodeJS.Signals> {
  return Promise.race((["SIGTERM", "SIGINT"] as const).map((signal) => once(process, signal).then(() => signal)));
}

async function ended(signal: AbortSignal): Promise<null> {
  if (!signal.aborted) await once(signal, "abort");
  return null;
}

/** The log of a long-lived process: lines for people on a terminal, JSON for whatever else reads it. */
import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { TroupeError } from "@troupe/core";
import { type Logger, pino } from "pino";
import type { Terminal } from "./terminal.ts";

/** Where secrets may stand in what is logged. */
const redact = ["token", "authorization", "*.token", "*.authorization", "headers.cookie"];

export async function openLog(terminal: Terminal, level: string): Promise<Logger> {
  // Written before the call returns, so that a crash loses no line.
  if (!terminal.isLive)
    return pino({ level, base: { pid: process.pid }, redact }, pino.destination({ dest: 2, sync: true }));
  const { default: pretty } = await import("pino-pretty");
  const stream = pretty({
    destination: 2,
    sync: true,
    ignore: "pid,hostname",
    translateTime: "SYS:HH:MM:ss",
    colorize: terminal.style.dim("x") !== "x",
  });
  return pino({ level, base: null, redact }, stream);
}

/** Everything into a file; what somebody should look at also onto the terminal. */
export async function openDevLog(terminal: Terminal, file: string): Promise<Logger> {
  const { default: pretty } = await import("pino-pretty");
  const options = { ignore: "pid,hostname,time", colorize: terminal.style.dim("x") !== "x" };
  makeFolder(dirname(file));
  const destination = pino.destination({ dest: file, sync: true });
  // A full disk costs lines of this log, not the process.
  destination.on("error", () => undefined);
  const streams = [
    { level: "debug" as const, stream: destination },
    { level: "warn" as const, stream: pretty({ destination: 2, sync: true, ...options }) },
  ];
  return pino({ level: "debug", base: null, redact }, pino.multistream(streams));
}

function makeFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new TroupeError(
      `The data directory ${path} cannot be used (${why}). Check the path, its permissions and its disk.`,
      { code: "DATA_DIRECTORY_UNUSABLE", reaction: "fatal", cause },
    );
  }
}

/** The log of a process: JSON lines on stderr, written before the call returns, so that a crash loses none. */
import { type Logger, pino } from "pino";
import type { LogLevel } from "../config/settings.ts";

/** Where secrets may stand in what is logged. */
const redact = ["token", "authorization", "*.token", "*.authorization"];

export function openProcessLog(level: LogLevel): Logger {
  return pino({ level, base: { pid: process.pid }, redact }, pino.destination({ dest: 2, sync: true }));
}

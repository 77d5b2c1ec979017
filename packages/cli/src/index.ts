/** The troupe command, for programs that want it inside themselves: tests, mostly. */
export { type Host, runCli } from "./cli.ts";
export { type ExitCode, exitCodes } from "./exit-code.ts";
export { openTerminal, type Terminal } from "./terminal.ts";

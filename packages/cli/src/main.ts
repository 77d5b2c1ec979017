/** The `troupe` command's process. */
import { runCli } from "./cli.ts";
import { exitCodes } from "./exit-code.ts";
import { openTerminal } from "./terminal.ts";

// Whoever reads us may leave first (`troupe get runs | head -1`): that is no error.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(exitCodes.ok);
  throw error;
});

process.exitCode = await runCli(process.argv.slice(2), {
  terminal: openTerminal(process, process.env),
  env: process.env,
  now: Date.now,
  onInterrupt(handler) {
    process.on("SIGINT", handler);
    return () => process.off("SIGINT", handler);
  },
});

// What served has stopped, but something outside may hold the process still: a request to a collector that never
// answers. What prints is left alone: it must be able to print to the end.
const serving = ["dev", "coordinator", "agent"];
if (serving.includes(process.argv[2] ?? "")) setTimeout(() => process.exit(), 500).unref();

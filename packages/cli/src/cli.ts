/** The command as a function: from words to an exit code. */
import { type Command, CommanderError } from "commander";
import type { Context } from "./context.ts";
import { type ExitCode, exitCodeOf, exitCodes } from "./exit-code.ts";
import { addSettingsFor } from "./program/settings.ts";
import { type Action, createProgram } from "./program.ts";
import type { Environment, Terminal } from "./terminal.ts";

export interface Host {
  readonly terminal: Terminal;
  readonly env: Environment;
  readonly now: () => number;
  /** Calls back with each Ctrl-C; gives back how to stop that. */
  readonly onInterrupt: (handler: () => void) => () => void;
}

export async function runCli(argv: readonly string[], host: Host): Promise<ExitCode> {
  let exitCode: ExitCode = exitCodes.ok;
  const interrupted = new AbortController();
  const act = async (action: Action): Promise<void> => {
    exitCode = await perform(action, host, interrupted);
  };
  const { style, dataStyle } = host.terminal;
  const program = createProgram(act, style, dataStyle);
  everyCommand(program, (command) => {
    command.exitOverride();
    command.configureOutput({
      writeOut: (text) => host.terminal.out(text.trimEnd()),
      writeErr: (text) => host.terminal.say(text.trimEnd()),
    });
  });
  try {
    await addSettingsFor(program, argv.slice(0, 1));
    await program.parseAsync([...argv], { from: "user" });
    return exitCode;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    // Help and version end the command this way too, with 0; help for want of a command is a mistake.
    return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
  }
}

async function perform(
  action: Action,
  { terminal, env, now, onInterrupt }: Host,
  interrupted: AbortController,
): Promise<ExitCode> {
  let handler = (): void => interrupted.abort();
  const release = onInterrupt(() => handler());
  const context: Context = {
    terminal,
    env,
    now,
    interrupted: interrupted.signal,
    onInterrupt(own) {
      const before = handler;
      handler = own;
      return () => {
        handler = before;
      };
    },
  };
  try {
    const exitCode = (await action(context)) ?? exitCodes.ok;
    // A stream that was being read ends without an error.
    return interrupted.signal.aborted ? exitCodes.interrupted : exitCode;
  } catch (error) {
    if (interrupted.signal.aborted) return exitCodes.interrupted;
    const { errorReport } = await import("./report-error.ts");
    terminal.say(errorReport(error, { style: terminal.style, debug: Boolean(env.TROUPE_DEBUG) }));
    return exitCodeOf(error);
  } finally {
    release();
  }
}

function everyCommand(command: Command, visit: (command: Command) => void): void {
  visit(command);
  for (const inner of command.commands) everyCommand(inner, visit);
}

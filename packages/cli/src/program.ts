/**
 * The command's tree: names, options, help. Every action imports its code when it runs, so that help and completion
 * load nothing but this.
 */
import { Command } from "commander";
import type { Context } from "./context.ts";
import type { ExitCode } from "./exit-code.ts";
import { version } from "./package.ts";
import { addDevelopment } from "./program/development.ts";
import { addObservation } from "./program/observation.ts";
import { addOperation } from "./program/operation.ts";
import { addRuns } from "./program/runs.ts";
import { addSchedules } from "./program/schedules.ts";
import type { Style } from "./render/style.ts";

/** What a command does; its result is the exit code, 0 if it has none. */
export type Action = (context: Context) => Promise<ExitCode> | Promise<void>;

export type Act = (action: Action) => Promise<void>;

export function createProgram(act: Act, style: Style, outStyle: Style): Command {
  const program = new Command("troupe")
    .description("Runs machine-learning pipelines on your own machines.")
    .version(version, "-V, --version", "print the version")
    .helpOption("-h, --help", "print help; after a command, its own")
    .helpCommand(false)
    .usage("<command> [options]")
    .showHelpAfterError(style.dim("(--help shows what there is)"))
    .showSuggestionAfterError()
    .configureHelp({
      styleTitle: outStyle.bold,
      styleCommandText: outStyle.code,
      styleSubcommandText: outStyle.code,
      styleOptionText: outStyle.code,
      styleArgumentText: outStyle.code,
      subcommandTerm: (command) => [command.name(), ...command.registeredArguments.map(argumentTerm)].join(" "),
      showGlobalOptions: false,
    })
    .configureOutput({ outputError: (text, write) => write(text.replace(/^error:/, style.bad(style.bold("error:")))) });
  addDevelopment(program, act);
  addRuns(program, act);
  addSchedules(program, act);
  addObservation(program, act);
  addOperation(program, act);
  program.addHelpText("after", examples(outStyle));
  return program;
}

function argumentTerm(argument: { name(): string; readonly required: boolean; readonly variadic: boolean }): string {
  const name = `${argument.name()}${argument.variadic ? "..." : ""}`;
  return argument.required ? `<${name}>` : `[${name}]`;
}

function examples(style: Style): string {
  const lines = [
    ["start everything on this machine", "troupe dev"],
    ["run a pipeline and watch it", "troupe run pipelines/churn.ts -p trees=[10,50]"],
    ["follow what the newest run writes", "troupe logs -f @latest"],
  ];
  const width = Math.max(...lines.map(([what = ""]) => what.length));
  const text = lines.map(([what = "", command = ""]) => `  ${what.padEnd(width)}   ${style.code(command)}`);
  return `\n${style.bold("Examples:")}\n${text.join("\n")}`;
}

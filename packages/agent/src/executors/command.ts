/** Runs steps that are programs. */
import { invariant } from "@troupe/core";
import type { Execution, Executor, PreparedAttempt } from "../ports/executor.ts";
import type { Launcher } from "../ports/launcher.ts";
import { argumentText } from "./argument.ts";
import { findProgram } from "./find-program.ts";
import { programOf, workingFolderOf } from "./program-of.ts";
import { WorkingFolders } from "./working-folder.ts";

export interface CommandExecutorOptions {
  readonly launcher: Launcher;
  /** Where programs are looked for, unless an attempt's environment says otherwise. Default: the agent's PATH. */
  readonly searchPath?: string;
}

export class CommandExecutor implements Executor {
  readonly #launcher: Launcher;
  readonly #searchPath: string;
  readonly #folders = new WorkingFolders();

  constructor({ launcher, searchPath = process.env.PATH ?? "" }: CommandExecutorOptions) {
    this.#launcher = launcher;
    this.#searchPath = searchPath;
  }

  /** Throws TroupeError with COMMAND_NOT_FOUND or TASK_INPUT_INVALID. */
  async prepare(attempt: PreparedAttempt): Promise<void> {
    await this.#folders.lay(workingFolderOf(attempt), attempt.codeFolder);
    this.#argv(attempt);
  }

  start(attempt: PreparedAttempt): Promise<Execution> {
    return this.#launcher.start(programOf(attempt, this.#argv(attempt)));
  }

  adopt(folder: string): Promise<Execution | null> {
    return this.#launcher.adopt(folder);
  }

  #argv(attempt: PreparedAttempt): readonly [string, ...string[]] {
    const { declaration, inputs, environment } = attempt;
    const { runs } = declaration;
    invariant(runs.kind === "command", `a step of kind ${runs.kind} is no command`);
    const [name = "", ...words] = runs.argv.map((argument) => argumentText(argument, inputs));
    return [findProgram(name, workingFolderOf(attempt), environment.PATH ?? this.#searchPath), ...words];
  }
}

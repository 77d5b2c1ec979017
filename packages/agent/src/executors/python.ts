/** Runs steps in Python: scripts, and functions of files. */
import { appendFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { invariant, type StepDeclaration } from "@troupe/core";
import type { Execution, Executor, PreparedAttempt } from "../ports/executor.ts";
import type { Launcher } from "../ports/launcher.ts";
import { Interpreters } from "./interpreter.ts";
import { folderOf, programOf, workingFolderOf } from "./program-of.ts";
import { type EnvironmentMode, PythonEnvironments } from "./python-environments.ts";
import { WorkingFolders } from "./working-folder.ts";

export interface PythonExecutorOptions {
  readonly launcher: Launcher;
  /** Folder of the `troupe` module: `pythonLibrary` of @troupe/python. */
  readonly library: string;
  /** Default: `python3` as it is found on PATH. */
  readonly interpreter?: string;
  /** Where environments are kept; agents of one machine may share it. */
  readonly environmentsFolder: string;
  /** `system` installs nothing: steps must do with the default interpreter's packages. Default: `build`. */
  readonly environments?: EnvironmentMode;
  /** Environments that nobody has used for so long are removed at the start. Default: 30 days. */
  readonly unusedEnvironmentsMs?: number;
  /** PYTHONPATH and PATH of the agent's environment, which attempts build upon. */
  readonly environment?: NodeJS.ProcessEnv;
}

const dayMs = 24 * 60 * 60 * 1000;

type PythonRuns = Extract<StepDeclaration["runs"], { kind: "python" }>;

interface Choice {
  readonly path: string;
  /** Of the virtual environment; null if it is none of ours. */
  readonly environment: string | null;
}

export class PythonExecutor implements Executor {
  readonly #options: PythonExecutorOptions;
  readonly #interpreters = new Interpreters();
  readonly #environments: PythonEnvironments;
  readonly #folders = new WorkingFolders();
  readonly #choices = new WeakMap<PreparedAttempt, Choice>();

  constructor(options: PythonExecutorOptions) {
    this.#options = options;
    const { environmentsFolder: folder, environments: mode = "build" } = options;
    this.#environments = new PythonEnvironments({ folder, mode });
    // At leisure, and none the worse if it fails: the next agent tries again.
    this.#environments.prune(options.unusedEnvironmentsMs ?? 30 * dayMs).catch(() => {});
  }

  /** Throws TroupeError with PYTHON_NOT_FOUND, ENVIRONMENT_FAILED or ENVIRONMENT_UNSATISFIED. */
  async prepare(attempt: PreparedAttempt, signal: AbortSignal): Promise<void> {
    await this.#folders.lay(workingFolderOf(attempt), attempt.codeFolder);
    this.#choices.set(attempt, await this.#choose(attempt, signal));
  }

  async start(attempt: PreparedAttempt): Promise<Execution> {
    const choice = this.#choices.get(attempt);
    invariant(choice !== undefined, `${attempt.runId}/${attempt.task} is started before it was prepared`);
    const { launcher, library } = this.#options;
    const runs = pythonOf(attempt.declaration);
    const role = attempt.declaration.role ?? "step";
    // A script is run as what it is: a runner in between would change what __main__ means to it.
    const words =
      runs.function === undefined ? [runs.file] : [join(library, "troupe", "_run.py"), runs.file, runs.function, role];
    return launcher.start(programOf(attempt, [choice.path, ...words], this.#environmentOf(choice, attempt)));
  }

  adopt(folder: string): Promise<Execution | null> {
    return this.#options.launcher.adopt(folder);
  }

  async #choose(attempt: PreparedAttempt, signal: AbortSignal): Promise<Choice> {
    const { interpreter: own, requirements = [] } = pythonOf(attempt.declaration);
    const interpreter = await this.#interpreters.find(own ?? this.#options.interpreter ?? "python3");
    if (own !== undefined || requirements.length === 0) return { path: interpreter.path, environment: null };
    const log = join(folderOf(attempt), "stderr");
    const codeFolder = attempt.codeFolder ?? workingFolderOf(attempt);
    const onLine = (line: string) => appendFileSync(log, `${line}\n`);
    const path = await this.#environments.ensure({ interpreter, requirements, codeFolder, onLine, signal });
    return { path, environment: path === interpreter.path ? null : dirname(dirname(path)) };
  }

  #environmentOf({ environment }: Choice, attempt: PreparedAttempt): Record<string, string> {
    const { library, environment: outer = process.env } = this.#options;
    const given = attempt.environment.PYTHONPATH ?? outer.PYTHONPATH;
    const PYTHONPATH = [library, ...(given ? [given] : [])].join(delimiter);
    if (environment === null) return { PYTHONPATH };
    // As its `activate` does, so that what the step starts by name is that of the environment, too.
    const PATH = [join(environment, "bin"), attempt.environment.PATH ?? outer.PATH ?? ""].join(delimiter);
    return { PYTHONPATH, PATH, VIRTUAL_ENV: environment };
  }
}

function pythonOf({ runs }: StepDeclaration): PythonRuns {
  invariant(runs.kind === "python", `a step of kind ${runs.kind} is not written in Python`);
  return runs;
}

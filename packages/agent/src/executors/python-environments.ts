/**
 * Environments for Python steps: made once for all steps with the same requirements, kept in a folder that agents of
 * this machine may share. In a closed world ("system") nothing is installed: what there is must do.
 */
import { existsSync } from "node:fs";
import { readdir, rename, rm, stat, utimes } from "node:fs/promises";
import { join } from "node:path";
import { TroupeError } from "@troupe/core";
import type { Interpreter } from "./interpreter.ts";
import { environmentDigest, expandedLines, pipArguments } from "./requirements.ts";
import { runPython } from "./run-python.ts";

export type EnvironmentMode = "build" | "system";

export interface PythonEnvironmentsOptions {
  readonly folder: string;
  readonly mode: EnvironmentMode;
}

export interface EnvironmentRequest {
  readonly interpreter: Interpreter;
  readonly requirements: readonly string[];
  /** What files among the requirements are relative to. */
  readonly codeFolder: string;
  /** For people who wait. */
  readonly onLine: (line: string) => void;
  readonly signal: AbortSignal;
}

/** A build under way, and who waits for it. */
interface Build {
  readonly done: Promise<void>;
  readonly listeners: Set<(line: string) => void>;
  readonly abort: AbortController;
}

const lastLines = 15;

export class PythonEnvironments {
  readonly #options: PythonEnvironmentsOptions;
  readonly #builds = new Map<string, Build>();
  /** Digests of requirements that the machine's own packages satisfy. */
  readonly #satisfied = new Set<string>();

  constructor(options: PythonEnvironmentsOptions) {
    this.#options = options;
  }

  /** Removes environments that nobody has used for so long. Whoever wants one again makes it again. */
  async prune(unusedMs: number): Promise<void> {
    const { folder } = this.#options;
    const names = await readdir(folder).catch(() => []);
    for (const name of names.filter((name) => /^[0-9a-f]{32}$/.test(name))) {
      const usedAt = await stat(join(folder, name, "complete")).catch(() => undefined);
      if (usedAt === undefined || Date.now() - usedAt.mtimeMs < unusedMs) continue;
      // Out of the way in one step: nobody may find half of it.
      const trash = join(folder, `${name}.unused`);
      await rename(join(folder, name), trash);
      await rm(trash, { recursive: true, force: true });
    }
  }

  /**
   * Path of the interpreter to run with. Throws TroupeError(reject) with ENVIRONMENT_FAILED and pip's last lines, or with
   * ENVIRONMENT_UNSATISFIED and the lines that are not satisfied.
   */
  async ensure(request: EnvironmentRequest): Promise<string> {
    const { interpreter, requirements, codeFolder } = request;
    const digest = await environmentDigest(interpreter, requirements, codeFolder);
    if (this.#options.mode === "system") {
      if (!this.#satisfied.has(digest)) await checkInstalled(request);
      this.#satisfied.add(digest);
      return interpreter.path;
    }
    const folder = join(this.#options.folder, digest.slice(0, 32));
    const complete = join(folder, "complete");
    if (!existsSync(complete)) await this.#build(folder, request);
    const now = new Date();
    // Tells a cleaning which ones are in use.
    await utimes(complete, now, now).catch(() => {});
    return join(folder, "bin", "python");
  }

  /** Joins a build that is under way. It is given up when the last one who waits for it has gone. */
  async #build(folder: string, request: EnvironmentRequest): Promise<void> {
    const { onLine, signal } = request;
    signal.throwIfAborted();
    const build = this.#builds.get(folder) ?? this.#begin(folder, request);
    build.listeners.add(onLine);
    onLine(`troupe: preparing an environment with ${request.requirements.join(", ")}`);
    const { promise: aborted, reject } = Promise.withResolvers<never>();
    const leave = () => reject(signal.reason);
    signal.addEventListener("abort", leave);
    try {
      await Promise.race([build.done, aborted]);
    } finally {
      signal.removeEventListener("abort", leave);
      build.listeners.delete(onLine);
      if (build.listeners.size === 0) build.abort.abort();
    }
  }

  #begin(folder: string, { interpreter, requirements, codeFolder }: EnvironmentRequest): Build {
    const abort = new AbortController();
    const listeners = new Set<(line: string) => void>();
    const done = runPython(interpreter.path, ["make", folder, ...pipArguments(requirements)], {
      folder: codeFolder,
      signal: abort.signal,
      onLine: (line) => {
        for (const listener of listeners) listener(line);
      },
    }).then(({ exitCode, lines }) => {
      if (exitCode !== 0) throw failed(requirements, lines);
    });
    const build = { done, listeners, abort };
    this.#builds.set(folder, build);
    const forget = () => void (this.#builds.get(folder) === build && this.#builds.delete(folder));
    // One that is given up must not be joined.
    abort.signal.addEventListener("abort", forget);
    done.then(forget, forget);
    return build;
  }
}

async function checkInstalled({ interpreter, requirements, codeFolder, signal }: EnvironmentRequest): Promise<void> {
  const check = (lines: readonly string[]) =>
    runPython(interpreter.path, ["check", ...pipArguments(lines)], { folder: codeFolder, signal });
  const { exitCode, lines } = await check(requirements);
  if (exitCode === 0) return;
  // pip names the first one only.
  const missing: string[] = [];
  for (const line of await expandedLines(requirements, codeFolder)) {
    if ((await check([line])).exitCode !== 0) missing.push(line);
  }
  throw new TroupeError(
    `this machine's packages are used as they are, and ${interpreter.path} does not satisfy ${missing.join(", ") || lines.at(-1)}`,
    { code: "ENVIRONMENT_UNSATISFIED", reaction: "reject" },
  );
}

function failed(requirements: readonly string[], lines: readonly string[]): TroupeError {
  return new TroupeError(
    `the environment with ${requirements.join(", ")} could not be made:\n${lines.slice(-lastLines).join("\n")}`,
    { code: "ENVIRONMENT_FAILED", reaction: "reject" },
  );
}

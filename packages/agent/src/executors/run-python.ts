/** Runs launcher/python_environment.py in an interpreter. */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { TroupeError } from "@troupe/core";
import { sendSignal } from "../process-tree/process-table.ts";
import { inheritedEnvironment } from "./inherited-environment.ts";

const script = join(import.meta.dirname, "../../launcher/python_environment.py");

export interface PythonRun {
  readonly exitCode: number;
  /** The last lines of both streams. */
  readonly lines: readonly string[];
}

export interface PythonRunOptions {
  /** Relative paths among the words are relative to it. */
  readonly folder: string;
  readonly signal?: AbortSignal;
  readonly onLine?: (line: string) => void;
}

const linesKept = 40;

/** Throws TroupeError(reject, "PYTHON_NOT_FOUND") if there is no such interpreter, and what `signal` gives if aborted. */
export async function runPython(
  interpreter: string,
  words: readonly string[],
  { folder, signal, onLine }: PythonRunOptions,
): Promise<PythonRun> {
  // A group of its own, for pip starts compilers, and all of them have to go when nobody waits any more.
  const child = spawn(interpreter, [script, ...words], {
    cwd: folder,
    // pip runs what packages bring along for their installation.
    env: inheritedEnvironment(process.env),
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  const stop = () => child.pid !== undefined && sendSignal(-child.pid, "SIGKILL");
  signal?.addEventListener("abort", stop);
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    createInterface(stream).on("line", (line) => {
      lines.push(line);
      if (lines.length > linesKept) lines.shift();
      onLine?.(line);
    });
  }
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  child.on("error", (cause) => reject(notFound(interpreter, cause)));
  // Its pipes are closed too by then: its last words have been read.
  child.on("close", (code) => resolve(code ?? 1));
  try {
    const exitCode = await promise;
    signal?.throwIfAborted();
    return { exitCode, lines };
  } finally {
    signal?.removeEventListener("abort", stop);
  }
}

function notFound(interpreter: string, cause: Error): TroupeError {
  return new TroupeError(`${interpreter} cannot be started: ${cause.message}`, {
    code: "PYTHON_NOT_FOUND",
    reaction: "reject",
    cause,
  });
}

/** Interpreters of Python: who they really are. */
import { isObject, TroupeError } from "@troupe/core";
import { runPython } from "./run-python.ts";

export interface Interpreter {
  /** The binary itself. A version manager's shim in front of it takes several times as long to start. */
  readonly path: string;
  /** `sys.version`: environments are kept by it, for a compiled package fits one build only. */
  readonly version: string;
}

export class Interpreters {
  readonly #known = new Map<string, Promise<Interpreter>>();

  /** Throws TroupeError(reject, "PYTHON_NOT_FOUND"). What was not found is looked for again: it may have been installed. */
  find(name: string): Promise<Interpreter> {
    const found = this.#known.get(name) ?? askWhoItIs(name);
    this.#known.set(name, found);
    found.catch(() => this.#known.delete(name));
    return found;
  }
}

async function askWhoItIs(name: string): Promise<Interpreter> {
  const { exitCode, lines } = await runPython(name, ["facts"], { folder: "/" });
  const facts: unknown = exitCode === 0 ? JSON.parse(lines[0] ?? "null") : null;
  if (isObject(facts) && typeof facts.path === "string" && typeof facts.version === "string") {
    return { path: facts.path, version: facts.version };
  }
  throw new TroupeError(`${name} is no Python 3.9 or newer: ${lines.at(-1) ?? `it exited with code ${exitCode}`}`, {
    code: "PYTHON_NOT_FOUND",
    reaction: "reject",
  });
}

/** An agent as a process of its own, to be killed. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

export class AgentProcess {
  readonly #child: ChildProcess;
  #log = "";

  constructor(flags: Readonly<Record<string, string>>, env: Readonly<Record<string, string>> = {}) {
    const main = join(import.meta.dirname, "../src/main.ts");
    const args = Object.entries(flags).flatMap(([name, value]) => [`--${name}`, value]);
    this.#child = spawn(process.execPath, [main, ...args], {
      stdio: ["ignore", "inherit", "pipe"],
      env: { ...process.env, ...env },
    });
    this.#child.stderr?.on("data", (data) => {
      this.#log += data;
    });
  }

  /** What it said so far. */
  get log(): string {
    return this.#log;
  }

  /** Resolves with the signal that killed it, null if it left by itself. */
  async ended(): Promise<NodeJS.Signals | null> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) await once(this.#child, "exit");
    return this.#child.signalCode;
  }

  /** SIGKILL lets it do nothing more. Resolves with its exit code, null after a kill. */
  async end(signal: NodeJS.Signals): Promise<number | null> {
    const exited = once(this.#child, "exit");
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return this.#child.exitCode;
    this.#child.kill(signal);
    const [code] = await exited;
    return code;
  }
}

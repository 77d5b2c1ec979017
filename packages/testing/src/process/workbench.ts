/** What a test starts and makes, and takes away again: processes, folders, ports. */
import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Child, type ChildOptions, type Ended } from "./child.ts";
import { Latch } from "./latch.ts";
import { guard, killMarked, markedProcesses } from "./marked-processes.ts";

/** What came of a program that ran to its end. */
export interface Finished extends Ended {
  readonly stdout: string;
  readonly stderr: string;
}

/** In the environment of all that a bench starts, and of what that starts. */
const markName = "TEST_WORKBENCH";

/**
 * Whatever a test does with it is gone after `clear`, also if the test failed in the middle.
 *
 * @example
 * ```ts
 * const bench = new Workbench();
 * afterEach(() => bench.clear());
 *
 * test("survives a kill", async () => {
 *   const server = await bench.node("server.ts", ["--data", await bench.folder()]);
 *   await server.said(/listening/);
 *   await server.kill9();
 * });
 * ```
 */
export class Workbench {
  readonly #id = randomUUID();
  readonly #children: Child[] = [];
  readonly #folders: string[] = [];
  readonly #closing: (() => unknown)[] = [];
  #dismissGuard: (() => void) | undefined;

  /** Starts a program. */
  async start(command: string, args: readonly string[] = [], options: ChildOptions = {}): Promise<Child> {
    this.#dismissGuard ??= guard(`${markName}=${this.#id}`);
    const child = await Child.start(command, args, { ...options, env: { ...options.env, [markName]: this.#id } });
    this.#children.push(child);
    return child;
  }

  /** Starts a script with the Node that runs the test. */
  async node(script: string, args: readonly string[] = [], options: ChildOptions = {}): Promise<Child> {
    return this.start(process.execPath, [script, ...args], options);
  }

  /** Starts a program and waits for its end. */
  async finish(command: string, args: readonly string[] = [], options: ChildOptions = {}): Promise<Finished> {
    const child = await this.start(command, args, options);
    const ended = await child.ended;
    return { ...ended, stdout: child.stdout, stderr: child.stderr };
  }

  /** All that run now of what was started here, and of what those started. Linux; elsewhere none are found. */
  processes(): readonly number[] {
    return markedProcesses(`${markName}=${this.#id}`);
  }

  /** A new folder of its own. */
  async folder(): Promise<string> {
    const folder = await mkdtemp(join(tmpdir(), "troupe-test-"));
    this.#folders.push(folder);
    return folder;
  }

  /** A point at which a program waits for the test: give it the latch's path. */
  async latch(): Promise<Latch> {
    const latch = await Latch.make(join(await this.folder(), "latch"));
    this.closes(() => latch.close());
    return latch;
  }

  /** Closes something, before anything else goes: a client, a server. */
  closes(close: () => unknown): void {
    this.#closing.push(close);
  }

  /** Ends every process that was started here, with all that it started, each by its id; then removes the folders. */
  async clear(): Promise<void> {
    for (const close of this.#closing.splice(0).reverse()) await close();
    const children = this.#children.splice(0);
    await Promise.all(children.map((child) => child.kill9()));
    await killMarked(`${markName}=${this.#id}`);
    this.#dismissGuard?.();
    this.#dismissGuard = undefined;
    for (const folder of this.#folders.splice(0)) await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

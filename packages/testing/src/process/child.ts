/** A process under test: what it says is awaited, and it can be killed and held at any moment. */
import { type ChildProcess, spawn } from "node:child_process";
import { basename } from "node:path";
import { type Said, SpokenLines, type Wanted } from "./spoken-lines.ts";

export interface ChildOptions {
  /** Over the environment of the test; undefined takes a variable away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
  /** In messages. Default: the command and its first word. */
  readonly name?: string;
}

/** How a process ended: by itself with a code, or by a signal. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface SaidOptions {
  /** After that, and what it said until then, the test fails. A guard, not a pause. Default: 60 s. */
  readonly withinMs?: number;
}

export class Child {
  readonly name: string;
  readonly pid: number;
  /** When it has ended and everything that it said is here. Never rejects. */
  readonly ended: Promise<Ended>;
  readonly #process: ChildProcess;
  readonly #said = new SpokenLines();
  #isOver = false;

  /** In a session of its own, so that a signal to it reaches nobody else. Throws if there is no such program. */
  static async start(command: string, args: readonly string[], options: ChildOptions = {}): Promise<Child> {
    const {
      env = {},
      cwd,
      name = [basename(command), ...args.slice(0, 2).map((arg) => basename(arg))].join(" "),
    } = options;
    const running = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
    });
    const started = Promise.withResolvers<void>();
    running.once("spawn", () => started.resolve());
    running.once("error", started.reject);
    const child = new Child(running, name);
    await started.promise;
    return child;
  }

  private constructor(running: ChildProcess, name: string) {
    this.name = name;
    this.#process = running;
    this.pid = running.pid ?? 0;
    const ended = Promise.withResolvers<Ended>();
    this.ended = ended.promise;
    for (const stream of ["stdout", "stderr"] as const) {
      running[stream]?.setEncoding("utf8");
      running[stream]?.on("data", (text: string) => this.#said.add(stream, text));
    }
    running.once("exit", () => this.#letGo());
    running.once("close", (code, signal) => {
      this.#isOver = true;
      this.#said.end();
      ended.resolve({ code, signal });
    });
  }

  /** What it said so far. */
  get stdout(): string {
    return this.#said.texts.stdout;
  }

  get stderr(): string {
    return this.#said.texts.stderr;
  }

  get isRunning(): boolean {
    return !this.#isOver;
  }

  /**
   * The first line on either stream that fits, said already or to come. Rejects, with all that was said, if the process
   * ends without it, or is silent for too long.
   *
   * @example
   * ```ts
   * const [, port] = await server.said(/listening on (\d+)/);
   * ```
   */
  async said(wanted: Wanted, { withinMs = 60_000 }: SaidOptions = {}): Promise<Said> {
    const patience = AbortSignal.timeout(withinMs);
    const found = await this.#said.first(wanted, patience);
    if (found !== undefined) return found;
    const what = typeof wanted === "function" ? "what was waited for" : String(wanted);
    const why = patience.aborted ? `within ${withinMs} ms` : "before it ended";
    throw new Error(`${this.name} did not say ${what} ${why}. It said:\n${this.stdout}${this.stderr}`);
  }

  /** Sends a signal to it alone. False if it has ended. */
  signal(signal: NodeJS.Signals): boolean {
    return this.isRunning && this.#process.kill(signal);
  }

  /** SIGKILL: it does nothing more. What it started lives on. */
  async kill9(): Promise<Ended> {
    this.signal("SIGKILL");
    return this.ended;
  }

  /** SIGTERM, and waits until it has gone. */
  async stop(): Promise<Ended> {
    this.signal("SIGTERM");
    return this.ended;
  }

  /** Holds it where it is: to others it is as if the machine had frozen. */
  pause(): void {
    this.signal("SIGSTOP");
  }

  resume(): void {
    this.signal("SIGCONT");
  }

  /** Its streams may be held open by what it started, for ever. What it said itself comes at once, or was lost with it. */
  #letGo(): void {
    let heard = -1;
    const timer = setInterval(() => {
      const length = this.stdout.length + this.stderr.length;
      if (length === heard) for (const stream of [this.#process.stdout, this.#process.stderr]) stream?.destroy();
      heard = length;
    }, quietMs);
    void this.ended.then(() => clearInterval(timer));
  }
}

const quietMs = 50;

/** The command without a process: what it prints is kept, and Ctrl-C is a call. */
import { Writable } from "node:stream";
import { runCli } from "../cli.ts";
import type { ExitCode } from "../exit-code.ts";
import { type Environment, openTerminal } from "../terminal.ts";

export interface Outcome {
  readonly exitCode: ExitCode;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunningCommand extends PromiseLike<Outcome> {
  /** Ctrl-C. */
  interrupt(): void;
  /** What was said so far. */
  readonly said: string;
  /** Resolves when stderr holds this text; throws if the command ends without it. */
  until(text: string): Promise<void>;
  /** The same of stdout. */
  printed(text: string): Promise<void>;
}

/** Words to outcome. Times are those of `now`; no colours, no terminal. */
export function troupe(
  argv: readonly string[],
  options: { readonly now?: number; readonly env?: Environment } = {},
): RunningCommand {
  const { now = Date.now(), env = {} } = options;
  const stdout = new Kept();
  const stderr = new Kept();
  const handlers = new Set<() => void>();
  const host = {
    terminal: openTerminal({ stdout, stderr }, env),
    env,
    now: () => now,
    onInterrupt(handler: () => void) {
      handlers.add(handler);
      return () => handlers.delete(handler);
    },
  };
  const heard = async (stream: Kept, text: string): Promise<void> => {
    const ended = outcome.then(({ exitCode }) => {
      if (!stream.text.includes(text)) throw new Error(`ended with ${exitCode} before "${text}":\n${stderr.text}`);
    });
    await Promise.race([stream.until(text), ended]);
  };
  const outcome = runCli(argv, host).then((exitCode) => ({ exitCode, stdout: stdout.text, stderr: stderr.text }));
  return {
    // biome-ignore lint/suspicious/noThenProperty: a command is awaited for its outcome.
    then: (resolve, reject) => outcome.then(resolve, reject),
    interrupt() {
      for (const handler of handlers) handler();
    },
    get said() {
      return stderr.text;
    },
    until: (text) => heard(stderr, text),
    printed: (text) => heard(stdout, text),
  };
}

class Kept extends Writable {
  text = "";
  readonly #waiting = new Map<() => void, string>();

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString();
    for (const [resolve, text] of this.#waiting) if (this.text.includes(text)) resolve();
    done();
  }

  async until(text: string): Promise<void> {
    if (this.text.includes(text)) return;
    await new Promise<void>((resolve) => this.#waiting.set(resolve, text));
  }
}

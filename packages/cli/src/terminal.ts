/** The two ends of the command: data goes to stdout, what people read goes to stderr, and only that moves or blinks. */

import { once } from "node:events";
import type { Style } from "./render/style.ts";
import { createColors } from "./render/style.ts";

export interface Terminal {
  /** Data: complete lines. */
  out(text: string): void;
  /** Data as it is. Waits for a reader that is slower than we are, instead of keeping what it has not read. */
  write(data: Uint8Array | string): Promise<void>;
  /** For people: a line. */
  say(text: string): void;
  /** Colours of what goes to stderr. */
  readonly style: Style;
  /** Colours of what goes to stdout. */
  readonly dataStyle: Style;
  /** True if stderr is a terminal whose lines can be drawn over. */
  readonly isLive: boolean;
  /** True if somebody is there to answer. */
  readonly isInteractive: boolean;
  readonly columns: number;
  readonly rows: number;
  readonly stderr: NodeJS.WritableStream;
}

export type Environment = Readonly<Record<string, string | undefined>>;

type Output = NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number; readonly rows?: number };

export function openTerminal(
  streams: { readonly stdout: Output; readonly stderr: Output },
  env: Environment,
): Terminal {
  const { stdout, stderr } = streams;
  return {
    out: (text) => stdout.write(`${text}\n`),
    async write(data) {
      if (!stdout.write(data)) await once(stdout, "drain");
    },
    say: (text) => stderr.write(`${text}\n`),
    style: createColors(hasColors(stderr, env)),
    dataStyle: createColors(hasColors(stdout, env)),
    isLive: stderr.isTTY === true && env.TERM !== "dumb" && !env.CI,
    isInteractive: stderr.isTTY === true && process.stdin.isTTY === true && !env.CI,
    get columns() {
      return stderr.columns ?? 100;
    },
    get rows() {
      return stderr.rows ?? 24;
    },
    stderr,
  };
}

/** https://no-color.org: NO_COLOR wins where it is set to anything; FORCE_COLOR asks for colours in a pipe. */
function hasColors(stream: Output, env: Environment): boolean {
  if (env.NO_COLOR) return false;
  if (env.FORCE_COLOR !== undefined && env.FORCE_COLOR !== "") return env.FORCE_COLOR !== "0";
  return stream.isTTY === true && env.TERM !== "dumb";
}

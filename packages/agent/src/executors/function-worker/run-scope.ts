/** Which attempt a piece of code belongs to, whatever it waits for; what it prints and its environment follow from that. */
import { AsyncLocalStorage } from "node:async_hooks";
import { isUtf8 } from "node:buffer";
import type { ReportWriter } from "./report-writer.ts";
import type { RunNumber, StreamName } from "./wire.ts";

export interface RunScope {
  readonly run: RunNumber;
  /** Its own part of the environment, over that of the worker. */
  readonly environment: Record<string, string | undefined>;
  readonly abort: AbortController;
  /** Ends the attempt from outside of its function: an error that nobody caught. */
  readonly fail: (error: unknown) => void;
}

export const runScopes = new AsyncLocalStorage<RunScope>();

/** Sends what is printed by an attempt to its logs; what is printed by nobody goes where it always went. */
export function attributeStreams(reports: ReportWriter): void {
  for (const stream of ["stdout", "stderr"] as const) {
    const target = process[stream];
    const write = target.write.bind(target);
    const attributed = (chunk: string | Uint8Array, ...rest: readonly unknown[]): boolean => {
      const scope = runScopes.getStore();
      const [encoding] = rest;
      const callback = rest.find((value) => typeof value === "function");
      if (scope === undefined) return write(chunk, encoding as BufferEncoding, callback as () => void);
      report(reports, scope.run, stream, typeof chunk === "string" ? decoded(chunk, encoding) : chunk);
      if (callback !== undefined) process.nextTick(callback as () => void);
      return true;
    };
    target.write = attributed as typeof target.write;
  }
}

function decoded(text: string, encoding: unknown): string | Uint8Array {
  const isText = typeof encoding !== "string" || /^utf-?8$/i.test(encoding);
  return isText ? text : Buffer.from(text, encoding as BufferEncoding);
}

/** What is printed at once is reported in pieces of this length. */
const pieceLength = 1024 * 1024;

function report(reports: ReportWriter, run: RunNumber, stream: StreamName, data: string | Uint8Array): void {
  for (let at = 0; at < data.length; ) {
    const end = at + pieceLength;
    // Not between the halves of a character.
    const piece = data.slice(at, typeof data === "string" && isHighSurrogate(data.charCodeAt(end - 1)) ? end + 1 : end);
    reportPiece(reports, run, stream, piece);
    at += piece.length;
  }
}

function isHighSurrogate(code: number): boolean {
  return code >= 0xd800 && code <= 0xdbff;
}

function reportPiece(reports: ReportWriter, run: RunNumber, stream: StreamName, data: string | Uint8Array): void {
  if (typeof data === "string") reports.send({ type: "log", run, stream, text: data });
  else if (isUtf8(data)) reports.send({ type: "log", run, stream, text: Buffer.from(data).toString("utf8") });
  else reports.send({ type: "bytes", run, stream, base64: Buffer.from(data).toString("base64") });
}

/** Lets each attempt see and change its own environment only. Programs that it starts inherit it. */
export function attributeEnvironment(): void {
  const real = process.env;
  const seen = (name: string | symbol) => {
    const own = runScopes.getStore()?.environment;
    return own !== undefined && typeof name === "string" && Object.hasOwn(own, name) ? own[name] : real[String(name)];
  };
  process.env = new Proxy(real, {
    get: (_, name) => (typeof name === "string" ? seen(name) : Reflect.get(real, name)),
    has: (_, name) => seen(name) !== undefined,
    ownKeys: () => {
      const own = runScopes.getStore()?.environment ?? {};
      return [...new Set([...Object.keys(real), ...Object.keys(own)])].filter((name) => seen(name) !== undefined);
    },
    getOwnPropertyDescriptor: (_, name) => {
      const value = seen(name);
      return value === undefined ? undefined : { value, enumerable: true, configurable: true, writable: true };
    },
    set: (_, name, value) => {
      (runScopes.getStore()?.environment ?? real)[String(name)] = String(value);
      return true;
    },
    deleteProperty: (_, name) => {
      const own = runScopes.getStore()?.environment;
      if (own === undefined) delete real[String(name)];
      else own[String(name)] = undefined;
      return true;
    },
  });
}

/**
 * What code prints, kept apart by who printed it: whatever an attempt waits for, what it prints is its own. What others
 * print goes where it always went.
 */
import { AsyncLocalStorage } from "node:async_hooks";
import { Console } from "node:console";
import { Writable } from "node:stream";

export type StreamName = "stdout" | "stderr";

/** Takes what one attempt prints. */
export class Printed {
  readonly #texts = { stdout: "", stderr: "" };
  #console: Console | undefined;

  get stdout(): string {
    return this.#texts.stdout;
  }

  get stderr(): string {
    return this.#texts.stderr;
  }

  add(stream: StreamName, chunk: string | Uint8Array): void {
    this.#texts[stream] += typeof chunk === "string" ? chunk : Buffer.from(chunk).toString("utf8");
  }

  /** Made when something is printed: most steps print nothing. */
  get console(): Console {
    this.#console ??= new Console({ stdout: this.#stream("stdout"), stderr: this.#stream("stderr"), colorMode: false });
    return this.#console;
  }

  /** Runs code whose output is kept here. Only while somebody is `listening`. */
  during<T>(code: () => T): T {
    return current.run(this, code);
  }

  #stream(name: StreamName): Writable {
    return new Writable({
      decodeStrings: false,
      write: (chunk: string | Uint8Array, _encoding, done) => {
        this.add(name, chunk);
        done();
      },
    });
  }
}

const current = new AsyncLocalStorage<Printed>();
const restore: (() => void)[] = [];
let listeners = 0;

/** Diverts `console` and the process's streams until it is disposed of. */
export function listening(): Disposable {
  listeners += 1;
  if (listeners === 1) restore.push(divertConsole(), divertStream("stdout"), divertStream("stderr"));
  return {
    [Symbol.dispose]() {
      listeners -= 1;
      if (listeners === 0) for (const undo of restore.splice(0)) undo();
    },
  };
}

type Method = (this: unknown, ...args: unknown[]) => unknown;

function divertConsole(): () => void {
  const methods = console as unknown as Record<string, Method>;
  const own = Object.entries(methods).filter(
    ([name, method]) => typeof method === "function" && typeof Reflect.get(Console.prototype, name) === "function",
  );
  for (const [name, method] of own) {
    methods[name] = (...args) => {
      const printed = current.getStore();
      if (printed === undefined) return method.apply(console, args);
      return (printed.console as unknown as Record<string, Method>)[name]?.(...args);
    };
  }
  return () => Object.assign(methods, Object.fromEntries(own));
}

function divertStream(name: StreamName): () => void {
  const stream = process[name];
  const write = stream.write;
  const diverted: Method = (chunk, ...rest) => {
    const printed = current.getStore();
    if (printed === undefined) return write.apply(stream, [chunk, ...rest] as never);
    printed.add(name, chunk as string | Uint8Array);
    const done = rest.find((value) => typeof value === "function");
    if (done !== undefined) process.nextTick(done as () => void);
    return true;
  };
  stream.write = diverted as typeof write;
  return () => {
    stream.write = write;
  };
}

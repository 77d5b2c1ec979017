/** What goes back and forth between the agent and one worker. */
import type { ChildProcess } from "node:child_process";
import type { Readable, Writable } from "node:stream";
import { isObject } from "@troupe/core";
import { fds, LineSplitter, type Report, type Request, reportLimit } from "../function-worker/wire.ts";

export interface WorkerListener {
  readonly onReport: (report: Report) => void;
  readonly onGarbage: () => void;
}

/** Far more than a worker sends in one line. */
const lineLimit = 4 * reportLimit;

export class WorkerChannel {
  readonly #requests: Writable;
  /** Resolves when the worker has died and all that it said has been heard. */
  readonly drained: Promise<void>;
  #waiting: string[] = [];

  constructor(child: ChildProcess, { onReport, onGarbage }: WorkerListener) {
    this.#requests = child.stdio[fds.requests] as Writable;
    const reports = child.stdio[fds.reports] as Readable;
    const splitter = new LineSplitter();
    reports.setEncoding("utf8");
    reports.on("data", (text: string) => {
      for (const line of splitter.split(text)) {
        const report = parsed(line);
        if (report === undefined) onGarbage();
        else onReport(report);
      }
      if (splitter.waiting > lineLimit) onGarbage();
    });
    // Nobody else holds the other end: what a worker starts does not inherit it.
    this.drained = new Promise((resolve) => reports.once("close", resolve));
    // It has died, and its exit says so.
    for (const stream of [this.#requests, reports]) stream.on("error", () => {});
  }

  /** What is asked for in one turn of the event loop goes out in one write. */
  send(request: Request): void {
    if (this.#waiting.length === 0) setImmediate(() => this.#flush());
    this.#waiting.push(JSON.stringify(request));
  }

  /** The worker ends when it sees that nothing more comes. */
  end(): void {
    this.#requests.end();
  }

  #flush(): void {
    const text = `${this.#waiting.join("\n")}\n`;
    this.#waiting = [];
    if (this.#requests.writable) this.#requests.write(text);
  }
}

function parsed(line: string): Report | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return isObject(value) && typeof value.type === "string" ? (value as unknown as Report) : undefined;
  } catch {
    return undefined;
  }
}

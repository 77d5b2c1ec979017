/**
 * The MESSAGES stream of a process: the lines of its messages file that are for readers, written one after the other into
 * a file of our own, from which they are shipped. What becomes of each line depends on that line alone, so an agent that
 * starts over makes the same bytes again; what a checkpoint's file was at the time is taken from the old file.
 */
import { createWriteStream, existsSync, readFileSync, type WriteStream } from "node:fs";
import { finished } from "node:stream/promises";
import { isObject } from "@troupe/core";
import type { CheckpointStore, KeptCheckpoint, MessageObserver } from "./attempt-telemetry.ts";
import type { LineTail } from "./line-tail.ts";
import { type Message, parseMessage } from "./message-line.ts";

export interface LogLinesOptions {
  readonly tail: LineTail;
  readonly path: string;
  readonly checkpoints: CheckpointStore;
  readonly onProgress: (progress: Extract<Message, { type: "progress" }>) => void;
  readonly onLines: () => void;
  readonly onMessage: MessageObserver;
}

export class LogLines {
  readonly #options: LogLinesOptions;
  /** Lines about checkpoints that an earlier agent process wrote, in order. */
  readonly #known: string[];
  #out: WriteStream | undefined;
  #length = 0;
  #points = 0;

  constructor(options: LogLinesOptions) {
    this.#options = options;
    this.#known = checkpointLines(options.path);
  }

  /** Bytes made so far. */
  get length(): number {
    return this.#length;
  }

  /** Lines with metric points so far: others ship them, from the same file. */
  get points(): number {
    return this.#points;
  }

  /** Reads on to the end of what is written. One call at a time. */
  async advance(isLast: boolean): Promise<void> {
    const { tail } = this.#options;
    for (let lines = await tail.read(); lines !== undefined; lines = await tail.read()) await this.#take(lines);
    if (!isLast) return;
    await this.#take(tail.takeRest());
    await this.close();
  }

  async close(): Promise<void> {
    await this.#options.tail.close();
    this.#out?.end();
    if (this.#out !== undefined) await finished(this.#out);
  }

  async #take(lines: readonly Buffer[]): Promise<void> {
    const made: string[] = [];
    for (const line of lines) {
      const text = await this.#derive(line.toString("utf8"));
      if (text !== undefined) made.push(text);
    }
    if (made.length === 0) return;
    const bytes = Buffer.from(`${made.join("\n")}\n`);
    const out = this.#out ?? this.#open();
    await new Promise<void>((resolve, reject) => out.write(bytes, (error) => (error ? reject(error) : resolve())));
    this.#length += bytes.length;
    this.#options.onLines();
  }

  /** In place: what an earlier agent process wrote there are the same bytes, and may be being shipped. */
  #open(): WriteStream {
    const { path } = this.#options;
    this.#out = createWriteStream(path, { flags: existsSync(path) ? "r+" : "w" });
    // Whoever writes hears of it; unheard, it would end the process.
    this.#out.on("error", () => undefined);
    return this.#out;
  }

  async #derive(line: string): Promise<string | undefined> {
    const message = parseMessage(line);
    this.#options.onMessage(message);
    switch (message.type) {
      case "log":
        return line;
      case "checkpoint":
        return this.#knownCheckpoint() ?? this.#checkpoint(message);
      case "progress":
        this.#options.onProgress(message);
        return undefined;
      case "metric":
        this.#points += 1;
        return undefined;
      case "unreadable":
        return JSON.stringify({ type: "log", level: "warn", message: unreadableLine(message.problem, line) });
      default:
        return undefined;
    }
  }

  /** It was kept by an earlier agent process, which may have been killed before the archive had it. */
  #knownCheckpoint(): string | undefined {
    const known = this.#known.shift();
    const kept: unknown = known === undefined ? undefined : JSON.parse(known);
    if (isObject(kept) && typeof kept.digest === "string" && typeof kept.path === "string") {
      const { digest, path, step = null, kind = null } = kept as unknown as KeptCheckpoint;
      // Uploaded beside; what cannot be is no reason to hold up its messages.
      this.#options.checkpoints.again({ digest, path, step, kind }).catch(() => {});
    }
    return known;
  }

  async #checkpoint({ path, step, kind }: Extract<Message, { type: "checkpoint" }>): Promise<string> {
    const facts = { type: "checkpoint", path, step, ...(kind !== null && { kind }) };
    try {
      return JSON.stringify({ ...facts, ...(await this.#options.checkpoints.keep({ path, step, kind })) });
    } catch (error) {
      return JSON.stringify({ ...facts, problem: error instanceof Error ? error.message : String(error) });
    }
  }
}

export function unreadableLine(problem: string, line: string): string {
  return `a message was not understood (${problem}): ${line.slice(0, 500)}`;
}

function checkpointLines(path: string): string[] {
  try {
    return readFileSync(path, "utf8")
      .split("\n")
      .filter((line) => parseMessage(line).type === "checkpoint");
  } catch {
    return [];
  }
}

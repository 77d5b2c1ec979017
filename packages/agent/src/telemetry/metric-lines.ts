/** The points of a process, read from its messages file as fast as the coordinator takes them: the file is the buffer. */
import type { LineTail } from "./line-tail.ts";
import { parseMessage } from "./message-line.ts";
import type { MetricQueue } from "./metric-queue.ts";

export class MetricLines {
  readonly #openTail: () => LineTail;
  readonly #queue: MetricQueue;
  readonly #now: () => number;
  #tail: LineTail;
  /** Lines that were read and did not fit. */
  #pending: string[] = [];
  /** Points that the queue has had already. */
  #skip = 0;
  #isAtEnd = false;

  constructor(openTail: () => LineTail, queue: MetricQueue, now: () => number) {
    this.#openTail = openTail;
    this.#tail = openTail();
    this.#queue = queue;
    this.#now = now;
  }

  /** Everything was read, and taken by the queue; only after `advance(true)`. */
  get isDone(): boolean {
    return this.#isAtEnd;
  }

  /** Reads on until the queue is full or nothing is left. One call at a time. */
  async advance(isLast: boolean): Promise<void> {
    while (this.#drain()) {
      const lines = await this.#tail.read();
      if (lines !== undefined) this.#pending = metrics(lines);
      else if (!isLast) return;
      else if (this.#isAtEnd) return;
      else await this.#end();
    }
  }

  /** From the start of the file, without its first points. Not while it advances. */
  async restartBehind(points: number): Promise<void> {
    await this.#tail.close();
    this.#tail = this.#openTail();
    this.#pending = [];
    this.#skip = points;
    this.#isAtEnd = false;
  }

  close(): Promise<void> {
    return this.#tail.close();
  }

  async #end(): Promise<void> {
    this.#pending = metrics(this.#tail.takeRest());
    await this.#tail.close();
    this.#isAtEnd = this.#drain();
  }

  /** False if the queue is full. */
  #drain(): boolean {
    while (this.#pending.length > 0) {
      if (this.#queue.isFull) return false;
      const message = parseMessage(this.#pending.shift() ?? "");
      if (message.type !== "metric") continue;
      const { name, value, step } = message;
      if (this.#skip > 0) this.#skip -= 1;
      else this.#queue.push({ name, value, step, at: this.#now() });
    }
    return true;
  }
}

/** Cheap to tell apart from the rest; whoever passes is parsed. */
function metrics(lines: readonly Buffer[]): string[] {
  return lines.filter((line) => line.includes('"metric"')).map((line) => line.toString("utf8"));
}

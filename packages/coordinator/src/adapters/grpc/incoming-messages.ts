/**
 * The messages of a call as an iterator. Not the stream's own: that one destroys the call, and with it the answer, once
 * the requests end, and takes a turn of the loop for each message where a session has thousands a second.
 */
import type { Readable } from "node:stream";

/** Messages that wait for whoever reads them; then the sender is told to wait. */
const limit = 16;

export class IncomingMessages<Message> implements AsyncIterableIterator<Message> {
  readonly #stream: Readable;
  readonly #waiting: Message[] = [];
  #end: { readonly error?: Error } | undefined;
  #wake: (() => void) | undefined;

  constructor(stream: Readable) {
    this.#stream = stream;
    stream.on("data", (message: Message) => this.#take(message));
    stream.once("end", () => this.#finish({}));
    stream.once("error", (error) => this.#finish({ error }));
    stream.once("close", () => this.#finish({ error: new Error("the call broke off") }));
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<IteratorResult<Message>> {
    while (this.#waiting.length === 0 && this.#end === undefined) await this.#news();
    const [message] = this.#waiting.splice(0, 1);
    if (this.#waiting.length === 0 && this.#stream.isPaused()) this.#stream.resume();
    if (message !== undefined) return { done: false, value: message };
    if (this.#end?.error !== undefined) throw this.#end.error;
    return { done: true, value: undefined };
  }

  #take(message: Message): void {
    this.#waiting.push(message);
    if (this.#waiting.length >= limit) this.#stream.pause();
    this.#wake?.();
  }

  #finish(end: { readonly error?: Error }): void {
    this.#end ??= end;
    this.#wake?.();
  }

  #news(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }
}

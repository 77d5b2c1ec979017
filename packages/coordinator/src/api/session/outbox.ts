/** Messages on their way down one stream: in order, never more than the limit, all that wait at a time. */
import { setImmediate } from "node:timers/promises";

export class Outbox<Message> implements AsyncIterable<readonly Message[]> {
  readonly #limit: number;
  readonly #waiting: Message[] = [];
  #wake: (() => void) | undefined;
  #end: { readonly error?: unknown } | undefined;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** False if the message was not taken: the stream has ended, or its reader is too far behind. */
  push(message: Message): boolean {
    if (this.#end !== undefined || this.#waiting.length >= this.#limit) return false;
    this.#waiting.push(message);
    this.#wake?.();
    return true;
  }

  /** What was taken is still delivered. */
  end(): void {
    this.#finish({});
  }

  /** Throws at the reader once what was taken is delivered. */
  fail(error: unknown): void {
    this.#finish({ error });
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<readonly Message[]> {
    for (;;) {
      while (this.#waiting.length > 0) yield this.#waiting.splice(0);
      if (this.#end !== undefined) break;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      this.#wake = undefined;
      // What the same turn of the loop has to say goes along: an offer, and the grant that its batch brings.
      await setImmediate();
    }
    if ("error" in this.#end) throw this.#end.error;
  }

  #finish(end: { readonly error?: unknown }): void {
    this.#end ??= end;
    this.#wake?.();
  }
}

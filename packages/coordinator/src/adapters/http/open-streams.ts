/** How many streams browsers hold open at once, with a limit. */
import { TroupeError } from "@troupe/core";

export class OpenStreams {
  readonly #limit: number;
  #open = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Places for as many, until they are given back. Throws TroupeError(retry, "TOO_MANY_STREAMS") and takes none. */
  take(count: number): Disposable {
    if (this.#open + count > this.#limit)
      throw new TroupeError(`${this.#open} of ${this.#limit} streams are open already; close some`, {
        code: "TOO_MANY_STREAMS",
        reaction: "retry",
      });
    this.#open += count;
    return {
      [Symbol.dispose]: () => {
        this.#open -= count;
      },
    };
  }
}

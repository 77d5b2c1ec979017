/** Hints among coordinators in one process. */
import type { Hint, Hints } from "../../ports/hints.ts";

export class MemoryHints {
  readonly #listeners = new Map<(hint: Hint) => void, Hints>();

  /** For one coordinator. */
  of(): Hints {
    const own: Hints = {
      tell: (hint) => {
        for (const [call, listener] of [...this.#listeners]) if (listener !== own) call(hint);
      },
      listen: (call) => {
        this.#listeners.set(call, own);
        return () => this.#listeners.delete(call);
      },
    };
    return own;
  }
}

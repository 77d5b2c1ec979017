/** Lists as streams: whoever watches the same page of a list is told the same answers, made once for all of them. */
import { LookWatch, type LookWatchSurroundings } from "./look-watch.ts";

export type ListWatchSurroundings = Omit<LookWatchSurroundings<never>, "read">;

export class ListWatches<Answer extends object> {
  readonly #around: ListWatchSurroundings;
  readonly #watches = new Map<string, LookWatch<Answer>>();

  constructor(around: ListWatchSurroundings) {
    this.#around = around;
  }

  /** `asked`: the same for all who ask for the same, which `read` gives. */
  async *watch(asked: readonly unknown[], read: () => Promise<Answer>, signal: AbortSignal): AsyncGenerator<Answer> {
    const name = JSON.stringify(asked);
    const watch = this.#watches.get(name) ?? new LookWatch<Answer>({ ...this.#around, read });
    this.#watches.set(name, watch);
    try {
      yield* watch.watch(signal);
    } finally {
      if (watch.isUnwatched) this.#watches.delete(name);
    }
  }
}

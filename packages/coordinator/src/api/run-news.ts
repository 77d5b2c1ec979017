/** Rings when runs change or another coordinator leads: what is listed of live runs may be otherwise then. */
import type { Clock, Faces } from "@troupe/engine";
import type { ClusterFace } from "../cluster/cluster-face.ts";

/** What a role that ends does not tell any more, the next one does. */
const againMs = 1000;

export class RunNews {
  readonly #faces: Pick<Faces, "runs">;
  readonly #cluster: Pick<ClusterFace, "onStanding">;
  readonly #clock: Clock;
  readonly #listeners = new Set<() => void>();
  #left: AbortController | undefined;

  constructor(faces: Pick<Faces, "runs">, cluster: Pick<ClusterFace, "onStanding">, clock: Clock) {
    this.#faces = faces;
    this.#cluster = cluster;
    this.#clock = clock;
  }

  /** Returns the way to stop. */
  readonly add = (call: () => void): (() => void) => {
    const listener = () => call();
    this.#listeners.add(listener);
    if (this.#left === undefined) {
      this.#left = new AbortController();
      void this.#listen(this.#left.signal);
    }
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size > 0) return;
      this.#left?.abort();
      this.#left = undefined;
    };
  };

  async #listen(signal: AbortSignal): Promise<void> {
    const leave = this.#cluster.onStanding(() => this.#ring());
    while (!signal.aborted) {
      try {
        for await (const _change of this.#faces.runs.changes({}, signal)) this.#ring();
      } catch {
        // It leads, or follows, no more.
      }
      await this.#rest(signal);
    }
    leave();
  }

  #ring(): void {
    for (const listener of [...this.#listeners]) listener();
  }

  async #rest(signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const wake = () => resolve();
    const timer = this.#clock.after(againMs, wake);
    signal.addEventListener("abort", wake, { once: true });
    await promise;
    timer.cancel();
  }
}

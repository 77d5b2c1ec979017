/** A catalog that hears of runs that the leader has removed: at the start, when it is told, and now and then. */
import type { Archive } from "../ports/archive.ts";
import type { Catalog } from "../ports/catalog.ts";
import type { Clock, Timer } from "../ports/clock.ts";
import type { Hints } from "../ports/hints.ts";
import { takeRemovals } from "../retention/removal-notes.ts";

export interface FollowedRemovalsSurroundings {
  readonly archive: Archive;
  readonly catalog: Catalog;
  readonly clock: Clock;
  readonly hints?: Hints | undefined;
  /** The catalog has heard of some. */
  removed(): void;
}

/** A hint may be lost. */
const lookEveryMs = 3_600_000;
/** After an archive or a catalog did not answer. */
const lookAgainMs = 60_000;

export class FollowedRemovals {
  readonly #around: FollowedRemovalsSurroundings;
  readonly #unsubscribe: (() => void) | undefined;
  #timer: Timer | undefined;
  #isStopped = false;

  constructor(around: FollowedRemovalsSurroundings) {
    this.#around = around;
    this.#unsubscribe = around.hints?.listen((hint) => {
      if (hint.type === "removed") this.#look();
    });
    this.#look();
  }

  stop(): void {
    this.#isStopped = true;
    this.#unsubscribe?.();
    this.#timer?.cancel();
  }

  #look(): void {
    this.#take().then(
      () => this.#lookAfter(lookEveryMs),
      () => this.#lookAfter(lookAgainMs),
    );
  }

  async #take(): Promise<void> {
    const { catalog, archive, removed } = this.#around;
    const before = await catalog.lastRemoval();
    if ((await takeRemovals(catalog, archive)) !== before) removed();
  }

  #lookAfter(ms: number): void {
    if (this.#isStopped) return;
    this.#timer?.cancel();
    this.#timer = this.#around.clock.after(ms, () => this.#look());
  }
}

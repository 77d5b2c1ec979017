/**
 * The cluster for all who look at it: read once for all of them, every second while somebody looks and at once when the
 * lead changes. Who looks is told what is new, and now and then that nothing is.
 */
import { Bell, type Clock } from "@troupe/engine";

export interface ClusterWatchSurroundings<View> {
  readonly clock: Clock;
  read(): Promise<View>;
  onStanding(listener: () => void): () => void;
}

const lookEveryMs = 1000;
const tellEveryMs = 5000;

interface Watcher<View> {
  readonly bell: Bell;
  /** Not taken yet. */
  latest: View | undefined;
  told: string;
  toldAt: number;
}

export class ClusterWatch<View extends object> {
  readonly #around: ClusterWatchSurroundings<View>;
  readonly #watchers = new Set<Watcher<View>>();
  #unsubscribe: (() => void) | undefined;
  #timer: { cancel(): void } | undefined;
  #isLooking = false;
  #isStale = false;

  constructor(around: ClusterWatchSurroundings<View>) {
    this.#around = around;
  }

  /** As it is now, and then again and again until the signal aborts. Who reads slowly gets the latest. */
  async *watch(signal: AbortSignal): AsyncGenerator<View> {
    const watcher: Watcher<View> = { bell: new Bell(), latest: undefined, told: "", toldAt: 0 };
    this.#watchers.add(watcher);
    this.#unsubscribe ??= this.#around.onStanding(() => this.#hurry());
    this.#hurry();
    try {
      while (!signal.aborted) {
        const { latest } = watcher;
        watcher.latest = undefined;
        if (latest === undefined) await watcher.bell.wait(signal);
        else yield latest;
      }
    } finally {
      this.#watchers.delete(watcher);
      if (this.#watchers.size === 0) this.#rest();
    }
  }

  #rest(): void {
    this.#unsubscribe?.();
    this.#unsubscribe = undefined;
    this.#timer?.cancel();
  }

  #hurry(): void {
    this.#timer?.cancel();
    // What is being read may be older than what there is to tell.
    if (this.#isLooking) this.#isStale = true;
    else void this.#look();
  }

  async #look(): Promise<void> {
    this.#isLooking = true;
    do {
      this.#isStale = false;
      try {
        this.#tell(await this.#around.read());
      } catch {
        // The next look may see more.
      }
    } while (this.#isStale && this.#watchers.size > 0);
    this.#isLooking = false;
    if (this.#watchers.size > 0) this.#timer = this.#around.clock.after(lookEveryMs, () => void this.#look());
  }

  #tell(view: View): void {
    const text = JSON.stringify(view);
    const now = this.#around.clock.monotonic();
    for (const watcher of this.#watchers) {
      if (watcher.told === text && now - watcher.toldAt < tellEveryMs) continue;
      watcher.told = text;
      watcher.toldAt = now;
      watcher.latest = view;
      watcher.bell.ring();
    }
  }
}

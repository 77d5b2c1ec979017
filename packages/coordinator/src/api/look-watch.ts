/**
 * What can be looked at, for all who watch it: read once for all of them, every second while somebody watches and at once
 * when there is news. Who watches is told what is new.
 */
import { TroupeError } from "@troupe/core";
import { Bell, type Clock } from "@troupe/engine";

export interface LookWatchSurroundings<View> {
  readonly clock: Clock;
  /** What it refuses ends the watches of those who have been told nothing yet; other failures are made up for later. */
  read(): Promise<View>;
  /** May be told at any time that a look is worth it. Returns the way to stop. */
  onNews(listener: () => void): () => void;
  /** Tells so often that nothing is new. Absent: never. */
  readonly tellEveryMs?: number;
}

const lookEveryMs = 1000;

interface Watcher<View> {
  readonly bell: Bell;
  /** Not taken yet. */
  latest: View | undefined;
  told: string;
  toldAt: number;
  refusal: TroupeError | undefined;
}

export class LookWatch<View extends object> {
  readonly #around: LookWatchSurroundings<View>;
  readonly #watchers = new Set<Watcher<View>>();
  #unsubscribe: (() => void) | undefined;
  #timer: { cancel(): void } | undefined;
  #isLooking = false;
  #isStale = false;

  constructor(around: LookWatchSurroundings<View>) {
    this.#around = around;
  }

  get isUnwatched(): boolean {
    return this.#watchers.size === 0;
  }

  /** As it is now, and then again and again until the signal aborts. Who reads slowly gets the latest. */
  async *watch(signal: AbortSignal): AsyncGenerator<View> {
    const watcher: Watcher<View> = { bell: new Bell(), latest: undefined, told: "", toldAt: 0, refusal: undefined };
    this.#watchers.add(watcher);
    this.#unsubscribe ??= this.#around.onNews(() => this.#hurry());
    this.#hurry();
    try {
      while (!signal.aborted) {
        const { latest, refusal } = watcher;
        if (refusal !== undefined) throw refusal;
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
      } catch (error) {
        // Of anything else the next look may see more.
        if (isRefusal(error)) this.#refuse(error);
      }
    } while (this.#isStale && this.#watchers.size > 0);
    this.#isLooking = false;
    if (this.#watchers.size > 0) this.#timer = this.#around.clock.after(lookEveryMs, () => void this.#look());
  }

  #tell(view: View): void {
    const text = JSON.stringify(view);
    const { clock, tellEveryMs = Number.POSITIVE_INFINITY } = this.#around;
    const now = clock.monotonic();
    for (const watcher of this.#watchers) {
      if (watcher.told === text && now - watcher.toldAt < tellEveryMs) continue;
      watcher.told = text;
      watcher.toldAt = now;
      watcher.latest = view;
      watcher.bell.ring();
    }
  }

  #refuse(refusal: TroupeError): void {
    for (const watcher of this.#watchers) {
      if (watcher.told !== "") continue;
      watcher.refusal = refusal;
      watcher.bell.ring();
    }
  }
}

function isRefusal(error: unknown): error is TroupeError {
  return error instanceof TroupeError && error.reaction === "reject";
}

/** How full the state store is: looked at now and then, for metrics and probes, and at once for whoever asks. */
import { TroupeError } from "@troupe/core";
import type { Clock, StateStore, Timer } from "@troupe/engine";
import type { StoreCare } from "../ports/store-care.ts";
import type { StoreView } from "./cluster-view.ts";

export interface StoreWatchOptions {
  readonly kind: StoreView["kind"];
  readonly store: Pick<StateStore, "usage">;
  /** Absent where nobody need care for it. */
  readonly care?: StoreCare;
  readonly clock: Clock;
  onLook(view: StoreView): void;
}

/** As the Committer has it: above, it admits no new run. */
const admittedShare = 0.8;
const lookEveryMs = 10_000;

export class StoreWatch {
  readonly #options: StoreWatchOptions;
  #last: StoreView;
  #timer: Timer | undefined;
  #isStopped = false;
  #looking: Promise<unknown> = Promise.resolve();

  constructor(options: StoreWatchOptions) {
    this.#options = options;
    this.#last = { kind: options.kind, state: "ok", bytes: 0, quota: null };
  }

  /** As it was at the last look. */
  get last(): StoreView {
    return this.#last;
  }

  /** Looks now, and then again and again until `stop`. */
  start(): void {
    this.#looking = this.look().then(() => {
      if (!this.#isStopped) this.#timer = this.#options.clock.after(lookEveryMs, () => this.start());
    });
  }

  /** Answers when it asks the store no more. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#timer?.cancel();
    await this.#looking;
  }

  async look(): Promise<StoreView> {
    this.#last = await this.#ask();
    this.#options.onLook(this.#last);
    return this.#last;
  }

  /** Throws TroupeError(retry) if it did not come to its end: it may be asked for again. */
  async reclaim(): Promise<StoreView> {
    await this.#options.care?.reclaim();
    return this.look();
  }

  async #ask(): Promise<StoreView> {
    const { store, care } = this.#options;
    try {
      const [{ bytes, quota }, isFull] = await Promise.all([store.usage(), care?.isFull() ?? false]);
      const isFilling = quota !== null && bytes >= quota * admittedShare;
      return { ...this.#last, bytes, quota, state: isFull ? "full" : isFilling ? "filling" : "ok" };
    } catch (error) {
      if (!(error instanceof TroupeError)) throw error;
      return { ...this.#last, state: "unreachable" };
    }
  }
}

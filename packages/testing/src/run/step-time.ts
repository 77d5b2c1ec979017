/**
 * Time for a run in memory: virtual, and standing still while code of steps is at work. A step may read a file or wait
 * for a promise as long as it likes and takes no time at all; time passes when everybody waits for it.
 */
import type { EngineOptions } from "@troupe/engine";
import { VirtualClock } from "@troupe/engine/adapters";

export class StepTime {
  readonly clock: VirtualClock;
  /** For the engine: what it puts off is waited for. */
  readonly soon: NonNullable<EngineOptions["soon"]>;
  #putOff = 0;
  #working = 0;
  #asleep = 0;
  #changed = Promise.withResolvers<void>();

  constructor(startsAt: number) {
    this.clock = new VirtualClock({ startsAt, settle: () => this.#settle() });
    this.soon = (call) => {
      this.#putOff += 1;
      setImmediate(() => {
        this.#putOff -= 1;
        call();
      });
    };
  }

  /** Whether some step lets time pass on purpose. */
  get isAwaited(): boolean {
    return this.#asleep > 0;
  }

  /** Holds time still until the work is done. */
  async during<T>(work: () => Promise<T>): Promise<T> {
    this.#working += 1;
    try {
      return await work();
    } finally {
      this.#working -= 1;
      this.#tell();
    }
  }

  /** Within `during`: lets time pass. Rejects with the signal's reason. */
  async sleep(ms: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const timer = this.clock.after(ms, resolve);
    const wake = () => reject(signal.reason);
    signal.addEventListener("abort", wake, { once: true });
    this.#working -= 1;
    this.#asleep += 1;
    this.#tell();
    // Awake at once when the timer fires, not a few promises later: else time could pass in between.
    const awake = () => {
      this.#working += 1;
      this.#asleep -= 1;
      timer.cancel();
      signal.removeEventListener("abort", wake);
    };
    return promise.then(awake, (reason) => {
      awake();
      throw reason;
    });
  }

  async #settle(): Promise<void> {
    for (;;) {
      const changed = this.#changed.promise;
      // An immediate runs when no promise is left that could settle by itself.
      await new Promise<void>((resolve) => setImmediate(resolve));
      if (this.#putOff > 0) continue;
      if (this.#working === 0) return;
      await changed;
    }
  }

  #tell(): void {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
  }
}

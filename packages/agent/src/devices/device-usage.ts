/** How busy the accelerators of this machine are, asked now and then. Nothing is asked where there are none. */
import type { Clock, DeviceUsage, Timer } from "@troupe/engine";
import type { Logger } from "pino";
import type { DeviceProvider } from "../ports/device-provider.ts";

export interface DeviceUsagesOptions {
  readonly provider: Pick<DeviceProvider, "usage">;
  readonly count: number;
  readonly clock: Clock;
  readonly log: Logger;
}

/**
 * Asking starts a program, which may take long on a machine that is busy: it rests for many times as long as the answer
 * took, so that watching never costs more than a hundredth of a core or two.
 */
const looks = { everyMs: 5000, restsPerLook: 100 } as const;

export class DeviceUsages {
  readonly #options: DeviceUsagesOptions;
  #latest: readonly DeviceUsage[] = [];
  #timer: Timer | null = null;
  #isStopped = false;
  #hasFailed = false;

  constructor(options: DeviceUsagesOptions) {
    this.#options = options;
    if (options.count > 0) void this.#look();
  }

  /** As they were at the last look; empty if they could not be asked. */
  get latest(): readonly DeviceUsage[] {
    return this.#latest;
  }

  stop(): void {
    this.#isStopped = true;
    this.#timer?.cancel();
  }

  async #look(): Promise<void> {
    const { clock } = this.#options;
    const began = clock.monotonic();
    this.#latest = await this.#ask();
    const tookMs = clock.monotonic() - began;
    if (!this.#isStopped)
      this.#timer = clock.after(Math.max(looks.everyMs, looks.restsPerLook * tookMs), () => void this.#look());
  }

  async #ask(): Promise<readonly DeviceUsage[]> {
    try {
      return await this.#options.provider.usage();
    } catch (error) {
      if (!this.#hasFailed) this.#options.log.warn({ err: error }, "it cannot be told how busy the devices are");
      this.#hasFailed = true;
      return [];
    }
  }
}

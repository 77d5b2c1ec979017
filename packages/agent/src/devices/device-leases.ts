/**
 * Which attempt has which accelerator.
 *
 *   free ─ acquire ─▶ leased ─ release ─▶ leaving ─ proven free ─▶ free
 *                                            │  ▲
 *                                    too long │  │ looked at again
 *                                             ▼  │
 *                                        quarantined
 *
 * A device is free only when nothing computes on it any more: memory that a process which would not die still holds
 * would fail the next attempt. One device in quarantine takes no others with it.
 */
import { TroupeError } from "@troupe/core";
import type { Clock, DeviceView, Timer } from "@troupe/engine";
import type { Logger } from "pino";
import type { DeviceFact, DeviceProvider } from "../ports/device-provider.ts";

export interface DeviceLeasesOptions {
  readonly provider: Pick<DeviceProvider, "inUse">;
  readonly devices: readonly DeviceFact[];
  readonly clock: Clock;
  readonly log: Logger;
  /** A device was given or left, was quarantined, or came back. */
  readonly onChange: () => void;
}

type Use =
  | { readonly is: "free" }
  | { readonly is: "leased"; readonly to: string }
  | { readonly is: "leaving"; readonly since: number }
  | { readonly is: "quarantined"; readonly reason: string };

/** The first look comes at once. Drivers take a moment to let go, and tell nobody when they have. */
const looks = { everyMs: 500, quarantineAfterMs: 30_000, quarantinedEveryMs: 15_000 } as const;

export class DeviceLeases {
  readonly #options: DeviceLeasesOptions;
  readonly #uses = new Map<string, Use>();
  readonly #waiting = new Set<() => void>();
  #isLooking = false;
  #nextLook: Timer | null = null;

  constructor(options: DeviceLeasesOptions) {
    this.#options = options;
    for (const { uuid } of options.devices) this.#uses.set(uuid, { is: "free" });
  }

  get count(): number {
    return this.#options.devices.length;
  }

  views(): readonly DeviceView[] {
    return this.#options.devices.map((device) => {
      const use = this.#uses.get(device.uuid);
      return {
        ...device,
        leasedTo: use?.is === "leased" ? use.to : null,
        quarantined: use?.is === "quarantined" ? use.reason : null,
      };
    });
  }

  /** Looks at devices in quarantine now and not when their turn comes. */
  recheck(): void {
    if ([...this.#uses.values()].some((use) => use.is === "quarantined")) void this.#look();
  }

  /** Why these cannot be had, now and for a while; null if they can, perhaps after waiting for the one before. */
  objection(uuids: readonly string[]): string | null {
    for (const uuid of uuids) {
      const use = this.#uses.get(uuid);
      if (use === undefined) return `there is no device ${uuid} here`;
      if (use.is === "quarantined") return `device ${uuid} is in quarantine: ${use.reason}`;
    }
    return null;
  }

  /** Takes all of them, or waits. Throws TroupeError(reject, "DEVICE_UNAVAILABLE") once one of them cannot be had. */
  async acquire(id: string, uuids: readonly string[], signal: AbortSignal): Promise<void> {
    for (;;) {
      signal.throwIfAborted();
      const objection = this.objection(uuids);
      if (objection !== null) throw new TroupeError(objection, { code: "DEVICE_UNAVAILABLE", reaction: "reject" });
      if (uuids.every((uuid) => this.#isFree(uuid, id))) break;
      await this.#change(signal);
    }
    for (const uuid of uuids) this.#uses.set(uuid, { is: "leased", to: id });
    if (uuids.length > 0) this.#options.onChange();
  }

  /** An attempt that runs already has them, whatever this agent thought of them. */
  adopt(id: string, uuids: readonly string[]): void {
    for (const uuid of uuids) if (this.#uses.has(uuid)) this.#uses.set(uuid, { is: "leased", to: id });
  }

  /** Its process is gone. Idempotent. */
  release(id: string): void {
    const since = this.#options.clock.monotonic();
    let released = false;
    for (const [uuid, use] of this.#uses) {
      if (use.is !== "leased" || use.to !== id) continue;
      this.#uses.set(uuid, { is: "leaving", since });
      released = true;
    }
    if (!released) return;
    this.#options.onChange();
    void this.#look();
  }

  #isFree(uuid: string, id: string): boolean {
    const use = this.#uses.get(uuid);
    return use?.is === "free" || (use?.is === "leased" && use.to === id);
  }

  /** Asks who computes on what, and again until every device has been proven free. */
  async #look(): Promise<void> {
    if (this.#isLooking) return;
    this.#isLooking = true;
    this.#nextLook?.cancel();
    const askedAt = this.#options.clock.monotonic();
    const inUse = await this.#options.provider.inUse().catch((error: unknown) => {
      this.#options.log.warn({ err: error }, "it cannot be told which devices are in use");
      return null;
    });
    this.#isLooking = false;
    for (const [uuid, use] of this.#uses) this.#judge(uuid, use, askedAt, inUse === null || inUse.has(uuid));
    const delayMs = this.#nextLookMs();
    if (delayMs !== null) this.#nextLook = this.#options.clock.after(delayMs, () => void this.#look());
  }

  /** SAFETY: an answer says nothing about a device that was left after it was asked for. */
  #judge(uuid: string, use: Use, askedAt: number, isInUse: boolean): void {
    if (use.is === "leaving" && use.since <= askedAt) this.#judgeLeaving(uuid, askedAt - use.since, isInUse);
    else if (use.is === "quarantined" && !isInUse) {
      this.#uses.set(uuid, { is: "free" });
      this.#changed(true);
    }
  }

  #judgeLeaving(uuid: string, forMs: number, isInUse: boolean): void {
    if (!isInUse) {
      this.#uses.set(uuid, { is: "free" });
      this.#changed(false);
    } else if (forMs >= looks.quarantineAfterMs) {
      const reason = "something still computes on it after its attempt has ended";
      this.#options.log.error({ device: uuid }, `quarantined: ${reason}`);
      this.#uses.set(uuid, { is: "quarantined", reason });
      this.#changed(true);
    }
  }

  #nextLookMs(): number | null {
    const uses = [...this.#uses.values()];
    if (uses.some((use) => use.is === "leaving")) return looks.everyMs;
    return uses.some((use) => use.is === "quarantined") ? looks.quarantinedEveryMs : null;
  }

  #changed(isNews: boolean): void {
    for (const wake of [...this.#waiting]) wake();
    if (isNews) this.#options.onChange();
  }

  async #change(signal: AbortSignal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiting.add(resolve);
    signal.addEventListener("abort", () => resolve(), { once: true });
    await promise;
    this.#waiting.delete(resolve);
  }
}

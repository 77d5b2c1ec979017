/**
 * Samples what attempts use of this machine while they run, all of them in one go every few seconds. An attempt that ends
 * before its turn costs nothing; where nobody can tell what it uses (several functions in one worker) it has no samples.
 */
import type { AttemptKey, Clock, DeviceUsage, SystemSample, Timer } from "@troupe/engine";
import type { Execution, ProcessUsage } from "../ports/executor.ts";

export interface SystemSamplerOptions {
  readonly clock: Clock;
  /** Null: never. */
  readonly everyMs: number | null;
  /** How busy the devices of this machine were when they were last looked at. */
  readonly devices: () => readonly DeviceUsage[];
  readonly send: (sample: SystemSample) => void;
}

export interface Sampled {
  readonly key: AttemptKey;
  readonly execution: Pick<Execution, "usage">;
  /** Leased to it, in order. */
  readonly devices: readonly string[];
  /** Nothing of its account is from before now: a process, and not a worker that has run others. */
  readonly isFresh: boolean;
}

interface Followed extends Sampled {
  /** What it had spent, and when: monotonic. Null before the first look at one that is not fresh. */
  before: { readonly cpuMs: number; readonly at: number } | null;
}

/** A share of less time than that says nothing. */
const leastMs = 500;

export class SystemSampler {
  readonly #options: SystemSamplerOptions;
  readonly #followed = new Set<Followed>();
  #timer: Timer | null = null;

  constructor(options: SystemSamplerOptions) {
    this.#options = options;
  }

  /** From its start on, until the answer is called. */
  follow(sampled: Sampled): () => void {
    const { clock, everyMs } = this.#options;
    if (everyMs === null || sampled.execution.usage === undefined) return () => {};
    const followed = { ...sampled, before: sampled.isFresh ? { cpuMs: 0, at: clock.monotonic() } : null };
    this.#followed.add(followed);
    this.#arm(everyMs);
    return () => {
      this.#followed.delete(followed);
    };
  }

  stop(): void {
    this.#followed.clear();
    this.#timer?.cancel();
  }

  /** Nobody runs, nothing ticks. */
  #arm(everyMs: number): void {
    this.#timer ??= this.#options.clock.after(everyMs, () => {
      // Side by side, so that those who need a look at all processes share one.
      void Promise.all([...this.#followed].map((each) => this.#look(each))).then(() => {
        this.#timer = null;
        if (this.#followed.size > 0) this.#arm(everyMs);
      });
    });
  }

  async #look(followed: Followed): Promise<void> {
    // What cannot be asked now may be at the next turn, or has ended.
    const usage = await followed.execution.usage?.().catch(() => null);
    if (usage === null || usage === undefined || !this.#followed.has(followed)) return;
    const at = this.#options.clock.monotonic();
    const { before } = followed;
    if (before !== null && at - before.at < leastMs) return;
    followed.before = { cpuMs: usage.cpuMs, at };
    if (before !== null) this.#send(followed, usage, Math.max(0, usage.cpuMs - before.cpuMs) / (at - before.at));
  }

  #send({ key, devices }: Followed, { memoryBytes }: ProcessUsage, cpu: number): void {
    const latest = devices.length === 0 ? [] : this.#options.devices();
    const busy = devices.flatMap((uuid, number) => {
      const device = latest.find((each) => each.uuid === uuid);
      if (device === undefined) return [];
      return [{ number, utilization: device.utilization, memoryBytes: device.memoryBytes }];
    });
    this.#options.send({ ...key, at: this.#options.clock.now(), cpu, memoryBytes, devices: busy });
  }
}

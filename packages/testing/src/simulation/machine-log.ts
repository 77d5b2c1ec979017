/** What a process of a simulated machine prints: on the machine's disk, so that the next agent process ships it from there. */
import {
  type AttemptTelemetry,
  Countdown,
  LogFeed,
  type LogPiece,
  type LogSource,
  type Shipper,
} from "@troupe/agent/parts";
import type { AttemptKey, StreamKey } from "@troupe/engine";
import type { Machine } from "./machine.ts";

export class MachineLog implements LogSource {
  readonly key: StreamKey;
  readonly #machine: Machine;
  readonly #folder: string;

  constructor(machine: Machine, key: AttemptKey, folder: string) {
    this.key = { ...key, stream: "stdout" };
    this.#machine = machine;
    this.#folder = folder;
  }

  get length(): number {
    return this.#machine.stdout(this.#folder).length;
  }

  async read(offset: number, limit: number): Promise<LogPiece | undefined> {
    const data = this.#machine.stdout(this.#folder).subarray(offset, offset + limit);
    return data.length === 0 ? undefined : { offset, data, gap: 0 };
  }

  release(): void {}

  rest(): void {}

  close(): void {}
}

/** Read when the process has ended, and not before: following a file is none of the simulation's business. */
export class MachineTelemetry implements AttemptTelemetry {
  readonly sink = { log() {}, message() {} };
  readonly #log: MachineLog;
  readonly #feed: LogFeed;
  readonly #shipper: Shipper;
  readonly #countdown = new Countdown();
  #isFinished = false;

  constructor(machine: Machine, key: AttemptKey, folder: string, shipper: Shipper) {
    this.#log = new MachineLog(machine, key, folder);
    this.#feed = new LogFeed(this.#log, 0, this.#countdown.add());
    this.#shipper = shipper;
    shipper.addLog(this.#feed);
  }

  get shipped(): Promise<void> {
    return this.#countdown.done;
  }

  async finish(): Promise<{ readonly stdout: number }> {
    const { length } = this.#log;
    if (!this.#isFinished) {
      this.#isFinished = true;
      this.#feed.end(length);
      this.#shipper.wake(this.#feed);
      this.#countdown.seal();
    }
    return { stdout: length };
  }

  rest(): void {
    this.#shipper.rest(this.#log.key);
  }

  close(): void {
    this.#shipper.remove(this.#log.key);
  }
}

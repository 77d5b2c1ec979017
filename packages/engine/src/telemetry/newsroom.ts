/** What readers of logs and metrics stand on, and where those who follow wait for news of one run. */
import type { RunState } from "@troupe/core";
import type { Clock } from "../ports/clock.ts";
import type { TelemetryStore } from "../ports/telemetry-store.ts";
import type { SealedRuns } from "../sealing/sealed-runs.ts";
import { Bell } from "./bell.ts";

export interface ReadingSurroundings {
  readonly telemetry: TelemetryStore;
  readonly clock: Clock;
  readonly sealed: SealedRuns;
  /** Reads from the committed state, live or sealed, and says which of the two it is. Throws RUN_NOT_FOUND. */
  look<T>(runId: string, read: (state: RunState) => T): Promise<{ readonly seen: T; readonly isLive: boolean }>;
  /** Rings at each event of a live run, and when it is live no more. Returns the way to leave. */
  onEvent(runId: string, ring: () => void): Promise<() => void>;
}

export class Newsroom implements AsyncDisposable {
  readonly #bell = new Bell();
  readonly #leave: (() => void)[] = [];

  static async open(around: ReadingSurroundings, runId: string, follow: boolean): Promise<Newsroom> {
    const room = new Newsroom();
    if (!follow) return room;
    // This one first: it may be refused, and then nothing must stay behind.
    room.#leave.push(await around.onEvent(runId, room.#bell.ring));
    const tell = (runIds: ReadonlySet<string>) => {
      if (runIds.has(runId)) room.#bell.ring();
    };
    room.#leave.push(around.telemetry.subscribe(tell));
    return room;
  }

  wait(signal: AbortSignal): Promise<void> {
    return this.#bell.wait(signal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const leave of this.#leave) leave();
  }
}

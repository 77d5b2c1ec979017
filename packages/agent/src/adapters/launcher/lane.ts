/** The agent's end of one lane (launcher/lane.sh): it is given one attempt at a time, and says how that ended. */
import { closeSync, writeSync } from "node:fs";
import { invariant } from "@troupe/core";
import type { ProcessIdentity } from "../../ports/executor.ts";
import type { LaneEnd } from "./exit-record.ts";

export class Lane {
  readonly number: number;
  readonly identity: ProcessIdentity;
  readonly #pipe: number;
  #running: ((end: LaneEnd) => void) | undefined;
  #isGone = false;

  /** `pipe`: open for reading and writing, so that it can be written to whatever the lane does. */
  constructor(number: number, identity: ProcessIdentity, pipe: number) {
    this.number = number;
    this.identity = identity;
    this.#pipe = pipe;
  }

  get isGone(): boolean {
    return this.#isGone;
  }

  get isBusy(): boolean {
    return this.#running !== undefined;
  }

  /** Sources `<folder>/run.sh`. */
  run(folder: string): Promise<LaneEnd> {
    invariant(!this.isBusy, `lane ${this.number} is busy`);
    const { promise, resolve } = Promise.withResolvers<LaneEnd>();
    if (this.#isGone) return Promise.resolve({ outcome: "lost" });
    this.#running = resolve;
    // The lane is idle, so its pipe is empty, and a path is far shorter than what a pipe takes at once.
    writeSync(this.#pipe, `${folder}\n`);
    return promise;
  }

  ended(end: LaneEnd): void {
    this.#running?.(end);
    this.#running = undefined;
  }

  gone(): void {
    this.close();
    this.ended({ outcome: "lost" });
  }

  /** A busy lane goes on until its attempt has ended. */
  close(): void {
    if (this.#isGone) return;
    this.#isGone = true;
    closeSync(this.#pipe);
  }
}

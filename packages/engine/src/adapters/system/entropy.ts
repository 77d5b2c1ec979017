/** The machine's randomness. Ids come from the strong source: two coordinators must never make the same one. */
import { randomInt } from "node:crypto";
import type { Entropy } from "../../ports/entropy.ts";
import { RunIds } from "../../run-ids.ts";

export class SystemEntropy implements Entropy {
  readonly #runIds = new RunIds(() => randomInt(2 ** 40));

  random(): number {
    return Math.random();
  }

  runId(now: number): string {
    return this.#runIds.next(now);
  }
}

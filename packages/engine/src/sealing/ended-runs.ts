/** Brings runs that have ended to be sealed. Few are read at a time: a new leader may find thousands. */
import type { Digest } from "@troupe/core";
import type { EngineLog } from "../options.ts";
import type { StoredPipelines } from "../pipeline/stored-pipelines.ts";
import type { Clock } from "../ports/clock.ts";
import type { RunRegistry } from "../run/run-registry.ts";
import type { Sealer } from "./sealer.ts";

export interface EndedSurroundings {
  readonly registry: Pick<RunRegistry, "read" | "damageOf">;
  readonly pipelines: Pick<StoredPipelines, "version">;
  readonly sealer: Pick<Sealer, "seal">;
  readonly clock: Clock;
  readonly log: EngineLog;
  /** Of the engine. */
  readonly ended: AbortSignal;
}

const againMs = 60_000;
/** Each of them is a range of the store. */
const together = 16;

export class EndedRuns {
  readonly #around: EndedSurroundings;
  readonly #waiting: string[] = [];
  #reading = 0;

  constructor(around: EndedSurroundings) {
    this.#around = around;
  }

  /** Nobody waits for it. What cannot be read now is tried again, and what this term does not seal the next one does. */
  add(runId: string): void {
    this.#waiting.push(runId);
    if (this.#reading < together) void this.#work();
  }

  async #work(): Promise<void> {
    this.#reading += 1;
    for (let next = this.#next(); next !== undefined; next = this.#next()) await this.#bring(next);
    this.#reading -= 1;
  }

  #next(): string | undefined {
    return this.#around.ended.aborted ? undefined : this.#waiting.shift();
  }

  async #bring(runId: string): Promise<void> {
    const { registry, pipelines, sealer, clock, log, ended } = this.#around;
    try {
      const state = await registry.read(runId, (committed) => committed.state);
      if (state === undefined) return;
      const { record } = await pipelines.version(state.header.pipeline, state.header.version);
      sealer.seal({ state, codeDigest: record.codeDigest as Digest | null });
    } catch (error) {
      // One that is damaged stays where it is, and that is said already.
      if (ended.aborted || registry.damageOf(runId) !== undefined) return;
      log.warn({ run: runId, error }, "an ended run cannot be read; it is sealed later");
      clock.after(againMs, () => this.add(runId));
    }
  }
}

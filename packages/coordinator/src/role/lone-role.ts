/** A coordinator that is alone with its data directory: it leads from its start on, or it ends. */
import type { Engine, Leadership } from "@troupe/engine";
import type { Role, Standing } from "./role.ts";

export class LoneRole implements Role {
  readonly #engine: Engine;
  readonly #leadership: Leadership;

  constructor(engine: Engine, leadership: Leadership) {
    this.#engine = engine;
    this.#leadership = leadership;
  }

  get pipelines() {
    return this.#engine.pipelines;
  }

  get runs() {
    return this.#engine.runs;
  }

  get datasets() {
    return this.#engine.datasets;
  }

  get agents() {
    return this.#engine.agents;
  }

  get telemetry() {
    return this.#engine.telemetry;
  }

  get approvals() {
    return this.#engine.approvals;
  }

  get schedules() {
    return this.#engine.schedules;
  }

  get pools() {
    return this.#engine.pools;
  }

  get backfills() {
    return this.#engine.backfills;
  }

  get notices() {
    return this.#engine.notices;
  }

  get artifacts() {
    return this.#engine.artifacts;
  }

  get retention() {
    return this.#engine.retention;
  }

  get standing(): Standing {
    const { ended, term } = this.#engine;
    return { term: ended.aborted ? null : term, leader: this.#leadership.leader() };
  }

  onStanding(listener: () => void): () => void {
    const { ended } = this.#engine;
    ended.addEventListener("abort", listener);
    return () => ended.removeEventListener("abort", listener);
  }

  get ended(): AbortSignal {
    return this.#engine.ended;
  }

  resign(): Promise<void> {
    return this.#engine.stop();
  }

  async untilLed(): Promise<void> {
    // Nobody else ever does.
  }
}

/**
 * A coordinator among several: it follows, and leads whenever it is elected.
 *
 *              elected                    engine ready            term over
 *   following ─────────▶ taking over ───────────────▶ leading ─────────────▶ following …
 *       ▲                     │ a store fails: the lead is given up, and sought again after a pause
 *       └─────────────────────┘
 *
 * It reads by itself in each of these, so that a stream that was opened while it followed goes on whoever leads. What is
 * asked goes to its engine from the moment when that is ready, to the moment when its term is over.
 */
import { once } from "node:events";
import type { Clock, Engine, EngineLog, Faces, Leadership, Reader } from "@troupe/engine";
import type { Role, Standing } from "./role.ts";

export interface CandidateRoleOptions {
  readonly reader: Reader;
  readonly clock: Clock;
  readonly log: EngineLog;
  /** Waits for the lead, and answers with the engine that has it. */
  lead(leadership: Leadership, signal: AbortSignal): Promise<Engine>;
  /** Told with each term, and with null when it is over. */
  onTerm(term: number | null): void;
}

/** After a lead that could not be taken up: another candidate may have better luck. */
const pauseMs = 1000;
/** How long an engine whose term is over is waited for. */
const stopMs = 5000;
/** How long who resigns waits to hear of a successor: long enough for an election, to tell everybody where to go. */
const successorMs = 300;

export class CandidateRole implements Role {
  /** It may always follow. */
  readonly ended: AbortSignal = new AbortController().signal;
  readonly #options: CandidateRoleOptions;
  readonly #resigning = new AbortController();
  #leadership: Leadership | undefined;
  #engine: Engine | undefined;
  #campaign: Promise<void> = Promise.resolve();

  constructor(options: CandidateRoleOptions) {
    this.#options = options;
  }

  get pipelines() {
    return this.#faces.pipelines;
  }

  get runs() {
    return this.#faces.runs;
  }

  get agents() {
    return this.#faces.agents;
  }

  get telemetry() {
    return this.#faces.telemetry;
  }

  get standing(): Standing {
    return { term: this.#engine?.term ?? null, leader: this.#leadership?.leader() };
  }

  /** From now on it may be elected. */
  campaign(leadership: Leadership): void {
    this.#leadership = leadership;
    this.#campaign = this.#leadAgainAndAgain(leadership);
  }

  async resign(): Promise<void> {
    const engine = this.#engine;
    this.#resigning.abort();
    await engine?.stop();
    await this.#campaign;
    if (engine !== undefined) await this.#successor(engine.term);
  }

  get #faces(): Faces {
    return this.#engine ?? this.#options.reader;
  }

  async #leadAgainAndAgain(leadership: Leadership): Promise<void> {
    const { signal } = this.#resigning;
    while (!signal.aborted) {
      try {
        await this.#leadOnce(leadership, signal);
      } catch (error) {
        if (signal.aborted) return;
        this.#options.log.error({ error }, "the lead could not be taken up; trying again");
        await this.#until(pauseMs, (done) => signal.addEventListener("abort", done, { once: true }));
      }
    }
  }

  async #leadOnce(leadership: Leadership, signal: AbortSignal): Promise<void> {
    const engine = await this.#options.lead(leadership, signal);
    if (signal.aborted) return engine.stop();
    this.#engine = engine;
    this.#options.onTerm(engine.term);
    if (!engine.ended.aborted) await once(engine.ended, "abort");
    this.#engine = undefined;
    this.#options.onTerm(null);
    this.#options.log.info({ term: engine.term }, "leading no more: following");
    // It is fenced: what it still waits for, a store that hangs, must not keep this coordinator from leading again.
    await this.#until(stopMs, (done) => void engine.stop().then(done, done));
  }

  async #successor(term: number): Promise<void> {
    const isThere = () => (this.#leadership?.leader()?.term ?? 0) > term;
    if (isThere()) return;
    let unsubscribe: (() => void) | undefined;
    await this.#until(successorMs, (done) => {
      unsubscribe = this.#leadership?.onLeaderChange(() => {
        if (isThere()) done();
      });
    });
    unsubscribe?.();
  }

  async #until(ms: number, listen: (done: () => void) => void): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = this.#options.clock.after(ms, resolve);
    listen(() => resolve());
    await promise;
    timer.cancel();
  }
}

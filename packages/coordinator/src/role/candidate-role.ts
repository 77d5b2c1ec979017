/**
 * A coordinator among several: it follows, and leads whenever it is elected.
 *
 *              elected                    engine ready            term over
 *   following ─────────▶ taking over ───────────────▶ leading ─────────────▶ following …
 *       ▲                     │ a store fails: the lead is given up, and sought again after a pause
 *       └─────────────────────┘
 *
 * An agent that comes while it takes over waits at its door: it would find nobody else.
 *
 * It reads by itself in each of these, so that a stream that was opened while it followed goes on whoever leads. What is
 * asked goes to its engine from the moment when that is ready, to the moment when its term is over.
 */
import { once } from "node:events";
import {
  type Agents,
  type Clock,
  type Engine,
  type EngineLog,
  type Faces,
  type Leadership,
  type Reader,
  Subscribers,
} from "@troupe/engine";
import { agentsOfNext } from "./agents-of-next.ts";
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
/** How long a leader is waited for where nobody is known to lead: long enough for an election, to tell where to go. */
const electionMs = 300;

export class CandidateRole implements Role {
  /** It may always follow. */
  readonly ended: AbortSignal = new AbortController().signal;
  readonly #options: CandidateRoleOptions;
  readonly #resigning = new AbortController();
  readonly #standings = new Subscribers<Standing>();
  #leadership: Leadership | undefined;
  #engine: Engine | undefined;
  /** While it takes over: the engine, or undefined once that has failed. */
  #next: Promise<Engine | undefined> | undefined;
  /** Its own last one that is over; etcd may not have said so yet. */
  #overTerm: number | undefined;
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

  get datasets() {
    return this.#faces.datasets;
  }

  get agents(): Agents {
    const { agents } = this.#faces;
    return this.#next === undefined ? agents : agentsOfNext(this.#next, agents);
  }

  get telemetry() {
    return this.#faces.telemetry;
  }

  get approvals() {
    return this.#faces.approvals;
  }

  get schedules() {
    return this.#faces.schedules;
  }

  get pools() {
    return this.#faces.pools;
  }

  get backfills() {
    return this.#faces.backfills;
  }

  get notices() {
    return this.#faces.notices;
  }

  get artifacts() {
    return this.#faces.artifacts;
  }

  get retention() {
    return this.#faces.retention;
  }

  get standing(): Standing {
    return { term: this.#engine?.term ?? null, leader: this.#leadership?.leader() };
  }

  onStanding(listener: () => void): () => void {
    return this.#standings.add(listener);
  }

  /** From now on it may be elected. */
  campaign(leadership: Leadership): void {
    this.#leadership = leadership;
    leadership.onLeaderChange(() => this.#standings.tell(this.standing));
    this.#campaign = this.#leadAgainAndAgain(leadership);
  }

  async resign(): Promise<void> {
    const engine = this.#engine;
    this.#resigning.abort();
    await engine?.stop();
    await this.#campaign;
    await this.untilLed();
  }

  async untilLed(): Promise<void> {
    const leadership = this.#leadership;
    if (leadership === undefined || this.#isLed(leadership)) return;
    let unsubscribe: (() => void) | undefined;
    await this.#until(electionMs, (done) => {
      unsubscribe = leadership.onLeaderChange(() => {
        if (this.#isLed(leadership)) done();
      });
    });
    unsubscribe?.();
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
    const engine = await this.#takeOver(leadership, signal);
    if (signal.aborted) return engine.stop();
    this.#engine = engine;
    this.#options.onTerm(engine.term);
    this.#standings.tell(this.standing);
    if (!engine.ended.aborted) await once(engine.ended, "abort");
    this.#engine = undefined;
    this.#overTerm = engine.term;
    this.#options.onTerm(null);
    this.#standings.tell(this.standing);
    this.#options.log.info({ term: engine.term }, "leading no more: following");
    // It is fenced: what it still waits for, a store that hangs, must not keep this coordinator from leading again.
    await this.#until(stopMs, (done) => void engine.stop().then(done, done));
  }

  #isLed(leadership: Leadership): boolean {
    const leader = leadership.leader();
    const overTerm = this.#engine?.ended.aborted ? this.#engine.term : this.#overTerm;
    return leader !== undefined && leader.term !== overTerm;
  }

  async #takeOver(leadership: Leadership, signal: AbortSignal): Promise<Engine> {
    const next = Promise.withResolvers<Engine | undefined>();
    try {
      const noticed = noticing(leadership, () => {
        this.#next = next.promise;
      });
      const engine = await this.#options.lead(noticed, signal);
      next.resolve(signal.aborted ? undefined : engine);
      return engine;
    } finally {
      this.#next = undefined;
      next.resolve(undefined);
    }
  }

  async #until(ms: number, listen: (done: () => void) => void): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = this.#options.clock.after(ms, resolve);
    listen(() => resolve());
    await promise;
    timer.cancel();
  }
}

/** Says when the term has begun, which is before there is an engine. */
function noticing(leadership: Leadership, taken: () => void): Leadership {
  return {
    lead: async (signal) => {
      const lease = await leadership.lead(signal);
      taken();
      return lease;
    },
    leader: () => leadership.leader(),
    onLeaderChange: (listener) => leadership.onLeaderChange(listener),
    close: () => leadership.close(),
  };
}

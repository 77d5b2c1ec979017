/**
 * How a take-over goes, step by step. In the log it is told once an agent's first result is written, for whoever asks where
 * the time of a fail-over went. And what can wait learns from it when agents have had their say.
 */
import type { EngineLog } from "../options.ts";
import type { Clock } from "../ports/clock.ts";

/**
 * `fenced`: the first batch is written, so that no earlier term writes any more. `open`: agents and callers may come.
 * `welcomed`: the first agent is there. `reported`: the first result that an agent told is written.
 */
export type TakeOverStep = "fenced" | "open" | "welcomed" | "reported";

export class TakeOver {
  readonly #clock: Clock;
  readonly #log: EngineLog;
  readonly #term: number;
  readonly #beganAt: number;
  /** Milliseconds since the term began. */
  readonly #reached: Partial<Record<TakeOverStep, number>> = {};
  /** Agents that were there before, and are not yet. */
  readonly #expected = new Set<string>();
  /** Somebody has brought results. */
  #bringsResults = false;
  readonly #heard = Promise.withResolvers<void>();

  /** It begins now. */
  constructor(term: number, clock: Clock, log: EngineLog) {
    this.#term = term;
    this.#clock = clock;
    this.#log = log;
    this.#beganAt = clock.monotonic();
  }

  /** Only the first time counts. */
  reached(step: TakeOverStep): void {
    if (this.#reached[step] !== undefined) return;
    this.#reached[step] = Math.round(this.#clock.monotonic() - this.#beganAt);
    if (step !== "reported") return;
    this.#log.info({ term: this.#term, ms: this.#reached }, "the first result of this term is written");
    this.#settle();
  }

  /** It was there under the predecessor. */
  expect(agentId: string): void {
    this.#expected.add(agentId);
  }

  /** `bringsResults`: it has some that nobody has acknowledged. */
  welcomed(agentId: string, bringsResults: boolean): void {
    this.reached("welcomed");
    this.#expected.delete(agentId);
    this.#bringsResults ||= bringsResults;
    this.#settle();
  }

  /**
   * Resolves once all agents are back that were there before, and the first result that they bring is written; or after so
   * long, for one of them may be gone.
   */
  async agentsHeard(patienceMs: number): Promise<void> {
    const timer = this.#clock.after(patienceMs, () => this.#heard.resolve());
    this.#settle();
    await this.#heard.promise.finally(() => timer.cancel());
  }

  #settle(): void {
    const isAwaited = this.#expected.size > 0 || (this.#bringsResults && this.#reached.reported === undefined);
    if (!isAwaited && this.#reached.open !== undefined) this.#heard.resolve();
  }
}

/** How this coordinator presents itself, kept up to date where others look. */
import type { Clock, CoordinatorInfo } from "@troupe/engine";
import type { Presence, Registry } from "../ports/registry.ts";

export class OwnPresence {
  readonly #clock: Clock;
  readonly #registry: Registry | undefined;
  #current: Presence;
  /** Before, nobody could reach it. */
  #serves = false;

  constructor(name: string, version: string, clock: Clock, registry?: Registry) {
    this.#clock = clock;
    this.#registry = registry;
    const now = clock.now();
    this.#current = { name, address: null, httpUrl: null, version, term: null, since: now, startedAt: now };
  }

  get current(): Presence {
    return this.#current;
  }

  /** It serves there. */
  servesAt(info: CoordinatorInfo): void {
    this.#serves = true;
    this.#become(info);
  }

  /** It leads; or, with null, follows. */
  term(term: number | null): void {
    this.#become({ term, since: this.#clock.now() });
  }

  #become(change: Partial<Presence>): void {
    this.#current = { ...this.#current, ...change };
    if (this.#serves) this.#registry?.present(this.#current);
  }
}

/** The network between simulated processes: messages take time, and under faults they get lost, doubled and overtaken. */
import type { Clock } from "@troupe/engine";
import type { Luck } from "../cluster/unreliable-store.ts";
import type { ProcessClock } from "./process-clock.ts";

export interface Node {
  /** Keeps its name over restarts. */
  readonly name: string;
  readonly clock: ProcessClock;
}

export interface Weather {
  readonly minMs: number;
  readonly maxMs: number;
  /** Shares of the datagrams. */
  readonly loss: number;
  readonly duplication: number;
}

export const fairWeather: Weather = { minMs: 0.2, maxMs: 3, loss: 0.01, duplication: 0.01 };

/** How long a side takes to notice that nothing comes from the other: keepalive. */
const noticeMs = { min: 1500, max: 4000 } as const;

export class Network {
  readonly clock: Clock;
  readonly #luck: Luck;
  readonly #cuts = new Set<string>();
  weather: Weather = fairWeather;

  constructor(clock: Clock, luck: Luck) {
    this.clock = clock;
    this.#luck = luck;
  }

  /** Both ways; by name, so that it outlasts restarts. */
  cut(a: string, b: string): void {
    this.#cuts.add(pair(a, b));
  }

  heal(a: string, b: string): void {
    this.#cuts.delete(pair(a, b));
  }

  isCut(a: string, b: string): boolean {
    return this.#cuts.has(pair(a, b));
  }

  delay(): number {
    const { minMs, maxMs } = this.weather;
    return minMs + this.#luck.random() * (maxMs - minMs);
  }

  noticeMs(): number {
    return noticeMs.min + this.#luck.random() * (noticeMs.max - noticeMs.min);
  }

  /** May be lost, come twice, or overtake another one. */
  datagram(from: string, to: Node, deliver: () => void): void {
    const { loss, duplication } = this.weather;
    if (this.isCut(from, to.name) || this.#luck.random() < loss) return;
    const copies = this.#luck.random() < duplication ? 2 : 1;
    for (let copy = 0; copy < copies; copy += 1)
      this.clock.after(this.delay() * (1 + 20 * copy), () => to.clock.run(deliver));
  }
}

function pair(a: string, b: string): string {
  return a < b ? `${a}|${b}` : `${b}|${a}`;
}

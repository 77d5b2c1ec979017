/** What must hold at every moment of the soak, looked at once a second; a broken promise is kept with its time. */
import { setTimeout as pause } from "node:timers/promises";
import type { Cluster } from "../support/cluster.ts";
import { type Ledger, twice } from "../support/ledger.ts";
import { memory } from "../support/processes.ts";
import type { Workload } from "./run-workload.ts";

const everyMs = 1000;
/** Each of the two. Both rest at a quarter of it. */
const memoryLimit = 512 * 2 ** 20;
/** A list is a view, and may be behind after a start. */
const listedWithinMs = 30_000;

export class Watch {
  readonly problems = new Set<string>();
  readonly peak = { coordinator: 0, agent: 0 };
  readonly #cluster: Cluster;
  readonly #ledger: Ledger;
  readonly #workload: Workload;
  readonly #say: (problem: string) => void;

  /** `say` hears of each problem once, when it is found. */
  constructor(cluster: Cluster, ledger: Ledger, workload: Workload, say: (problem: string) => void) {
    this.#cluster = cluster;
    this.#ledger = ledger;
    this.#workload = workload;
    this.#say = say;
  }

  found(problem: string): void {
    if (this.problems.has(problem)) return;
    this.problems.add(problem);
    this.#say(problem);
  }

  async until(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      this.#memory();
      for (const what of twice(this.#ledger.lines())) this.found(what);
      // Who is away or has no time answers the next time.
      await this.#lists().catch(() => undefined);
      await pause(everyMs, undefined, { signal }).catch(() => undefined);
    }
  }

  #memory(): void {
    const { coordinator, agent } = this.#cluster;
    for (const [who, pid] of [["coordinator", coordinator.process.pid] as const, ["agent", agent.pid] as const]) {
      this.peak[who] = Math.max(this.peak[who], memory(pid) ?? 0);
      if (this.peak[who] > memoryLimit) this.found(`the ${who} took more than ${memoryLimit} bytes of memory`);
    }
  }

  async #lists(): Promise<void> {
    const longAgo = performance.now() - listedWithinMs;
    const due = this.#workload.acknowledged.filter(({ at }) => at < longAgo);
    const listed = new Set((await this.#cluster.client.runs({ limit: 10_000 })).map(({ id }) => id));
    for (const { run } of due)
      if (!listed.has(run.id)) this.found(`${run.id} was acknowledged, and is not in the list`);
  }
}

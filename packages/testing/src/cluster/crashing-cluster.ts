/** A cluster whose coordinator dies at a batch that a test names, once written or before, and is followed by another. */
import type { PipelineSpec, TaskStatus } from "@troupe/core";
import type { StateStore } from "@troupe/engine";
import type { Execute } from "./simulated-agent.ts";
import { SimulatedCluster } from "./simulated-cluster.ts";

export interface Crash {
  /** Number of the batch, 1 being the first after `arm`. */
  readonly at: number;
  /** Whether that batch is written, and only nobody hears of it. */
  readonly written: boolean;
}

export class CrashingCluster {
  readonly cluster: SimulatedCluster;
  #crash: Crash | undefined;
  #batches = 0;
  #isDown = false;

  constructor(execute: Execute) {
    this.cluster = new SimulatedCluster({ execute, store: (inner) => this.#crashing(inner) });
  }

  async start(...specs: readonly PipelineSpec[]): Promise<void> {
    const engine = await this.cluster.startCoordinator();
    for (const spec of specs) await engine.pipelines.apply(spec, null);
  }

  /** From here on batches are counted. */
  arm(crash: Crash | undefined): void {
    this.#crash = crash;
    this.#batches = 0;
  }

  /** Since `arm`: 0 until the crash that was asked for has come. */
  get hasCrashed(): boolean {
    return this.#crash !== undefined && this.#batches >= this.#crash.at;
  }

  get batches(): number {
    return this.#batches;
  }

  /** Time goes on; whoever has died is followed by another a second later. */
  async advance(ms: number): Promise<void> {
    const { clock } = this.cluster;
    for (let left = ms; left > 0; left -= 250) {
      await clock.advance(Math.min(250, left));
      if (!this.#isDown) continue;
      this.#isDown = false;
      this.cluster.killCoordinator();
      const engine = await this.cluster.startCoordinator();
      for (const agent of this.cluster.agents) await agent.connect(engine);
    }
  }

  async status(runId: string, task: string): Promise<TaskStatus> {
    const [view] = await this.cluster.engine.runs.tasks(runId, { limit: 1, names: [task] });
    if (view === undefined) throw new Error(`there is no task ${task}`);
    return view.status;
  }

  #crashing(inner: StateStore): StateStore {
    return {
      limits: inner.limits,
      get: (key) => inner.get(key),
      scan: (prefix, options) => inner.scan(prefix, options),
      usage: () => inner.usage(),
      close: () => inner.close(),
      commit: async (batch) => {
        this.#batches += 1;
        if (this.#batches !== this.#crash?.at) return inner.commit(batch);
        this.#isDown = true;
        if (this.#crash.written) await inner.commit(batch);
        return new Promise(() => {});
      },
    };
  }
}

/** What the engine said last of its load, for whoever asks; and hands all of it on. */
import type { Metrics } from "../ports/metrics.ts";
import type { LoadView } from "./cluster-view.ts";

type Meters = Metrics["engine"];

export class LoadMeter implements Meters {
  readonly #meters: Meters;
  #load: LoadView = {
    agents: { ready: 0, draining: 0, deaf: 0, silent: 0, gone: 0 },
    queued: 0,
    running: 0,
    waiting: 0,
    approvals: 0,
  };

  constructor(meters: Meters) {
    this.#meters = meters;
  }

  /** Of an engine that leads. */
  get load(): LoadView {
    return this.#load;
  }

  batch(batch: Parameters<Meters["batch"]>[0]): void {
    this.#meters.batch(batch);
  }

  queue(depth: number): void {
    this.#load = { ...this.#load, queued: depth };
    this.#meters.queue(depth);
  }

  running(attempts: number): void {
    this.#load = { ...this.#load, running: attempts };
    this.#meters.running(attempts);
  }

  waiting(tasks: number, approvals: number): void {
    this.#load = { ...this.#load, waiting: tasks, approvals };
    this.#meters.waiting(tasks, approvals);
  }

  telemetry(bytes: number): void {
    this.#meters.telemetry(bytes);
  }

  agents(states: Parameters<Meters["agents"]>[0]): void {
    this.#load = { ...this.#load, agents: { ...states } };
    this.#meters.agents(states);
  }
}

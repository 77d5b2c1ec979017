/** Tasks that wait for a revision of a dataset. */
import type { Json, Output, WaitEnd, WaitingOn } from "@troupe/core";
import type { Clock } from "../ports/clock.ts";
import { type BegunWait, waitName } from "./begun-wait.ts";

export type DatasetWait = BegunWait<Extract<WaitingOn, { readonly kind: "dataset" }>>;

export interface DatasetWaitSurroundings {
  readonly clock: Clock;
  /** The newest number, 0 if there is none; perhaps not written yet. */
  head(dataset: string): number;
  /** Once it is written; undefined if it never was. */
  revision(dataset: string, revision: number): Promise<{ readonly value: Json } | undefined>;
  keep(value: Json): Promise<Output>;
  tell(wait: BegunWait, end: WaitEnd): void;
}

export class DatasetWaits {
  readonly #around: DatasetWaitSurroundings;
  readonly #waits = new Map<string, DatasetWait>();
  readonly #byDataset = new Map<string, Set<string>>();
  #isStarted = false;

  constructor(around: DatasetWaitSurroundings) {
    this.#around = around;
  }

  /** All datasets and all live runs are known. */
  start(): void {
    this.#isStarted = true;
    this.published([...this.#byDataset.keys()]);
  }

  begin(wait: DatasetWait): void {
    const name = waitName(wait);
    const { dataset } = wait.on;
    this.#waits.set(name, wait);
    this.#byDataset.set(dataset, (this.#byDataset.get(dataset) ?? new Set()).add(name));
    this.#look(name);
  }

  end(name: string): void {
    const dataset = this.#waits.get(name)?.on.dataset;
    if (dataset === undefined) return;
    this.#waits.delete(name);
    const waiting = this.#byDataset.get(dataset);
    waiting?.delete(name);
    if (waiting?.size === 0) this.#byDataset.delete(dataset);
  }

  published(datasets: readonly string[]): void {
    for (const dataset of datasets) for (const name of this.#byDataset.get(dataset) ?? []) this.#look(name);
  }

  #look(name: string): void {
    const wait = this.#waits.get(name);
    if (!this.#isStarted || wait === undefined) return;
    const { dataset, newerThan } = wait.on;
    const head = this.#around.head(dataset);
    // What cannot be read now is read with the next revision, or by whoever leads next.
    if (head > newerThan) this.#finish(wait, head).catch(() => {});
  }

  async #finish(wait: DatasetWait, revision: number): Promise<void> {
    const { clock, keep, tell } = this.#around;
    const found = await this.#around.revision(wait.on.dataset, revision);
    if (found === undefined) return;
    const at = new Date(clock.now()).toISOString();
    const output = await keep({ outcome: "ready", at, revision, value: found.value });
    if (this.#waits.get(waitName(wait)) === wait) tell(wait, { output });
  }
}

/**
 * Every wait of every live run: people are shown what there is, and asked what they have to answer, and runs that were asked
 * for are made and followed. Of a time the run itself hears. Nothing of it is stored: runs tell it all again to the next leader.
 */
import type { EngineMeters } from "../options.ts";
import type { Clock } from "../ports/clock.ts";
import { type BegunTrigger, type BegunWait, waitName } from "./begun-wait.ts";
import { type DatasetWait, type DatasetWaitSurroundings, DatasetWaits } from "./dataset-waits.ts";
import { OpenApprovals } from "./open-approvals.ts";
import { OpenWaits } from "./open-waits.ts";
import { type TriggerSurroundings, Triggers } from "./triggers.ts";

export type WaitSurroundings = TriggerSurroundings &
  DatasetWaitSurroundings & { readonly clock: Clock; readonly meters?: Pick<EngineMeters, "waiting"> | undefined };

export class Waits {
  readonly approvals = new OpenApprovals();
  readonly all = new OpenWaits();
  readonly #triggers: Triggers;
  readonly #datasets: DatasetWaits;
  readonly #meters: WaitSurroundings["meters"];

  constructor(around: WaitSurroundings) {
    this.#meters = around.meters;
    this.#triggers = new Triggers(around);
    this.#datasets = new DatasetWaits(around);
  }

  /** All live runs are known. */
  start(): void {
    this.#triggers.start();
    this.#datasets.start();
  }

  /** Told once the wait is written; again where more is known of it, and after a restart of its run. */
  begin(wait: BegunWait): void {
    this.all.add(wait);
    if (wait.on.kind === "approval") this.approvals.add(wait);
    this.#count();
    if (wait.on.kind === "dataset") this.#datasets.begin(wait as DatasetWait);
    if (wait.on.kind === "run") this.#triggers.begin(wait as BegunTrigger);
  }

  end(runId: string, task: string): void {
    const name = waitName({ runId, task });
    this.all.remove(name);
    this.approvals.remove(name);
    this.#count();
    this.#triggers.end(name);
    this.#datasets.end(name);
  }

  /** A run has ended, and that is written: those that wait for it are told. */
  runEnded(runId: string): void {
    this.#triggers.runEnded(runId);
  }

  /** Datasets have a new revision, and that is written. */
  published(datasets: readonly string[]): void {
    this.#datasets.published(datasets);
  }

  stop(): void {
    this.#triggers.stop();
  }

  #count(): void {
    this.#meters?.waiting(this.all.size, this.approvals.size);
  }
}

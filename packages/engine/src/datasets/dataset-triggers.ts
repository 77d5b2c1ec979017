/**
 * Pipelines that new revisions of datasets start. Up to which revision a pipeline has been started is written in the very
 * group that makes the run, so that each revision starts one run, whoever leads.
 *
 * A revision for which no run can be made (the pipeline skips what overlaps, the value does not fit) is passed over, and
 * it is written down that it was, and why. If the store is in trouble it is tried again.
 */
import { type DatasetStart, nextStart, type PipelineSpec, TroupeError } from "@troupe/core";
import type { Committer, Group } from "../commit/committer.ts";
import type { EngineLog } from "../options.ts";
import type { Clock, Timer } from "../ports/clock.ts";
import type { StateEntry, StateStore } from "../ports/state-store.ts";
import { scanAll } from "../records/scan-all.ts";
import {
  type SubscriptionRecord,
  subscriptionKey,
  subscriptionRecord,
  subscriptionsPrefix,
} from "./dataset-records.ts";

export interface DatasetTriggersSurroundings {
  readonly store: StateStore;
  readonly committer: Committer;
  readonly clock: Clock;
  readonly log: EngineLog;
  head(dataset: string): number;
  /** Makes a run; `also` is asked for what is written along with it in the turn in which it is staged. */
  start(pipeline: string, start: DatasetStart, also: () => readonly StateEntry[]): Promise<unknown>;
}

/** After which a start is tried again that the store would not take. */
const retryMs = 2000;

export class DatasetTriggers {
  readonly #around: DatasetTriggersSurroundings;
  /** By pipeline. */
  readonly #subscriptions = new Map<string, SubscriptionRecord>();
  readonly #byDataset = new Map<string, Set<string>>();
  /** Pipelines that are being caught up with. */
  readonly #busy = new Set<string>();
  readonly #retries = new Map<string, Timer>();
  #isStopped = false;

  constructor(around: DatasetTriggersSurroundings) {
    this.#around = around;
  }

  async load(): Promise<void> {
    for await (const { value } of scanAll(this.#around.store, subscriptionsPrefix))
      this.#subscribe(subscriptionRecord.decode(value));
  }

  /** Carries on where the predecessor was. */
  start(): void {
    for (const pipeline of this.#subscriptions.keys()) this.#catchUp(pipeline);
  }

  stop(): void {
    this.#isStopped = true;
    for (const timer of this.#retries.values()) timer.cancel();
  }

  /** What is written along with a spec: it is started by what is published from then on. */
  applying({ name: pipeline, on }: PipelineSpec): Pick<Group, "puts" | "deletes"> {
    const known = this.#subscriptions.get(pipeline);
    if (on === undefined) {
      if (known !== undefined) this.#unsubscribe(known);
      return known === undefined ? {} : { deletes: [subscriptionKey(pipeline)] };
    }
    const seen = Object.fromEntries(on.datasets.map((each) => [each, known?.seen[each] ?? this.#around.head(each)]));
    const { skips = 0, lastSkip = null } = known ?? {};
    const record: SubscriptionRecord = { pipeline, on, seen, skips, lastSkip };
    this.#subscribe(record);
    return { puts: [put(record)] };
  }

  /** There are new revisions. */
  published(datasets: readonly string[]): void {
    for (const pipeline of new Set(datasets.flatMap((dataset) => [...(this.#byDataset.get(dataset) ?? [])])))
      this.#catchUp(pipeline);
  }

  #subscribe(record: SubscriptionRecord): void {
    const before = this.#subscriptions.get(record.pipeline);
    if (before !== undefined) this.#unsubscribe(before);
    this.#subscriptions.set(record.pipeline, record);
    for (const dataset of record.on.datasets) {
      const pipelines = this.#byDataset.get(dataset) ?? new Set();
      this.#byDataset.set(dataset, pipelines.add(record.pipeline));
    }
  }

  #unsubscribe({ pipeline, on }: SubscriptionRecord): void {
    this.#subscriptions.delete(pipeline);
    for (const dataset of on.datasets) this.#byDataset.get(dataset)?.delete(pipeline);
  }

  #catchUp(pipeline: string): void {
    if (this.#busy.has(pipeline) || this.#isStopped) return;
    this.#busy.add(pipeline);
    this.#startAll(pipeline)
      .catch((error: unknown) => this.#retry(pipeline, error))
      .finally(() => {
        this.#busy.delete(pipeline);
        // What came in the very moment in which it was done.
        if (!this.#retries.has(pipeline) && this.#due(pipeline) !== undefined) this.#catchUp(pipeline);
      });
  }

  async #startAll(pipeline: string): Promise<void> {
    for (let due = this.#due(pipeline); due !== undefined && !this.#isStopped; due = this.#due(pipeline)) {
      const start = due;
      try {
        await this.#around.start(pipeline, start, () => this.#see(pipeline, start));
      } catch (error) {
        if (!(error instanceof TroupeError) || error.reaction !== "reject") throw error;
        await this.#skip(pipeline, start, error);
      }
    }
  }

  #due(pipeline: string): DatasetStart | undefined {
    const subscription = this.#subscriptions.get(pipeline);
    return subscription && nextStart(subscription.on, subscription.seen, (dataset) => this.#around.head(dataset));
  }

  /** SAFETY: of the subscription as it is when this is staged: another version may have been applied meanwhile. */
  #see(pipeline: string, { seen }: DatasetStart, change: Partial<SubscriptionRecord> = {}): readonly StateEntry[] {
    const known = this.#subscriptions.get(pipeline);
    if (known === undefined) return [];
    const record = { ...known, ...change, seen: newest(known.seen, seen) };
    this.#subscriptions.set(pipeline, record);
    return [put(record)];
  }

  async #skip(pipeline: string, start: DatasetStart, { code, message }: TroupeError): Promise<void> {
    const { clock, committer, log } = this.#around;
    const { dataset, revision } = start;
    log.warn({ pipeline, dataset, revision, code }, "a new revision started no run");
    const skips = (this.#subscriptions.get(pipeline)?.skips ?? 0) + 1;
    const lastSkip = { at: clock.now(), dataset, revision, code, message };
    await committer.stage({ puts: this.#see(pipeline, start, { skips, lastSkip }) });
  }

  #retry(pipeline: string, error: unknown): void {
    if (this.#isStopped) return;
    this.#around.log.warn({ pipeline, error }, "a new revision cannot start a run now; trying again");
    const timer = this.#around.clock.after(retryMs, () => {
      this.#retries.delete(pipeline);
      this.#catchUp(pipeline);
    });
    this.#retries.set(pipeline, timer);
  }
}

function put(record: SubscriptionRecord): StateEntry {
  return { key: subscriptionKey(record.pipeline), value: subscriptionRecord.encode(record) };
}

/** What is no longer asked for is left out. */
function newest(known: SubscriptionRecord["seen"], seen: DatasetStart["seen"]): SubscriptionRecord["seen"] {
  return Object.fromEntries(Object.entries(known).map(([name, before]) => [name, Math.max(before, seen[name] ?? 0)]));
}

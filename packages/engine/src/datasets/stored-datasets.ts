/** Datasets as the state store has them: read alike by the leader and by those who follow. */
import { datasetLimits, type PipelineSpec, TroupeError } from "@troupe/core";
import type { StoredPipelines } from "../pipeline/stored-pipelines.ts";
import type { StateStore } from "../ports/state-store.ts";
import { scanAll } from "../records/scan-all.ts";
import {
  type DatasetRecord,
  datasetKey,
  datasetRecord,
  datasetsPrefix,
  revisionKey,
  revisionRecord,
  revisionsPrefix,
  type SubscriptionRecord,
  subscriptionRecord,
  subscriptionsPrefix,
} from "./dataset-records.ts";
import type { DatasetRevision, Datasets, DatasetView } from "./dataset-views.ts";

export interface StoredDatasetsSurroundings {
  readonly store: StateStore;
  readonly pipelines: StoredPipelines;
}

/** What the datasets of a list have to do with pipelines. */
interface Uses {
  readonly specs: readonly PipelineSpec[];
  readonly subscriptions: readonly SubscriptionRecord[];
}

const pageSize = 500;

export class StoredDatasets implements Omit<Datasets, "publish"> {
  readonly #around: StoredDatasetsSurroundings;

  constructor(around: StoredDatasetsSurroundings) {
    this.#around = around;
  }

  async list({ after, limit }: { readonly after?: string; readonly limit: number }): Promise<readonly DatasetView[]> {
    const from = after === undefined ? {} : { after: datasetKey(after) };
    const entries = await this.#around.store.scan(datasetsPrefix, { ...from, limit: Math.min(limit, pageSize) });
    const uses = await this.#uses();
    return entries.map(({ value }) => view(datasetRecord.decode(value), uses));
  }

  async get(name: string): Promise<DatasetView> {
    return view(await this.#record(name), await this.#uses());
  }

  async revisions(
    name: string,
    { before, limit }: { readonly before?: number; readonly limit: number },
  ): Promise<readonly DatasetRevision[]> {
    const { revision: head } = await this.#record(name);
    const newest = Math.min(head, (before ?? head + 1) - 1);
    const oldest = Math.max(0, head - datasetLimits.revisions, newest - Math.min(limit, pageSize));
    const page = await this.#around.store.scan(revisionsPrefix(name), {
      after: revisionKey(name, oldest),
      limit: newest - oldest,
    });
    return page.map(({ value }) => revisionRecord.decode(value)).reverse();
  }

  /** Undefined if it is not there, or no longer. */
  async revision(name: string, revision: number): Promise<DatasetRevision | undefined> {
    const bytes = await this.#around.store.get(revisionKey(name, revision));
    return bytes === undefined ? undefined : revisionRecord.decode(bytes);
  }

  /** Current specs of all pipelines. */
  protected async specs(): Promise<readonly PipelineSpec[]> {
    const specs: PipelineSpec[] = [];
    for (let after: string | undefined; ; ) {
      const page = await this.#around.pipelines.list({ ...(after === undefined ? {} : { after }), limit: pageSize });
      specs.push(...page.map(({ spec }) => spec));
      after = page.at(-1)?.name;
      if (after === undefined) return specs;
    }
  }

  async #uses(): Promise<Uses> {
    const subscriptions: SubscriptionRecord[] = [];
    for await (const { value } of scanAll(this.#around.store, subscriptionsPrefix))
      subscriptions.push(subscriptionRecord.decode(value));
    return { specs: await this.specs(), subscriptions };
  }

  async #record(name: string): Promise<DatasetRecord> {
    const bytes = await this.#around.store.get(datasetKey(name));
    if (bytes === undefined) throw datasetNotFound(name);
    return datasetRecord.decode(bytes);
  }
}

function view({ name, revision, publishedAt }: DatasetRecord, { specs, subscriptions }: Uses): DatasetView {
  const named = (has: (spec: PipelineSpec) => boolean) => specs.filter(has).map((spec) => spec.name);
  return {
    name,
    revision,
    publishedAt,
    publishers: named(({ publishes = [] }) => publishes.some(({ dataset }) => dataset === name)),
    readers: named(({ datasets }) => datasets?.[name]?.read !== undefined),
    started: subscriptions
      .filter(({ on }) => on.datasets.includes(name))
      .map(({ pipeline, seen, skips, lastSkip }) => ({ pipeline, seen: seen[name] ?? 0, skips, lastSkip })),
  };
}

export function datasetNotFound(name: string): TroupeError {
  return new TroupeError(
    `There is no dataset "${name}": no pipeline that is applied names it, and nobody has published it. \`troupe get datasets\` lists those that there are.`,
    { code: "DATASET_NOT_FOUND", reaction: "reject", details: { dataset: name } },
  );
}

/**
 * Datasets under the engine that leads. It knows the newest number of each, and gives the next one in the very turn in
 * which what carries it is staged: so that numbers are without gaps and in the order of the commits.
 */
import {
  artifactsIn,
  datasetLimits,
  isDatasetName,
  type Json,
  type PipelineSpec,
  publicationsOf,
  type RunState,
  TroupeError,
  validateJson,
} from "@troupe/core";
import type { Committer, Group } from "../commit/committer.ts";
import { digestOfJson } from "../digest-of-json.ts";
import type { Archive } from "../ports/archive.ts";
import type { Clock } from "../ports/clock.ts";
import type { StateEntry } from "../ports/state-store.ts";
import { scanAll } from "../records/scan-all.ts";
import { Serial } from "../serial.ts";
import {
  datasetKey,
  datasetRecord,
  datasetsPrefix,
  publicationKey,
  publicationRecord,
  revisionKey,
  revisionRecord,
} from "./dataset-records.ts";
import type { DatasetRevision, Datasets, PublishRequest } from "./dataset-views.ts";
import { StoredDatasets, type StoredDatasetsSurroundings } from "./stored-datasets.ts";

export interface DatasetRegistrySurroundings extends StoredDatasetsSurroundings {
  readonly archive: Archive;
  readonly committer: Committer;
  readonly clock: Clock;
  /** Told of datasets that have a new revision, once it is written. */
  published(datasets: readonly string[]): void;
}

export class DatasetRegistry extends StoredDatasets implements Datasets {
  readonly #writing: DatasetRegistrySurroundings;
  readonly #heads = new Map<string, number>();
  /** Requests under one id follow one another. */
  readonly #requests = new Serial();

  constructor(around: DatasetRegistrySurroundings) {
    super(around);
    this.#writing = around;
  }

  async load(): Promise<void> {
    for await (const { value } of scanAll(this.#writing.store, datasetsPrefix)) {
      const { name, revision } = datasetRecord.decode(value);
      this.#heads.set(name, revision);
    }
  }

  /** The newest revision, 0 if there is none. */
  head(name: string): number {
    return this.#heads.get(name) ?? 0;
  }

  /** Also one that is being written: whoever asks waits for it. */
  override async revision(name: string, revision: number): Promise<DatasetRevision | undefined> {
    const written = await super.revision(name, revision);
    if (written !== undefined || revision > this.head(name)) return written;
    await this.#writing.committer.settled();
    return await super.revision(name, revision);
  }

  /** What has to be written along with a spec that names datasets for the first time. */
  declaring({ datasets = {} }: PipelineSpec): readonly StateEntry[] {
    const names = Object.keys(datasets).filter((name) => !this.#heads.has(name));
    return names.map((name) => {
      this.#heads.set(name, 0);
      return { key: datasetKey(name), value: datasetRecord.encode({ name, revision: 0, publishedAt: null }) };
    });
  }

  /** What has to be written along with the success of a run: in the turn in which its event was decided. */
  ending(state: RunState): Pick<Group, "puts" | "deletes"> {
    const { published = [], runId, pipeline, endedAt } = state.header;
    if (published.length === 0) return {};
    const values = publicationsOf(state);
    return this.#revisions(
      published.map(({ dataset, revision, task }, index) => ({
        dataset,
        revision,
        value: values[index]?.value ?? null,
        publishedAt: endedAt ?? this.#writing.clock.now(),
        producer: { runId, pipeline, task },
      })),
    );
  }

  async publish(request: PublishRequest): Promise<DatasetRevision> {
    this.#writing.committer.checkSpace();
    const { requestId } = request;
    if (requestId === undefined) return await this.#publish(request, () => []);
    return await this.#requests.run(requestId, () => this.#publishOnce(request, requestId));
  }

  async #publishOnce(request: PublishRequest, requestId: string): Promise<DatasetRevision> {
    const key = publicationKey(requestId);
    const bodyDigest = digestOfJson({ dataset: request.dataset, value: request.value });
    const bytes = await this.#writing.store.get(key);
    if (bytes === undefined)
      return await this.#publish(request, ({ dataset, revision, publishedAt: at }) => [
        { key, value: publicationRecord.encode({ dataset, revision, bodyDigest, at }) },
      ]);
    const known = publicationRecord.decode(bytes);
    const revision = await this.revision(known.dataset, known.revision);
    if (known.bodyDigest === bodyDigest && revision !== undefined) return revision;
    throw requestReused(requestId, known.dataset, known.revision);
  }

  async #publish(
    { dataset, value }: PublishRequest,
    also: (revision: DatasetRevision) => readonly StateEntry[],
  ): Promise<DatasetRevision> {
    checkPublication(dataset, value);
    await this.#checkUses(dataset, value);
    await this.#checkArtifacts(dataset, value);
    // SAFETY: nothing is awaited from here until it is staged: the number would be given twice.
    const revision: DatasetRevision = {
      dataset,
      revision: this.head(dataset) + 1,
      value,
      publishedAt: this.#writing.clock.now(),
      producer: null,
    };
    const { puts = [], deletes = [] } = this.#revisions([revision]);
    await this.#writing.committer.stage({ puts: [...puts, ...also(revision)], deletes });
    this.#writing.published([dataset]);
    return revision;
  }

  #revisions(revisions: readonly DatasetRevision[]): Pick<Group, "puts" | "deletes"> {
    const puts = new Map<string, StateEntry["value"]>();
    const deletes: string[] = [];
    for (const each of revisions) {
      const { dataset: name, revision, publishedAt } = each;
      this.#heads.set(name, revision);
      puts.set(revisionKey(name, revision), revisionRecord.encode(each));
      puts.set(datasetKey(name), datasetRecord.encode({ name, revision, publishedAt }));
      if (revision > datasetLimits.revisions) deletes.push(revisionKey(name, revision - datasetLimits.revisions));
    }
    return { puts: [...puts].map(([key, value]) => ({ key, value })), deletes };
  }

  /** Whoever publishes from outside is held to what the pipelines that are applied make of it. */
  async #checkUses(dataset: string, value: Json): Promise<void> {
    for (const { name, datasets } of await this.specs()) {
      const schema = datasets?.[dataset]?.schema;
      const problems = schema === undefined ? [] : validateJson(schema, value, "value");
      if (problems.length === 0) continue;
      const what = problems.map((each) => `${each.field} ${each.message}; ${each.fix}`).join(". ");
      throw new TroupeError(`"${dataset}" is not what pipeline "${name}" takes it for: ${what}.`, {
        code: "DATASET_MISFIT",
        reaction: "reject",
        problems,
        details: { dataset, pipeline: name },
      });
    }
  }

  /** Also keeps them from being collected until what refers to them is written. */
  async #checkArtifacts(dataset: string, value: Json): Promise<void> {
    for (const { digest } of artifactsIn(value)) {
      if ((await this.#writing.archive.touch(digest)) !== undefined) continue;
      throw new TroupeError(`"${dataset}" refers to the artifact ${digest}, which is not here: upload it first.`, {
        code: "ARTIFACT_NOT_FOUND",
        reaction: "reject",
        details: { digest, dataset },
      });
    }
  }
}

function checkPublication(dataset: string, value: Json): void {
  if (!isDatasetName(dataset))
    throw new TroupeError(
      `${JSON.stringify(dataset)} is no name of a dataset: use lower-case words, and slashes between them, like "churn/features".`,
      { code: "INVALID_ARGUMENT", reaction: "reject", details: { dataset } },
    );
  const size = JSON.stringify(value).length;
  if (size > datasetLimits.characters)
    throw new TroupeError(
      `The value for "${dataset}" has ${size} characters, at most ${datasetLimits.characters} are allowed: make what is large an artifact.`,
      { code: "DATASET_VALUE_TOO_LARGE", reaction: "reject", details: { dataset } },
    );
}

function requestReused(requestId: string, dataset: string, revision: number): TroupeError {
  return new TroupeError(
    `Request id "${requestId}" has published revision ${revision} of "${dataset}", with another value or under another name, or that revision is gone. Use a new request id for a new revision.`,
    { code: "REQUEST_ID_REUSED", reaction: "reject", details: { requestId, dataset, revision: String(revision) } },
  );
}

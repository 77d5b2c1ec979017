/** The client: a coordinator's API in the words of the domain. */
import { invariant, type Json, type JsonObject, type RunStatus } from "@troupe/core";
import type { Lineage__Output, RunState as WireState } from "@troupe/proto";
import { v7 as uuid } from "uuid";
import type { Dataset as DeclaredDataset } from "../dataset/dataset.ts";
import type { Pipeline } from "../pipeline/pipeline.ts";
import type { Returned } from "../schema/storable.ts";
import { listLimit } from "./connected.ts";
import { toDataset, toDatasetRevision } from "./dataset-from-wire.ts";
import type { Dataset, DatasetRevision } from "./dataset-records.ts";
import { type DownloadOptions, downloadArtifact, readArtifact } from "./download.ts";
import { toRerunPreview, toRun } from "./from-wire.ts";
import { toArtifactLink, toLineage } from "./lineage-from-wire.ts";
import type { ArtifactLink, Lineage } from "./lineage-records.ts";
import { OperationCalls } from "./operation-calls.ts";
import { collect } from "./pages.ts";
import type {
  ClientOptions,
  PublishOptions,
  RerunOptions,
  RunFilter,
  SubmitArguments,
  SubmitOptions,
} from "./requests.ts";
import { rerunRequest } from "./rerun-request.ts";
import type { ResumeOptions } from "./resume.ts";
import { type RunHandle, runHandle } from "./run-handle.ts";
import type { RerunPreview, Run } from "./run-records.ts";
import { BackfillClient, ScheduleClient, timestamp } from "./schedules.ts";

/** Artifacts of a run: a caller gets them all, up to this. */
const linksAtMost = 100_000;

/**
 * Talks to a coordinator: the one named, the one of `TROUPE_ADDRESS`, one that runs on this machine, or `127.0.0.1:7420`.
 * Connects with the first call. Calls have deadlines, are repeated when the coordinator goes away in the middle, and
 * fail as `TroupeError`.
 *
 * @example
 * await using client = new Client();
 * await client.apply(await bundlePipelines("churn.ts"));
 * const run = await client.submit(churn, { trees: [10, 50] });
 * console.log(await run.outputs());
 */
export class Client extends OperationCalls {
  /** The newest run that was started here: whichever coordinator lists runs, it is among them. */
  #seen = "";

  /** When pipelines run by themselves. */
  readonly schedules = new ScheduleClient(async () => (await this.api()).schedules);
  /** Runs for intervals of the past. */
  readonly backfills = new BackfillClient(async () => (await this.api()).schedules);

  /**
   * Starts a run of a pipeline that is applied. When this answers, the run is durable.
   * With a pipeline, its params are checked by the compiler and its outputs are typed; with a name, by the coordinator only.
   */
  async submit<Params, Out>(pipeline: Pipeline<Params, Out>, ...rest: SubmitArguments<Params>): Promise<RunHandle<Out>>;
  async submit(pipeline: string, params?: JsonObject, options?: SubmitOptions): Promise<RunHandle>;
  async submit(
    pipeline: string | Pipeline,
    params: unknown = {},
    options: SubmitOptions = {},
  ): Promise<RunHandle<unknown>> {
    const name = typeof pipeline === "string" ? pipeline : pipeline.name;
    const run = await (await this.api()).runs.create({
      pipeline: name,
      version: options.version ?? "",
      paramsJson: JSON.stringify(params),
      requestId: options.requestId ?? uuid(),
      skipCache: options.skipCache ?? false,
      interval: wireInterval(options.interval),
      traceparent: options.traceparent ?? process.env.TRACEPARENT ?? "",
      ...(options.priority === undefined ? {} : { priority: options.priority }),
    });
    this.#seen = run.revision;
    return this.#handle(run.runId, run.pipeline);
  }

  /**
   * Makes a new run of one that has ended: by default of what has no result, and what needs it. Throws RUN_NOT_ENDED,
   * RERUN_CODE_UNCLEAR, NOTHING_TO_RERUN.
   */
  async rerun(runId: string, options: RerunOptions = {}): Promise<RunHandle> {
    const run = await (await this.api()).runs.rerun({
      ...rerunRequest(runId, options),
      requestId: options.requestId ?? uuid(),
      traceparent: process.env.TRACEPARENT ?? "",
    });
    this.#seen = run.revision;
    return this.#handle(run.runId, run.pipeline);
  }

  /** What `rerun` would do with the same options. Changes nothing. */
  async previewRerun(runId: string, options: RerunOptions = {}): Promise<RerunPreview> {
    return toRerunPreview(await (await this.api()).runs.previewRerun(rerunRequest(runId, options)));
  }

  /** A run by its id, or "@latest"; throws RUN_NOT_FOUND. */
  async run(id: string, options: { readonly pipeline?: string } = {}): Promise<RunHandle> {
    const run = await (await this.api()).runs.get({
      runId: id,
      pipeline: options.pipeline ?? "",
      atLeast: this.#seen,
    });
    return this.#handle(run.runId, run.pipeline);
  }

  /** Newest first. */
  async runs({ states = [], limit = 100, ...filter }: RunFilter = {}): Promise<readonly Run[]> {
    const { runs } = await this.api();
    return await collect(limit, async (page) => {
      const answer = await runs.list({ ...filter, states: states.map(wireState), atLeast: this.#seen, ...page });
      return { items: answer.runs.map(toRun), next: answer.nextPageToken };
    });
  }

  async datasets(): Promise<readonly Dataset[]> {
    const { datasets } = await this.api();
    return await collect(listLimit, async (page) => {
      const answer = await datasets.list(page);
      return { items: answer.datasets.map(toDataset), next: answer.nextPageToken };
    });
  }

  /** Throws DATASET_NOT_FOUND. */
  async dataset(name: string): Promise<Dataset> {
    return toDataset(await (await this.api()).datasets.get(name));
  }

  /** Newest first. Throws DATASET_NOT_FOUND. */
  async revisions(dataset: string, { limit = 20 } = {}): Promise<readonly DatasetRevision[]> {
    const { datasets } = await this.api();
    return await collect(limit, async (page) => {
      const answer = await datasets.revisions({ dataset, ...page });
      return { items: answer.revisions.map(toDatasetRevision), next: answer.nextPageToken };
    });
  }

  /**
   * Publishes a revision from outside of any run; it starts what the dataset starts. When this answers, it is durable.
   * Artifacts in it are named by `{ kind, digest, size }`, and must have been uploaded.
   */
  async publish<T>(
    dataset: DeclaredDataset<T>,
    value: Returned<NoInfer<T>>,
    options?: PublishOptions,
  ): Promise<DatasetRevision>;
  async publish(dataset: string, value: Json, options?: PublishOptions): Promise<DatasetRevision>;
  async publish(
    dataset: string | DeclaredDataset,
    value: unknown,
    { requestId = uuid() }: PublishOptions = {},
  ): Promise<DatasetRevision> {
    const name = typeof dataset === "string" ? dataset : dataset.name;
    const { datasets } = await this.api();
    return toDatasetRevision(await datasets.publish({ dataset: name, valueJson: JSON.stringify(value), requestId }));
  }

  /** Fetches an artifact into a file, which is there only when all of it is, and is what its digest says. */
  async download(
    artifact: string | { readonly digest: string },
    path: string,
    options?: DownloadOptions,
  ): Promise<void> {
    const digest = typeof artifact === "string" ? artifact : artifact.digest;
    await downloadArtifact((await this.api()).artifacts, digest, path, options);
  }

  /**
   * An artifact piece by piece. Whether they are what its digest says is known after the last one: throws
   * ARTIFACT_DAMAGED then if they are not.
   */
  async *read(artifact: string | { readonly digest: string }, options?: ResumeOptions): AsyncGenerator<Uint8Array> {
    const digest = typeof artifact === "string" ? artifact : artifact.digest;
    yield* readArtifact((await this.api()).artifacts, digest, options);
  }

  /**
   * What made an artifact, and what read it: the newest `limit` readers, all of them to 100 if none is said. Throws
   * ARTIFACT_NOT_FOUND.
   */
  async lineage(digest: string, options: { readonly limit?: number } = {}): Promise<Lineage> {
    const { artifacts } = await this.api();
    const limit = Math.max(1, options.limit ?? 100);
    let first: Lineage__Output | undefined;
    const usedBy = await collect(limit, async (page) => {
      const answer = await artifacts.lineage({ digest, ...page });
      first ??= answer;
      return { items: answer.usedBy.map(toArtifactLink), next: answer.nextPageToken };
    });
    invariant(first !== undefined, "one page was asked for");
    return toLineage(first, usedBy);
  }

  /** What a run made, was given and read, by task. Throws RUN_NOT_FOUND. */
  async artifactsOf(runId: string): Promise<readonly ArtifactLink[]> {
    const { artifacts } = await this.api();
    return collect(linksAtMost, async (page) => {
      const answer = await artifacts.list({ runId, ...page });
      return { items: answer.artifacts.map(toArtifactLink), next: answer.nextPageToken };
    });
  }

  #handle<Out = Json>(id: string, pipeline: string): RunHandle<Out> {
    return runHandle(async () => (await this.api()).runs, id, pipeline);
  }
}

/** A client that has found its coordinator: throws COORDINATOR_UNREACHABLE at once instead of with the first call. */
export async function connect(options: ClientOptions = {}): Promise<Client> {
  const client = new Client(options);
  try {
    await client.runs({ limit: 1 });
    return client;
  } catch (error) {
    await client.close();
    throw error;
  }
}

function wireInterval(interval: SubmitOptions["interval"]) {
  return interval === undefined ? null : { start: timestamp(interval.start), end: timestamp(interval.end) };
}

function wireState(state: RunStatus): Exclude<WireState, number> {
  return `RUN_STATE_${state.toUpperCase().replaceAll("-", "_")}` as Exclude<WireState, number>;
}

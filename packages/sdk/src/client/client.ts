/** The client: a coordinator's API in the words of the domain. */
import { invariant, type Json, type JsonObject, type PipelineSpec, type RunStatus } from "@troupe/core";
import type { Lineage__Output, RunState as WireState } from "@troupe/proto";
import { v7 as uuid } from "uuid";
import type { Dataset as DeclaredDataset } from "../dataset/dataset.ts";
import type { Pipeline } from "../pipeline/pipeline.ts";
import type { Returned } from "../schema/storable.ts";
import { toCluster, toStore } from "./cluster-from-wire.ts";
import { toDataset, toDatasetRevision } from "./dataset-from-wire.ts";
import { type DownloadOptions, downloadArtifact, readArtifact } from "./download.ts";
import { type Endpoint, findEndpoint } from "./endpoint.ts";
import { toAgent, toApproval, toNotification, toPipeline, toPlan, toRerunPreview, toRun, toTask } from "./from-wire.ts";
import { toArtifactLink, toLineage } from "./lineage-from-wire.ts";
import { collect } from "./pages.ts";
import type { CoordinatorApi } from "./ports/coordinator-api.ts";
import { type Pruned, toPruned } from "./prune-records.ts";
import { toPool } from "./queue-from-wire.ts";
import type {
  Agent,
  Applied,
  AppliedPipeline,
  Approval,
  ArtifactLink,
  Cluster,
  Dataset,
  DatasetRevision,
  Lineage,
  NotificationRecord,
  Plan,
  Pool,
  RerunPreview,
  Run,
  Store,
  Task,
} from "./records.ts";
import { codeRequired } from "./refusals.ts";
import type {
  ApprovalAnswer,
  ApprovalFilter,
  ClientOptions,
  PipelineBundle,
  PublishOptions,
  RerunOptions,
  RunFilter,
  SubmitArguments,
  SubmitOptions,
} from "./requests.ts";
import { rerunRequest } from "./rerun-request.ts";
import type { ResumeOptions } from "./resume.ts";
import { type RunHandle, runHandle } from "./run-handle.ts";
import { BackfillClient, ScheduleClient, timestamp } from "./schedules.ts";

interface Connection {
  readonly api: CoordinatorApi;
  readonly endpoint: Endpoint;
}

const defaultDeadlineMs = 10_000;
/** More than a coordinator gives the other side. */
const testDeadlineMs = 20_000;
const reclaimDeadlineMs = 10 * 60_000;
const pruneDeadlineMs = 30 * 60_000;
/** Pipelines and agents are few: a caller gets them all, up to this. */
const listLimit = 10_000;
/** Artifacts of a run, likewise. */
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
export class Client implements AsyncDisposable {
  readonly #options: ClientOptions;
  #connection: Promise<Connection> | null = null;
  /** The newest run that was started here: whichever coordinator lists runs, it is among them. */
  #seen = "";

  /** When pipelines run by themselves. */
  readonly schedules = new ScheduleClient(async () => (await this.#api()).schedules);
  /** Runs for intervals of the past. */
  readonly backfills = new BackfillClient(async () => (await this.#api()).schedules);

  constructor(options: ClientOptions = {}) {
    this.#options = options;
  }

  /** Where the calls go. */
  async endpoint(): Promise<Endpoint> {
    return (await this.#connect()).endpoint;
  }

  /** Registers pipelines, and their code where they have any. The same again changes nothing. */
  async apply(bundle: PipelineBundle): Promise<readonly Applied[]>;
  async apply<Params, Out>(pipeline: Pipeline<Params, Out>): Promise<readonly Applied[]>;
  async apply(subject: PipelineBundle | Pipeline): Promise<readonly Applied[]> {
    const { pipelines } = await this.#api();
    const { specs, codeDigest } = await this.#upload(subject);
    const applied: Applied[] = [];
    for (const spec of specs) {
      const { pipeline, changed } = await pipelines.apply({ specJson: JSON.stringify(spec), codeDigest });
      if (pipeline !== null) applied.push({ pipeline: toPipeline(pipeline), changed });
    }
    return applied;
  }

  /** What applying would change. Checks params too, where they are given. Writes nothing but code. */
  async plan(subject: PipelineBundle | Pipeline, params?: JsonObject): Promise<readonly Plan[]> {
    const { pipelines } = await this.#api();
    const { specs, codeDigest } = await this.#upload(subject);
    const paramsJson = params === undefined ? "" : JSON.stringify(params);
    return await Promise.all(
      specs.map(async (spec) =>
        toPlan(spec.name, await pipelines.plan({ specJson: JSON.stringify(spec), codeDigest, paramsJson })),
      ),
    );
  }

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
    const run = await (await this.#api()).runs.create({
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
    const run = await (await this.#api()).runs.rerun({
      ...rerunRequest(runId, options),
      requestId: options.requestId ?? uuid(),
      traceparent: process.env.TRACEPARENT ?? "",
    });
    this.#seen = run.revision;
    return this.#handle(run.runId, run.pipeline);
  }

  /** What `rerun` would do with the same options. Changes nothing. */
  async previewRerun(runId: string, options: RerunOptions = {}): Promise<RerunPreview> {
    return toRerunPreview(await (await this.#api()).runs.previewRerun(rerunRequest(runId, options)));
  }

  /** A run by its id, or "@latest"; throws RUN_NOT_FOUND. */
  async run(id: string, options: { readonly pipeline?: string } = {}): Promise<RunHandle> {
    const run = await (await this.#api()).runs.get({
      runId: id,
      pipeline: options.pipeline ?? "",
      atLeast: this.#seen,
    });
    return this.#handle(run.runId, run.pipeline);
  }

  /** Newest first. */
  async runs({ states = [], limit = 100, ...filter }: RunFilter = {}): Promise<readonly Run[]> {
    const { runs } = await this.#api();
    return await collect(limit, async (page) => {
      const answer = await runs.list({ ...filter, states: states.map(wireState), atLeast: this.#seen, ...page });
      return { items: answer.runs.map(toRun), next: answer.nextPageToken };
    });
  }

  async datasets(): Promise<readonly Dataset[]> {
    const { datasets } = await this.#api();
    return await collect(listLimit, async (page) => {
      const answer = await datasets.list(page);
      return { items: answer.datasets.map(toDataset), next: answer.nextPageToken };
    });
  }

  /** Throws DATASET_NOT_FOUND. */
  async dataset(name: string): Promise<Dataset> {
    return toDataset(await (await this.#api()).datasets.get(name));
  }

  /** Newest first. Throws DATASET_NOT_FOUND. */
  async revisions(dataset: string, { limit = 20 } = {}): Promise<readonly DatasetRevision[]> {
    const { datasets } = await this.#api();
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
    const { datasets } = await this.#api();
    return toDatasetRevision(await datasets.publish({ dataset: name, valueJson: JSON.stringify(value), requestId }));
  }

  async pipelines(): Promise<readonly AppliedPipeline[]> {
    const { pipelines } = await this.#api();
    return await collect(listLimit, async (page) => {
      const answer = await pipelines.list(page);
      return { items: answer.pipelines.map(toPipeline), next: answer.nextPageToken };
    });
  }

  /** With its spec; throws PIPELINE_NOT_FOUND. */
  async pipeline(name: string, version = ""): Promise<AppliedPipeline> {
    return toPipeline(await (await this.#api()).pipelines.get({ name, version }));
  }

  /** What people are asked now, oldest first. */
  async approvals({ pipeline = "", runId = "" }: ApprovalFilter = {}): Promise<readonly Approval[]> {
    const { approvals } = await this.#api();
    return await collect(listLimit, async (page) => {
      const answer = await approvals.list({ pipeline, runId, ...page });
      return { items: answer.approvals.map(toApproval), next: answer.nextPageToken };
    });
  }

  /** Who is told of a run, and how that went; known until two weeks after it was sent. */
  async notifications(runId: string): Promise<readonly NotificationRecord[]> {
    const { notices } = await this.#api();
    return (await notices.list(runId)).notifications.map(toNotification);
  }

  /**
   * Sends a message that says that it is a test, and yields what kind of connection that was.
   *
   * @param to - Addresses, for an e-mail.
   * @throws TroupeError CONNECTION_NOT_FOUND, or NOTIFY_FAILED with the reason.
   */
  async testConnection(connection: string, to: readonly string[] = []): Promise<string> {
    const { notices } = await this.#api();
    return (await notices.test({ connection, to: [...to] }, testDeadlineMs)).kind;
  }

  /**
   * Answers what a run asks; yields the task after it. The first answer counts: throws APPROVAL_ANSWERED, which names it,
   * APPROVAL_NOT_OPEN, NOT_AN_APPROVER, NO_APPROVAL.
   */
  async answer(runId: string, task: string, { decision, by, reason = "" }: ApprovalAnswer): Promise<Task> {
    const { approvals } = await this.#api();
    const wire = decision === "approved" ? "APPROVAL_DECISION_APPROVED" : "APPROVAL_DECISION_REJECTED";
    return toTask(await approvals.answer({ runId, task, decision: wire, by, reason }));
  }

  /** In order of name. */
  async pools(): Promise<readonly Pool[]> {
    return (await (await this.#api()).pools.list()).pools.map(toPool);
  }

  /** Throws POOL_NOT_FOUND. */
  async pool(name: string): Promise<Pool> {
    return toPool(await (await this.#api()).pools.get(name));
  }

  /**
   * Makes a pool, or changes it: at most `slots` of it are held at once, by the steps that name it. With fewer slots than
   * are held nothing of it starts until that many are given back. One named "default" holds for every step that names none.
   */
  async setPool(name: string, slots: number, options: { readonly description?: string } = {}): Promise<Pool> {
    return toPool(await (await this.#api()).pools.set({ name, slots, description: options.description ?? "" }));
  }

  /** Throws POOL_IN_USE while something of it is held or waited for. */
  async deletePool(name: string): Promise<void> {
    await (await this.#api()).pools.delete(name);
  }

  async agents(): Promise<readonly Agent[]> {
    const { agents } = await this.#api();
    return await collect(listLimit, async (page) => {
      const answer = await agents.list(page);
      return { items: answer.agents.map(toAgent), next: answer.nextPageToken };
    });
  }

  /** Throws AGENT_NOT_FOUND. */
  async agent(id: string): Promise<Agent> {
    return toAgent(await (await this.#api()).agents.get(id));
  }

  /** No new work for an agent; what it runs goes on. With `resume`, it takes work again. */
  async drain(agentId: string, options: { readonly resume?: boolean } = {}): Promise<Agent> {
    return toAgent(await (await this.#api()).agents.drain({ agentId, resume: options.resume ?? false }));
  }

  /** Who leads, which coordinators there are, and how store, NATS and agents do. */
  async cluster(): Promise<Cluster> {
    return toCluster(await (await this.#api()).cluster.get());
  }

  /**
   * Throws the history of a state store away and gives its free space back, so that one that was full takes writes again.
   * Each member of etcd stands still meanwhile.
   */
  async reclaimStore(): Promise<Store> {
    return toStore(await (await this.#api()).cluster.reclaim(reclaimDeadlineMs));
  }

  /**
   * Removes the runs that no retention rule keeps and nothing refers to, as the leader does every few hours by itself. With
   * `dryRun` it says what would go, and removes nothing.
   */
  async prune(options: { readonly dryRun?: boolean } = {}): Promise<Pruned> {
    return toPruned(await (await this.#api()).cluster.prune(options.dryRun ?? false, pruneDeadlineMs));
  }

  /** Fetches an artifact into a file, which is there only when all of it is, and is what its digest says. */
  async download(
    artifact: string | { readonly digest: string },
    path: string,
    options?: DownloadOptions,
  ): Promise<void> {
    const digest = typeof artifact === "string" ? artifact : artifact.digest;
    await downloadArtifact((await this.#api()).artifacts, digest, path, options);
  }

  /**
   * An artifact piece by piece. Whether they are what its digest says is known after the last one: throws
   * ARTIFACT_DAMAGED then if they are not.
   */
  async *read(artifact: string | { readonly digest: string }, options?: ResumeOptions): AsyncGenerator<Uint8Array> {
    const digest = typeof artifact === "string" ? artifact : artifact.digest;
    yield* readArtifact((await this.#api()).artifacts, digest, options);
  }

  /**
   * What made an artifact, and what read it: the newest `limit` readers, all of them to 100 if none is said. Throws
   * ARTIFACT_NOT_FOUND.
   */
  async lineage(digest: string, options: { readonly limit?: number } = {}): Promise<Lineage> {
    const { artifacts } = await this.#api();
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
    const { artifacts } = await this.#api();
    return collect(linksAtMost, async (page) => {
      const answer = await artifacts.list({ runId, ...page });
      return { items: answer.artifacts.map(toArtifactLink), next: answer.nextPageToken };
    });
  }

  /** Hangs up. Runs go on. */
  async close(): Promise<void> {
    const connection = await this.#connection?.catch(() => null);
    this.#connection = null;
    connection?.api.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #upload(
    subject: PipelineBundle | Pipeline,
  ): Promise<{ readonly specs: readonly PipelineSpec[]; readonly codeDigest: string }> {
    if ("spec" in subject) return { specs: [withoutCode(subject.spec)], codeDigest: "" };
    const { artifacts } = await this.#api();
    const { digest, archive } = subject;
    if ((await artifacts.stat(digest)) === null) await artifacts.upload(digest, archive);
    return { specs: subject.pipelines.map(({ spec }) => spec), codeDigest: digest };
  }

  #handle<Out = Json>(id: string, pipeline: string): RunHandle<Out> {
    return runHandle(async () => (await this.#api()).runs, id, pipeline);
  }

  async #api(): Promise<CoordinatorApi> {
    return (await this.#connect()).api;
  }

  #connect(): Promise<Connection> {
    this.#connection ??= (async () => {
      // Lazily: who imports the SDK to declare a pipeline loads no gRPC.
      const [{ connectGrpc }, endpoint] = await Promise.all([
        import("../adapters/grpc/coordinator-api.ts"),
        findEndpoint(this.#options),
      ]);
      return { endpoint, api: connectGrpc(endpoint, { deadlineMs: this.#options.deadlineMs ?? defaultDeadlineMs }) };
    })();
    return this.#connection;
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

function withoutCode(spec: PipelineSpec): PipelineSpec {
  const step = Object.entries(spec.steps).find(([, { runs }]) => runs.kind === "function" || runs.kind === "python");
  if (step !== undefined) throw codeRequired(spec.name, step[0]);
  return spec;
}

function wireInterval(interval: SubmitOptions["interval"]) {
  return interval === undefined ? null : { start: timestamp(interval.start), end: timestamp(interval.end) };
}

function wireState(state: RunStatus): Exclude<WireState, number> {
  return `RUN_STATE_${state.toUpperCase().replaceAll("-", "_")}` as Exclude<WireState, number>;
}

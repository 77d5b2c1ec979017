/**
 * Makes runs, whoever asks for them: a person, a schedule, a task, a dataset. The run, its request id and whatever must be
 * so once it is there are one group.
 */
import { type JsonObject, madeByHand, type PipelineSpec, type RunCreated, startRun, TroupeError } from "@troupe/core";
import type { Admissions } from "../admission/admissions.ts";
import { type DatasetSource, resolveDatasets } from "../datasets/resolve-datasets.ts";
import { failpoint } from "../failpoint.ts";
import { checkParams, type StoredPipelines } from "../pipeline/stored-pipelines.ts";
import type { StateEntry, StateStore } from "../ports/state-store.ts";
import { requestKey } from "../records/keys.ts";
import { requestRecord } from "../records/records.ts";
import { type Also, checkSize, digestOf, intervalOf, type NewRun } from "./new-run.ts";
import { RunActor } from "./run-actor.ts";
import type { RunRegistry } from "./run-registry.ts";
import type { RunSurroundings } from "./run-surroundings.ts";
import type { UsedOutputs } from "./used-outputs.ts";

export interface MakerSurroundings {
  readonly store: StateStore;
  readonly pipelines: StoredPipelines;
  readonly run: RunSurroundings;
  readonly registry: Pick<RunRegistry, "register">;
  readonly admissions: Admissions;
  readonly datasets: DatasetSource;
  readonly outputs: UsedOutputs;
  /** Every live run is loaded. Rejects with NOT_LEADER if that never comes. */
  readonly runsAreThere: Promise<void>;
  /** Throws if a step asks for a pool that is not there (any more). */
  checkPools(spec: PipelineSpec): void;
}

export class RunMaker {
  readonly #around: MakerSurroundings;
  /** Requests that are being carried out, so that a duplicate waits for the first one. */
  readonly #requests = new Map<string, Promise<unknown>>();

  constructor(around: MakerSurroundings) {
    this.#around = around;
  }

  /**
   * The id of the new run, or of the one that this request made before. What is written `also` is in the very group that
   * makes the run: of a request that made one before, it is not written again.
   */
  async create(request: NewRun, also: Also = []): Promise<string> {
    this.#around.run.committer.checkSpace();
    const { requestId } = request;
    if (requestId === undefined) return this.#create(request, also);
    // Queued before anything is awaited: of many at once, one creates the run and the others find it.
    const before = this.#requests.get(requestId)?.catch(() => {}) ?? Promise.resolve();
    const creating = before.then(() => this.#createOnce(request, requestId, also));
    this.#requests.set(requestId, creating);
    try {
      return await creating;
    } finally {
      if (this.#requests.get(requestId) === creating) this.#requests.delete(requestId);
    }
  }

  async #createOnce(request: NewRun, requestId: string, also: Also): Promise<string> {
    const key = requestKey(requestId);
    const bytes = await this.#around.store.get(key);
    const bodyDigest = digestOf(request);
    if (bytes === undefined)
      return this.#create(request, also, (runId) => ({
        key,
        value: requestRecord.encode({ runId, bodyDigest, endedAt: null }),
      }));
    const known = requestRecord.decode(bytes);
    if (known.bodyDigest === bodyDigest) return known.runId;
    throw new TroupeError(
      `Request id "${requestId}" was used for another run, ${known.runId}, with another pipeline, version or params. Use a new request id for a new run.`,
      { code: "REQUEST_ID_REUSED", reaction: "reject", details: { runId: known.runId, requestId } },
    );
  }

  async #create(request: NewRun, also: Also, remember?: (runId: string) => StateEntry): Promise<string> {
    const { run, pipelines, admissions } = this.#around;
    const loaded =
      request.version === undefined
        ? await pipelines.current(request.pipeline)
        : await pipelines.version(request.pipeline, request.version);
    this.#around.checkPools(loaded.plan.spec);
    const params = checkParams(loaded.plan.spec, request.params);
    const { repeats } = request;
    const uses = repeats?.uses ?? (await this.#around.outputs.of(loaded));
    const { revisions = {} } = request;
    const datasets = repeats?.datasets ?? (await resolveDatasets(loaded.plan.spec, revisions, this.#around.datasets));
    checkSize(request.pipeline, { params, uses, datasets: datasets as unknown as JsonObject });
    const cause = request.cause ?? madeByHand;
    const interval = intervalOf(loaded, request.interval, cause, run.clock.now());
    await admissions.open(request.pipeline);
    if (!admissions.isOpen(request.pipeline)) await this.#around.runsAreThere;
    // SAFETY: nothing is awaited from here until it is staged: what was decided would not hold any more.
    const held = admissions.admit(request.pipeline, { cause });
    const at = run.clock.now();
    const runId = run.entropy.runId(at);
    const created: RunCreated & { readonly at: number } = {
      type: "RunCreated",
      at,
      runId,
      pipeline: request.pipeline,
      version: loaded.record.version,
      params,
      uses,
      requestId: request.requestId ?? null,
      traceparent: request.traceparent ?? null,
      cause,
      interval,
      ...(request.priority === undefined ? {} : { priority: request.priority }),
      ...(request.skipsCache ? { skipsCache: true } : {}),
      ...(repeats === undefined ? {} : { reuses: { runId: repeats.runId, results: repeats.results } }),
      ...(Object.keys(datasets).length === 0 ? {} : { datasets }),
      ...(held === undefined ? {} : { held }),
    };
    const behaviour = new RunActor(startRun(loaded.plan, created, repeats?.kept), loaded.record.codeDigest, run);
    const actor = this.#around.registry.register(runId, behaviour);
    const more = typeof also === "function" ? also(runId) : also;
    const written = behaviour.begin(created, remember === undefined ? more : [...more, remember(runId)]);
    admissions.join(behaviour.header);
    actor.tell({ type: "Wake" });
    await written;
    failpoint("run-created");
    return runId;
  }
}

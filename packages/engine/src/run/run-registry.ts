/** The live runs: which there are, how they are made, loaded and ended. */
import { createHash } from "node:crypto";
import {
  type Digest,
  type Json,
  type JsonObject,
  madeByHand,
  type PipelineSpec,
  type Problem,
  type RunCause,
  type RunCreated,
  type RunHeader,
  type RunInterval,
  type RunState,
  restoreRun,
  startRun,
  Timetable,
  TroupeError,
  unnotedOrigin,
  validateJson,
} from "@troupe/core";
import type { Admissions } from "../admission/admissions.ts";
import { canonicalJson } from "../canonical-json.ts";
import { type DatasetSource, resolveDatasets } from "../datasets/resolve-datasets.ts";
import type { CreateRunRequest } from "../engine.ts";
import { failpoint } from "../failpoint.ts";
import { Actor, ask, type Reply } from "../kernel/actor.ts";
import { checkParams, type LoadedVersion, type StoredPipelines } from "../pipeline/stored-pipelines.ts";
import type { Archive } from "../ports/archive.ts";
import type { StateEntry, StateStore } from "../ports/state-store.ts";
import {
  controlPrefix,
  requestKey,
  runKey,
  runPrefix,
  runsPrefix,
  statusKey,
  successKey,
  taskPrefix,
} from "../records/keys.ts";
import {
  controlRecord,
  requestRecord,
  runRecord,
  statusRecord,
  successRecord,
  taskRecord,
} from "../records/records.ts";
import { scanAll } from "../records/scan-all.ts";
import { loadSpilled } from "../records/spilled.ts";
import { readKept } from "../rerun/kept-results.ts";
import { Subscribers } from "../subscribers.ts";
import type { CommittedRun, RunMessage } from "./messages.ts";
import { Resting } from "./resting.ts";
import { RunActor, type RunSurroundings } from "./run-actor.ts";

const inputLimitBytes = 512 * 1024;

/** After which a run that failed is restarted even though nobody has a message for it. */
const restartMs = 1000;

export interface RegistrySurroundings {
  readonly store: StateStore;
  readonly archive: Archive;
  readonly pipelines: StoredPipelines;
  readonly run: RunSurroundings;
  readonly admissions: Admissions;
  readonly datasets: DatasetSource;
  /** Outputs of a run that is not live any more; undefined if it is not there either. */
  sealedOutputs(runId: string): Promise<Json | null | undefined>;
  /** Throws if a step asks for a pool that is not there (any more). */
  checkPools(spec: PipelineSpec): void;
  /** Takes note of what a run of an earlier term has with agents. */
  adopt(state: RunState): void;
}

/** A run to be made, and what it has from another one that it repeats. */
export interface NewRun extends CreateRunRequest {
  /** The revisions of datasets that start it. */
  readonly revisions?: Readonly<Record<string, number>>;
  readonly repeats?: {
    readonly runId: string;
    /** Outputs of earlier runs as that one saw them; absent: as they are now. */
    readonly uses?: RunHeader["uses"];
    /** Revisions of datasets that it was made with; absent: the newest. */
    readonly datasets?: RunHeader["datasets"];
    readonly kept: RunState["kept"];
    /** The same as an object of the archive. */
    readonly results: Digest;
  };
}
/** Records that are written together with a new run; some name it. */
export type Also = readonly StateEntry[] | ((runId: string) => readonly StateEntry[]);

/** A run's records as the store has them. */
interface StoredRun {
  readonly record: Uint8Array | undefined;
  readonly status: Uint8Array | undefined;
  readonly tasks: readonly Uint8Array[];
  readonly controls: readonly Uint8Array[];
}

export class RunRegistry {
  readonly #around: RegistrySurroundings;
  readonly #actors = new Map<string, Actor<RunMessage>>();
  readonly #resting: Resting;
  /** Live runs that could not be read when this coordinator began to lead. Nobody decides for them, and nothing is taken from them. */
  readonly #damaged = new Map<string, TroupeError>();
  /** Live runs that are in the archive already. */
  readonly #linked = new Set<string>();
  readonly #removed = new Subscribers<{ readonly runId: string }>();
  /** Requests that are being carried out, so that a duplicate waits for the first one. */
  readonly #requests = new Map<string, Promise<unknown>>();

  constructor(around: RegistrySurroundings) {
    this.#around = around;
    this.#resting = new Resting(around.run.clock, (runId) => void this.tell(runId, { type: "Timer" }));
  }

  isLive(runId: string): boolean {
    return this.#actors.has(runId) || this.#damaged.has(runId);
  }

  /** Why a live run cannot be asked; undefined if it can. */
  damageOf(runId: string): TroupeError | undefined {
    return this.#damaged.get(runId);
  }

  /** Whether logs and metrics of this run are still taken: not any more once it is in the archive. */
  takesTelemetry(runId: string): boolean {
    return this.isLive(runId) && !this.#linked.has(runId);
  }

  linked(runId: string): void {
    this.#linked.add(runId);
  }

  /** Of every live run. */
  ids(): readonly string[] {
    return [...this.#actors.keys()];
  }

  /** From inside. False if the run is not live: it has ended and is sealed, or never was. */
  tell(runId: string, message: RunMessage): boolean {
    return this.#actors.get(runId)?.tell(message) ?? false;
  }

  /** From an agent, which says it again. False, too, if the run's mailbox is full. */
  admit(runId: string, message: RunMessage): boolean {
    return this.#actors.get(runId)?.admit(message) ?? false;
  }

  /** Reads from the committed state of a live run; undefined if it is not live. What leaves must not change any more. */
  async read<T>(runId: string, read: (committed: CommittedRun) => T): Promise<T | undefined> {
    return (await this.ask<unknown>(runId, (reply) => ({ type: "Read", read, reply, reject: reply.reject }))) as T;
  }

  /** From a caller. Undefined if the run is not live. */
  async ask<T>(runId: string, message: (reply: Reply<T>) => RunMessage): Promise<T | undefined> {
    const actor = this.#actors.get(runId);
    if (actor === undefined) {
      const damage = this.#damaged.get(runId);
      if (damage !== undefined) throw damage;
      return undefined;
    }
    try {
      return await ask(actor, message);
    } catch (error) {
      // It was sealed while the question waited: the archive answers.
      if (!this.isLive(runId)) return undefined;
      throw error;
    }
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

  /**
   * Every run that an earlier term left live, from one pass over the store: a read for each run would cost a remote store
   * a second for every few hundred. One that is damaged stays behind and is no reason not to lead.
   */
  async load(): Promise<number> {
    let count = 0;
    for await (const { runId, entries } of byRun(scanAll(this.#around.store, runsPrefix))) {
      await this.#load(runId, storedRun(runId, entries));
      count += 1;
    }
    return count;
  }

  async #load(runId: string, records: StoredRun): Promise<void> {
    try {
      const behaviour = await this.#restore(runId, records);
      this.#around.admissions.restored(behaviour.header);
      this.#register(runId, behaviour).tell({ type: "Resume" });
    } catch (error) {
      // The archive does not answer: that says nothing about the run.
      if (error instanceof TroupeError && (error.reaction === "retry" || error.reaction === "step-down")) throw error;
      this.#around.run.log.error({ run: runId, error }, "run cannot be read and is left alone");
      this.#damaged.set(runId, damaged(runId, error));
    }
  }

  remove(runId: string): void {
    const actor = this.#actors.get(runId);
    // In this order: whoever it leaves in the lurch looks again, and must find that it is not live.
    this.#actors.delete(runId);
    this.#resting.forget(runId);
    this.#linked.delete(runId);
    actor?.stop();
    this.#removed.tell({ runId });
  }

  /** Told when a run is live no more: from now on it is read from the archive. Returns the way to stop. */
  onRemoved(call: (removed: { readonly runId: string }) => void): () => void {
    return this.#removed.add(call);
  }

  stop(): void {
    this.#resting.stop();
    for (const actor of this.#actors.values()) actor.stop();
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
    const uses = repeats?.uses ?? (await this.#resolveUses(loaded));
    const { revisions = {} } = request;
    const datasets = repeats?.datasets ?? (await resolveDatasets(loaded.plan.spec, revisions, this.#around.datasets));
    checkSize(request.pipeline, { params, uses, datasets: datasets as unknown as JsonObject });
    const cause = request.cause ?? madeByHand;
    const interval = intervalOf(loaded, request.interval, cause, run.clock.now());
    await admissions.open(request.pipeline);
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
    const actor = this.#register(runId, behaviour);
    const more = typeof also === "function" ? also(runId) : also;
    const written = behaviour.begin(created, remember === undefined ? more : [...more, remember(runId)]);
    admissions.join(behaviour.header);
    actor.tell({ type: "Wake" });
    await written;
    failpoint("run-created");
    return runId;
  }

  #register(runId: string, first: RunActor): Actor<RunMessage> {
    const { clock, log } = this.#around.run;
    let made: RunActor | undefined = first;
    const actor = new Actor<RunMessage>({
      name: `run ${runId}`,
      clock,
      start: async (cause) => {
        const behaviour = made ?? (await (cause === "rest" ? this.#wake(runId) : this.#reload(runId)));
        made = undefined;
        this.#resting.awake(runId, actor, behaviour);
        return behaviour;
      },
      onFailure: ({ error, quarantined }) => {
        log.error(
          { run: runId, error, quarantined },
          quarantined ? "run failed again and again and is quarantined" : "run failed and is restarted from the store",
        );
        // Nothing may ever be said to it again: its timers and offers went with the behaviour that failed.
        if (!quarantined) clock.after(restartMs, () => void actor.tell({ type: "Wake" }));
      },
      onTrouble: ({ error, delayMs }) =>
        log.warn({ run: runId, error, delayMs }, "run cannot be read from the store now; trying again"),
    });
    this.#actors.set(runId, actor);
    return actor;
  }

  /** After a bug: whatever was staged is settled first, then the store says how things are. */
  async #reload(runId: string): Promise<RunActor> {
    await this.#around.run.committer.settled();
    const behaviour = await this.#restore(runId, await this.#read(runId));
    this.#around.admissions.join(behaviour.header);
    behaviour.resume();
    return behaviour;
  }

  async #wake(runId: string): Promise<RunActor> {
    const behaviour = await this.#restore(runId, await this.#read(runId));
    behaviour.wake();
    return behaviour;
  }

  async #read(runId: string): Promise<StoredRun> {
    const entries: StateEntry[] = [];
    for await (const entry of scanAll(this.#around.store, runPrefix(runId))) entries.push(entry);
    return storedRun(runId, entries);
  }

  async #restore(runId: string, { record, status, ...stored }: StoredRun): Promise<RunActor> {
    const { archive, pipelines, run, adopt } = this.#around;
    if (record === undefined || status === undefined)
      throw new TroupeError(`Run ${runId} has no header in the state store: restore it from a backup.`, {
        code: "DATA_CORRUPT",
        reaction: "fatal",
      });
    const header = {
      ...unnotedOrigin,
      ...runRecord.decode(record),
      ...statusRecord.decode(status),
      outputs: null,
    };
    const { plan, record: version } = await pipelines.version(header.pipeline, header.version);
    const tasks = [];
    for (const value of stored.tasks) tasks.push(await loadSpilled(archive, taskRecord.decode(value)));
    const kept = header.reuses === undefined ? undefined : await readKept(archive, header.reuses.results);
    const state = restoreRun(plan, header, tasks, stored.controls.map(controlRecord.decode), kept);
    adopt(state);
    return new RunActor(state, version.codeDigest, run);
  }

  /** What earlier runs yielded, resolved once: the run is the same whenever it is looked at. */
  async #resolveUses({ plan }: LoadedVersion): Promise<Record<string, Json>> {
    const uses: Record<string, Json> = {};
    for (const [name, schema] of Object.entries(plan.spec.uses ?? {})) {
      const pipeline = name === "" ? plan.spec.name : name;
      const outputs = await this.#latestOutputs(pipeline);
      const problems = outputs === undefined ? [] : validateJson(schema, outputs, `outputs of ${pipeline}`);
      if (outputs !== undefined && problems.length === 0) uses[name] = outputs;
      // An older version of this pipeline may have yielded something else: then there is nothing to compare with.
      else if (problems.length > 0 && name !== "") throw outputsMisfit(plan.spec.name, pipeline, problems);
    }
    return uses;
  }

  async #latestOutputs(pipeline: string): Promise<Json | undefined> {
    const bytes = await this.#around.store.get(successKey(pipeline));
    if (bytes === undefined) return undefined;
    const { runId } = successRecord.decode(bytes);
    const live = await this.read(runId, ({ state }) => state.header.outputs);
    return live ?? (await this.#around.sealedOutputs(runId)) ?? undefined;
  }
}

/** Of a pipeline with a schedule every run is about an interval: if nobody says which, about the last that is over. */
function intervalOf(
  { plan }: LoadedVersion,
  asked: RunInterval | undefined,
  cause: RunCause,
  now: number,
): RunInterval | null {
  const { name, schedule } = plan.spec;
  if (schedule !== undefined) return asked ?? new Timetable(schedule).lastComplete(now);
  // A rerun keeps what the run was about, also on code that has no schedule any more.
  if (asked === undefined || cause.kind !== "manual") return asked ?? null;
  const problem = {
    field: "interval",
    message: "is given, and the pipeline has no schedule",
    fix: "leave it out, or give the pipeline a schedule",
  };
  throw new TroupeError(`The interval of a run of "${name}" ${problem.message}: ${problem.fix}.`, {
    code: "INVALID_ARGUMENT",
    reaction: "reject",
    problems: [problem],
  });
}

/** They are written twice in the batch that makes the run, which must fit into one transaction of any store. */
function checkSize(pipeline: string, given: JsonObject): void {
  const size = Buffer.byteLength(JSON.stringify(given));
  if (size <= inputLimitBytes) return;
  throw new TroupeError(
    `The params of "${pipeline}", with the outputs and datasets that it reads, have ${size} bytes, at most ` +
      `${inputLimitBytes} are allowed. Upload what is large as an artifact and pass its digest.`,
    { code: "INVALID_PARAMS", reaction: "reject" },
  );
}

/** Keys come in order, so what belongs to a run comes together. */
async function* byRun(
  all: AsyncIterable<StateEntry>,
): AsyncGenerator<{ readonly runId: string; readonly entries: readonly StateEntry[] }> {
  let current: { readonly runId: string; readonly entries: StateEntry[] } | undefined;
  for await (const entry of all) {
    const runId = entry.key.slice(runsPrefix.length).split("/")[0] ?? "";
    if (runId !== current?.runId) {
      if (current !== undefined) yield current;
      current = { runId, entries: [] };
    }
    current.entries.push(entry);
  }
  if (current !== undefined) yield current;
}

function storedRun(runId: string, entries: readonly StateEntry[]): StoredRun {
  const under = (prefix: string) => entries.filter(({ key }) => key.startsWith(prefix)).map(({ value }) => value);
  const at = (wanted: string) => entries.find(({ key }) => key === wanted)?.value;
  return {
    record: at(runKey(runId)),
    status: at(statusKey(runId)),
    tasks: under(taskPrefix(runId)),
    controls: under(controlPrefix(runId)),
  };
}

/** What a caller may not change under one request id. An absent interval is left out, as before there were any. */
function digestOf({ pipeline, version, params, interval, priority, repeats }: NewRun): Digest {
  const span: JsonObject = interval === undefined ? {} : { interval: { start: interval.start, end: interval.end } };
  const body: JsonObject = {
    pipeline,
    version: version ?? null,
    params,
    ...span,
    ...(priority === undefined ? {} : { priority }),
    ...(repeats && { results: repeats.results }),
  };
  return `sha256:${createHash("sha256").update(canonicalJson(body)).digest("hex")}`;
}

function outputsMisfit(pipeline: string, needed: string, problems: readonly Problem[]): TroupeError {
  const what = problems.map((each) => `${each.field} ${each.message}`).join("; ");
  return new TroupeError(
    `"${pipeline}" reads the latest outputs of "${needed}", and they are not what it expects: ${what}. Apply "${pipeline}" again with the "${needed}" that runs now, or run a "${needed}" that fits.`,
    { code: "OUTPUTS_MISFIT", reaction: "reject", problems, details: { pipeline: needed } },
  );
}

function damaged(runId: string, cause: unknown): TroupeError {
  const why = cause instanceof Error ? cause.message : String(cause);
  return new TroupeError(
    `Run ${runId} cannot be read from the store (${why}). It is left as it is, and what it has with agents goes on; restore its records from a backup and start the coordinator again.`,
    { code: "RUN_DAMAGED", reaction: "reject", details: { runId }, cause },
  );
}

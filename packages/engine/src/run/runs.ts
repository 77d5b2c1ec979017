/** Runs under the engine that leads: read as anywhere, and made and cancelled here alone. */
import { countTasks, type RunHeader, runStatuses, TroupeError } from "@troupe/core";
import type { Admissions } from "../admission/admissions.ts";
import type {
  CreateRunRequest,
  NewestOptions,
  OpenWait,
  RerunPreview,
  RerunRunRequest,
  Runs,
  RunView,
  TaskEndRequest,
  TaskView,
} from "../engine.ts";
import type { Archive } from "../ports/archive.ts";
import type { CatalogRun } from "../ports/catalog.ts";
import type { Clock } from "../ports/clock.ts";
import { toOutput } from "../rerun/kept-results.ts";
import type { Reruns } from "../rerun/reruns.ts";
import type { OpenWaits, WaitQuery } from "../waiting/open-waits.ts";
import type { RunMaker } from "./run-maker.ts";
import { RunReader, type RunReaderSurroundings } from "./run-reader.ts";
import type { RunRegistry } from "./run-registry.ts";
import { endOf } from "./task-end.ts";

/** How long a list waits for the numbers of live runs: a store that is slow must not keep anybody from seeing what there is. */
const listPatienceMs = 500;

export interface RunsSurroundings extends RunReaderSurroundings {
  readonly registry: RunRegistry;
  readonly maker: RunMaker;
  readonly admissions: Admissions;
  readonly reruns: Reruns;
  readonly archive: Archive;
  readonly openWaits: OpenWaits;
  /** Every live run is loaded, and what it waits for is known. */
  readonly runsAreThere: Promise<void>;
  /** Throws NOT_LEADER once the lease can no longer be trusted. */
  checkLead(): void;
}

export class RunsOfEngine extends RunReader implements Runs {
  readonly #registry: RunRegistry;
  readonly #maker: RunMaker;
  readonly #admissions: Admissions;
  readonly #clock: Clock;
  readonly #reruns: Reruns;
  readonly #archive: Archive;
  readonly #openWaits: OpenWaits;
  readonly #runsAreThere: Promise<void>;
  readonly #checkLead: () => void;

  constructor(around: RunsSurroundings) {
    super(around);
    this.#registry = around.registry;
    this.#maker = around.maker;
    this.#admissions = around.admissions;
    this.#clock = around.clock;
    this.#reruns = around.reruns;
    this.#archive = around.archive;
    this.#openWaits = around.openWaits;
    this.#runsAreThere = around.runsAreThere;
    this.#checkLead = () => around.checkLead();
  }

  async create(request: CreateRunRequest): Promise<RunView> {
    return this.get(await this.#maker.create(request));
  }

  async rerun(request: RerunRunRequest): Promise<RunView> {
    return this.get(await this.#reruns.rerun(request));
  }

  previewRerun(request: RerunRunRequest): Promise<RerunPreview> {
    return this.#reruns.preview(request);
  }

  async endTask(runId: string, task: string, request: TaskEndRequest): Promise<TaskView> {
    const live = await this.#registry.read(runId, ({ state }) => endOf(state, task, request));
    if (live === undefined) throw runEnded((await this.get(runId)).header);
    const as =
      live.status === "succeeded"
        ? { ...live, output: await toOutput(this.#archive, live.output?.value ?? null) }
        : live;
    const view = await this.#registry.ask<TaskView>(runId, (reply) => ({
      type: "EndTask",
      task,
      as,
      reply,
      reject: reply.reject,
    }));
    if (view === undefined) throw runEnded((await this.get(runId)).header);
    return view;
  }

  /** With what it waits for now, which only the leader knows. */
  override async get(runId: string, options: NewestOptions = {}): Promise<RunView> {
    const view = await super.get(runId, options);
    if (view.header.status !== "waiting") return view;
    return { ...view, reason: this.#admissions.explain(view.header) || view.reason };
  }

  protected override async detail(runs: readonly CatalogRun[]): Promise<readonly CatalogRun[]> {
    const { promise: late, resolve } = Promise.withResolvers<undefined>();
    const timer = this.#clock.after(listPatienceMs, () => resolve(undefined));
    try {
      return await Promise.all(runs.map((run) => this.#withState(run, late)));
    } finally {
      timer.cancel();
    }
  }

  /** What only the state of a live run knows. One that cannot say, or not soon, is listed without. */
  async #withState(run: CatalogRun, late: Promise<undefined>): Promise<CatalogRun> {
    if (runStatuses[run.status].terminal) return run;
    const damage = this.#registry.damageOf(run.runId);
    if (damage !== undefined) return { ...run, failure: `${damage.code}: ${damage.message}` };
    const counting = this.#registry.read(run.runId, ({ state }) => countTasks(state)).catch(() => undefined);
    const tasks = await Promise.race([counting, late]);
    return tasks === undefined ? run : { ...run, tasks };
  }

  async waits(query: WaitQuery): Promise<readonly OpenWait[]> {
    await this.#runsAreThere;
    const open = this.#openWaits.list(query);
    this.#checkLead();
    return open;
  }

  async release(runId: string): Promise<RunView> {
    const view =
      (await this.#registry.ask<RunView>(runId, (reply) => ({ type: "ReleaseNow", reply, reject: reply.reject }))) ??
      (await this.get(runId));
    const { status } = view.header;
    if (!runStatuses[status].terminal) return view;
    throw new TroupeError(`Run ${runId} has ended as ${status}: there is nothing to release.`, {
      code: "RUN_ENDED",
      reaction: "reject",
      details: { runId, status },
    });
  }

  async prioritize(runId: string, priority: number): Promise<RunView> {
    const id = runId === "@latest" ? (await this.get(runId)).header.runId : runId;
    const view =
      (await this.#registry.ask<RunView>(id, (reply) => ({
        type: "Prioritize",
        priority,
        reply,
        reject: reply.reject,
      }))) ?? (await this.get(id));
    const { status } = view.header;
    if (!runStatuses[status].terminal) return view;
    throw new TroupeError(`Run ${id} has ended as ${status}: there is nothing left of it that could go first.`, {
      code: "RUN_ENDED",
      reaction: "reject",
      details: { runId: id, status },
    });
  }

  async cancel(runId: string, reason: string, by?: string): Promise<RunView> {
    const id = runId === "@latest" ? (await this.get(runId)).header.runId : runId;
    const view =
      (await this.#registry.ask<RunView>(id, (reply) => ({
        type: "Cancel",
        reason,
        ...(by !== undefined && { by }),
        reply,
        reject: reply.reject,
      }))) ?? (await this.get(id));
    const { status } = view.header;
    if (status === "cancelling" || status === "cancelled" || !runStatuses[status].terminal) return view;
    throw runEnded(view.header);
  }
}

function runEnded({ runId, status }: RunHeader): TroupeError {
  return new TroupeError(`Run ${runId} has ended as ${status}: there is nothing left to end.`, {
    code: "RUN_ENDED",
    reaction: "reject",
    details: { runId, status },
  });
}

/** Runs under the engine that leads: read as anywhere, and made and cancelled here alone. */
import { countTasks, runStatuses, TroupeError } from "@troupe/core";
import type { CreateRunRequest, RunListQuery, Runs, RunView } from "../engine.ts";
import type { CatalogRun } from "../ports/catalog.ts";
import type { Clock } from "../ports/clock.ts";
import { RunReader, type RunReaderSurroundings } from "./run-reader.ts";
import type { RunRegistry } from "./run-registry.ts";

/** How long a list waits for the numbers of live runs: a store that is slow must not keep anybody from seeing what there is. */
const listPatienceMs = 500;

export class RunsOfEngine extends RunReader implements Runs {
  readonly #registry: RunRegistry;
  readonly #clock: Clock;

  constructor(around: RunReaderSurroundings & { readonly registry: RunRegistry; readonly clock: Clock }) {
    super(around);
    this.#registry = around.registry;
    this.#clock = around.clock;
  }

  async create(request: CreateRunRequest): Promise<RunView> {
    return this.get(await this.#registry.create(request));
  }

  override async list(query: RunListQuery): Promise<readonly CatalogRun[]> {
    const runs = await super.list(query);
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

  async cancel(runId: string, reason: string): Promise<RunView> {
    const id = runId === "@latest" ? (await this.get(runId)).header.runId : runId;
    const view =
      (await this.#registry.ask<RunView>(id, (reply) => ({
        type: "Cancel",
        reason,
        reply,
        reject: reply.reject,
      }))) ?? (await this.get(id));
    const { status } = view.header;
    if (status === "cancelling" || status === "cancelled" || !runStatuses[status].terminal) return view;
    throw new TroupeError(`Run ${id} has ended as ${status}: there is nothing to cancel.`, {
      code: "RUN_ENDED",
      reaction: "reject",
      details: { runId: id, status },
    });
  }
}

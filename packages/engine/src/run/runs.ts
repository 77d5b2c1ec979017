/** Runs under the engine that leads: read as anywhere, and made and cancelled here alone. */
import { runStatuses, TroupeError } from "@troupe/core";
import type { CreateRunRequest, RunListQuery, Runs, RunView } from "../engine.ts";
import type { CatalogRun } from "../ports/catalog.ts";
import { RunReader, type RunReaderSurroundings } from "./run-reader.ts";
import type { RunRegistry } from "./run-registry.ts";

export class RunsOfEngine extends RunReader implements Runs {
  readonly #registry: RunRegistry;

  constructor(around: RunReaderSurroundings & { readonly registry: RunRegistry }) {
    super(around);
    this.#registry = around.registry;
  }

  async create(request: CreateRunRequest): Promise<RunView> {
    return this.get(await this.#registry.create(request));
  }

  override async list(query: RunListQuery): Promise<readonly CatalogRun[]> {
    return (await super.list(query)).map((run) => {
      const damage = this.#registry.damageOf(run.runId);
      return damage === undefined ? run : { ...run, failure: `${damage.code}: ${damage.message}` };
    });
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

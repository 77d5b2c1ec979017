/**
 * Runs of a pipeline with what became of each of their steps. Of a run in the archive all of it has to be read, so the cells
 * of those that were read lately are kept: they change no more.
 */
import { type Plan, type RunState, runStatuses, TroupeError } from "@troupe/core";
import type { GridCell, GridQuery, GridRow, RunGrid } from "../engine.ts";
import type { CatalogRun, RunQuery } from "../ports/catalog.ts";
import type { Clock } from "../ports/clock.ts";
import type { SealedRuns } from "../sealing/sealed-runs.ts";
import { gridCells } from "./grid-cells.ts";
import { gridColumns } from "./grid-columns.ts";
import type { RunSource } from "./run-source.ts";

export interface RunGridsSurroundings {
  readonly source: RunSource;
  readonly sealed: SealedRuns;
  readonly clock: Clock;
  list(query: RunQuery): Promise<readonly CatalogRun[]>;
}

/** Of one answer, but for its first row. */
const mostCells = 20_000;
/** Of runs in the archive; some 100 bytes each. */
const keptCells = 200_000;
/** Runs that are read from the archive at a time: each may have 100,000 tasks. */
const together = 4;

interface Seen {
  readonly plan: Plan;
  readonly cells: ReadonlyMap<string, GridCell>;
}

export class RunGrids {
  readonly #around: RunGridsSurroundings;
  /** In the order of their last use. */
  readonly #kept = new Map<string, Seen>();
  #keptCells = 0;

  constructor(around: RunGridsSurroundings) {
    this.#around = around;
  }

  /** See `Runs.grid`. */
  async grid({ limit, ...query }: GridQuery): Promise<RunGrid> {
    const runs = await this.#around.list({ ...query, limit: limit + 1 });
    const rows: GridRow[] = [];
    const plans = new Set<Plan>();
    let cells = 0;
    for (let at = 0; at < Math.min(runs.length, limit); at += together) {
      const some = runs.slice(at, Math.min(at + together, limit));
      const seen = await Promise.all(some.map((run) => this.#see(run)));
      for (const [index, run] of some.entries()) {
        const found = seen[index];
        cells += found?.cells.size ?? 0;
        if (rows.length > 0 && cells > mostCells) return { columns: gridColumns(plans), rows, hasMore: true };
        if (found !== undefined) plans.add(found.plan);
        rows.push({ run, cells: found?.cells ?? new Map() });
      }
    }
    return { columns: gridColumns(plans), rows, hasMore: runs.length > rows.length };
  }

  /** Undefined if it cannot be read any more: the catalog remembers more than the archive keeps. */
  async #see({ runId }: CatalogRun): Promise<Seen | undefined> {
    const kept = this.#kept.get(runId);
    if (kept !== undefined) return this.#keep(runId, kept);
    try {
      const now = this.#around.clock.now();
      // SAFETY: seen by the source and not here: the state goes on while the answer waits for the commit.
      const live = await this.#around.source.read(runId, ({ state }) => seenIn(state, now));
      if (live !== undefined) return live;
      const sealed = await this.#around.sealed.peek(runId);
      return sealed === undefined ? undefined : this.#keep(runId, seenIn(sealed.state, now));
    } catch (error) {
      if (error instanceof TroupeError && error.reaction === "reject") return undefined;
      throw error;
    }
  }

  #keep(runId: string, seen: Seen): Seen {
    if (!this.#kept.delete(runId)) this.#keptCells += seen.cells.size;
    this.#kept.set(runId, seen);
    for (const [oldest, { cells }] of this.#kept) {
      if (this.#keptCells <= keptCells || oldest === runId) break;
      this.#kept.delete(oldest);
      this.#keptCells -= cells.size;
    }
    return seen;
  }
}

function seenIn(state: RunState, now: number): Seen {
  const { status, endedAt } = state.header;
  return { plan: state.plan, cells: gridCells(state, runStatuses[status].terminal ? (endedAt ?? now) : now) };
}

/**
 * Which runs may go: those that their pipeline's rule does not keep, and that nobody needs.
 *
 * Kept, whatever the rule says: a run that has not ended; the newest of its pipeline that succeeded, which later runs
 * read; what somebody refers to; and every run that a kept one was made by, or is a repetition of, and so on. So no run
 * that is kept, and nothing that refers to one, ever leads to a run that is gone.
 *
 * Runs are looked at from the newest to the oldest, one after the other: of those that are kept nothing stays in memory
 * but what they came from.
 */
import { invariant } from "../error.ts";
import { type RunStatus, runStatuses } from "../run/run-state.ts";
import type { RetentionRule } from "./retention-rule.ts";

/** A run as the catalog lists it. */
export interface PastRun {
  readonly runId: string;
  readonly pipeline: string;
  readonly status: RunStatus;
  /** Null while it is live. */
  readonly endedAt: number | null;
  /** The run that it was made by, or repeats. */
  readonly parent: string | null;
}

export interface OldRun {
  readonly runId: string;
  readonly pipeline: string;
  readonly endedAt: number;
  /** Which part of the rule does not keep it; its age before all else. */
  readonly because: "age" | "count";
}

export type Spared = "latest-succeeded" | "referred-to" | "came-before";

export interface RetentionVerdict {
  /** Newest first: in this order none goes before one that came from it. */
  readonly removable: readonly OldRun[];
  /** Of the old ones those that stay, and why. */
  readonly spared: ReadonlyMap<string, Spared>;
}

interface Old extends OldRun {
  readonly parent: string | null;
}

export class RetentionPass {
  readonly #now: number;
  /** Of each pipeline: how many ended ones were seen that are not too old. */
  readonly #young = new Map<string, number>();
  readonly #succeeded = new Set<string>();
  /** By run id, newest first. */
  readonly #old = new Map<string, Old>();
  readonly #spared = new Map<string, Spared>();
  /** What those that are kept came from. */
  readonly #parents = new Set<string>();
  #previous: string | undefined;

  constructor(now: number) {
    this.#now = now;
  }

  /** Each run once, in the order of their ids, the greatest first. */
  look(run: PastRun, rule: RetentionRule): void {
    const { runId, pipeline, status, endedAt, parent } = run;
    invariant(this.#previous === undefined || runId < this.#previous, "runs are looked at newest first");
    this.#previous = runId;
    const because =
      runStatuses[status].terminal && endedAt !== null ? this.#tooOld(pipeline, endedAt, rule) : undefined;
    const isLatest = status === "succeeded" && !this.#succeeded.has(pipeline);
    if (isLatest) this.#succeeded.add(pipeline);
    if (because === undefined || endedAt === null) {
      if (parent !== null) this.#parents.add(parent);
      return;
    }
    this.#old.set(runId, { runId, pipeline, endedAt, because, parent });
    if (isLatest) this.#spared.set(runId, "latest-succeeded");
  }

  /** Those that the rules do not keep: who else needs one of them has to be found out now, and not before. */
  get old(): { has(runId: string): boolean; readonly size: number } {
    return this.#old;
  }

  /** `referredTo`: of the old ones. */
  verdict(referredTo: Iterable<string>): RetentionVerdict {
    const spared = new Map(this.#spared);
    for (const runId of referredTo) if (this.#old.has(runId) && !spared.has(runId)) spared.set(runId, "referred-to");
    const open = [...this.#parents, ...[...spared.keys()].map((runId) => this.#old.get(runId)?.parent ?? null)];
    for (let runId = open.pop(); runId !== undefined; runId = open.pop()) {
      const old = runId === null ? undefined : this.#old.get(runId);
      if (old === undefined || spared.has(old.runId)) continue;
      spared.set(old.runId, "came-before");
      open.push(old.parent);
    }
    const removable = [...this.#old.values()].filter(({ runId }) => !spared.has(runId));
    return { removable: removable.map(({ parent: _, ...old }) => old), spared };
  }

  #tooOld(pipeline: string, endedAt: number, { runsForMs, runs }: RetentionRule): OldRun["because"] | undefined {
    if (runsForMs !== undefined && this.#now - endedAt > runsForMs) return "age";
    // Those that are too old take nobody's place: whether they are gone already makes no difference.
    const place = (this.#young.get(pipeline) ?? 0) + 1;
    this.#young.set(pipeline, place);
    return runs !== undefined && place > runs ? "count" : undefined;
  }
}

/** What became of each step in a run: all tasks of a step as one cell. */
import {
  countedAs,
  type Instance,
  type RunState,
  runStatuses,
  skippedUnborn,
  type TaskCounts,
  type TaskRecord,
  type TaskStatus,
} from "@troupe/core";
import type { GridCell } from "../engine.ts";

/** The first of these that a task is in stands for all of them: what goes on, then what is to come, then how it ended. */
const tellingOrder = [
  "running",
  "assigned",
  "queued",
  "backing-off",
  "waiting",
  "pending",
  "failed",
  "cancelled",
  "succeeded",
  "skipped",
] as const satisfies readonly TaskStatus[];

/** By node. `now`: up to when that counts which goes on. */
export function gridCells(state: RunState, now: number): ReadonlyMap<string, GridCell> {
  const idle = runStatuses[state.header.status].terminal ? "cancelled" : "pending";
  const skippedBecause = skippedUnborn(state);
  return new Map(
    state.plan.steps.map((step) => {
      const tally = new Tally(now);
      const born = state.instances.of(step.id);
      for (const instance of born) {
        const record = state.tasks.get(instance.name);
        tally.add(record?.state.status ?? unrecorded(instance, idle), record);
      }
      if (born.length === 0) tally.add(skippedBecause(step) === undefined ? idle : "skipped", undefined);
      return [step.id, tally.cell()];
    }),
  );
}

function unrecorded({ settled }: Instance, idle: "cancelled" | "pending"): TaskStatus {
  return settled === "cancelled" ? "cancelled" : idle;
}

class Tally {
  readonly #now: number;
  readonly #counts = {
    pending: 0,
    queued: 0,
    running: 0,
    succeeded: 0,
    failed: 0,
    skipped: 0,
    cancelled: 0,
    waiting: 0,
  };
  readonly #statuses = new Set<TaskStatus>();
  #first = Number.POSITIVE_INFINITY;
  #last = Number.NEGATIVE_INFINITY;
  #retries = 0;

  constructor(now: number) {
    this.#now = now;
  }

  add(status: TaskStatus, record: TaskRecord | undefined): void {
    this.#counts[countedAs[status]] += 1;
    this.#statuses.add(status);
    const { attempts = [] } = record ?? {};
    this.#retries += Math.max(0, attempts.length - 1);
    for (const { startedAt, endedAt } of attempts) {
      if (startedAt === null) continue;
      this.#first = Math.min(this.#first, startedAt);
      this.#last = Math.max(this.#last, endedAt ?? this.#now);
    }
  }

  cell(): GridCell {
    const counts: TaskCounts = this.#counts;
    const status = tellingOrder.find((each) => this.#statuses.has(each)) ?? "pending";
    const ms = this.#first > this.#last ? null : this.#last - this.#first;
    return { status, counts, ms, retries: this.#retries };
  }
}

/** What can be measured: the names, the units, and which way is better. Names are stable: scripts read them. */

export interface Figure {
  readonly unit: string;
  readonly digits: number;
  /** How the repeats become one value. A loss in one of them is a loss. */
  readonly of: "median" | "worst";
}

export const figures = {
  p50: { unit: "ms", digits: 2, of: "median" },
  p99: { unit: "ms", digits: 2, of: "median" },
  /** From the submit to the first line of the first function. */
  first_start: { unit: "ms", digits: 0, of: "median" },
  tasks_per_second: { unit: "tasks/s", digits: 0, of: "median" },
  /** All that coordinator, agent and functions used until they were idle again, sealing included. */
  cpu_per_task: { unit: "ms of a core", digits: 2, of: "median" },
  /** Of a run's history, applied one after the other. */
  events_per_second: { unit: "events/s", digits: 0, of: "median" },
  runs_per_second: { unit: "runs/s", digits: 0, of: "median" },
  jain: { unit: "", digits: 3, of: "median" },
  /** How far the shares of two pipelines are from their weights. */
  weight_error: { unit: "%", digits: 2, of: "worst" },
  seconds: { unit: "s", digits: 2, of: "median" },
  lines_per_second: { unit: "lines/s", digits: 0, of: "median" },
  /** From the signal to the first report of an agent that a successor has committed. */
  gap_p50: { unit: "ms", digits: 0, of: "median" },
  gap_p99: { unit: "ms", digits: 0, of: "worst" },
  live_runs: { unit: "runs", digits: 0, of: "median" },
  /** Batches of a term that were committed after a later one had begun. */
  stale_writes: { unit: "batches", digits: 0, of: "worst" },
  lost: { unit: "lines", digits: 0, of: "worst" },
  duplicated: { unit: "lines", digits: 0, of: "worst" },
  /** What etcd holds: before a run, after it with all its history, and without. */
  etcd_before: { unit: "MB", digits: 1, of: "median" },
  etcd_with_history: { unit: "MB", digits: 1, of: "median" },
  etcd_in_use: { unit: "MB", digits: 1, of: "worst" },
  etcd_file: { unit: "MB", digits: 1, of: "worst" },
  bytes_per_run: { unit: "B", digits: 0, of: "median" },
  resident_per_run: { unit: "B", digits: 0, of: "median" },
  resident_per_session: { unit: "B", digits: 0, of: "median" },
  /** Of the coordinator's memory, for each task that waits. */
  bytes_per_wait: { unit: "B", digits: 0, of: "median" },
  /** That stand behind all that waits. */
  processes: { unit: "", digits: 0, of: "worst" },
  /** From the instant that a task waits for to its success. */
  late_p50: { unit: "ms", digits: 0, of: "median" },
  late_p99: { unit: "ms", digits: 0, of: "median" },
  resident: { unit: "MB", digits: 0, of: "median" },
  cpu: { unit: "% of a core", digits: 2, of: "median" },
} as const satisfies Record<string, Figure>;

export type FigureName = keyof typeof figures;

/** What one repeat yields. */
export type Sample = Readonly<Partial<Record<FigureName, number>>>;

export function figureOf(name: FigureName): Figure {
  return figures[name];
}

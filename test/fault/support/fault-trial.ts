/** What a fault did to the runs that were under way: told to the reporter, which prints all of it as a table. */
import type { TestContext } from "vitest";

export interface FaultTrial {
  /** From the fault to the next write that was acknowledged. */
  readonly recoveryMs: number;
  /** Runs that did not end as they must, or whose log is not whole. */
  readonly lost: number;
  /** Starts, ends and results that are there twice. */
  readonly duplicated: number;
}

declare module "vitest" {
  interface TaskMeta {
    faults?: { readonly fault: string; readonly trials: FaultTrial[] };
  }
}

/** Each test is one fault, tried once or several times. Yields where to note what came of each. */
export function trialsOf({ task }: TestContext): FaultTrial[] {
  task.meta.faults ??= { fault: task.name, trials: [] };
  return task.meta.faults.trials;
}

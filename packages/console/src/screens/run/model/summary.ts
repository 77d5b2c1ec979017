/** Many tasks as one: how many are how, in the order in which it matters to a reader. Pure. */
import type { Task } from "../../../api/messages.ts";
import { lookOf, type TaskState, type Tone } from "../../../format/states.ts";

export const summaryOrder: readonly TaskState[] = [
  "TASK_STATE_FAILED",
  "TASK_STATE_RUNNING",
  "TASK_STATE_ASSIGNED",
  "TASK_STATE_BACKING_OFF",
  "TASK_STATE_WAITING",
  "TASK_STATE_QUEUED",
  "TASK_STATE_SUCCEEDED",
  "TASK_STATE_CANCELLED",
  "TASK_STATE_SKIPPED",
  "TASK_STATE_PENDING",
];

const places: ReadonlyMap<TaskState, number> = new Map(summaryOrder.map((state, place) => [state, place]));

/** One number a state, as a text: the same text for the same numbers, so that nothing is drawn again for nothing. */
export function summarize(tasks: ReadonlyMap<string, Task>, names: readonly string[]): string {
  const counts = new Array<number>(summaryOrder.length).fill(0);
  for (const name of names) {
    const place = places.get(tasks.get(name)?.state ?? "TASK_STATE_PENDING");
    if (place !== undefined) counts[place] = (counts[place] ?? 0) + 1;
  }
  return counts.join();
}

export interface Counted {
  readonly state: TaskState;
  readonly count: number;
}

/** Those that there are, what matters most first. */
export function readSummary(summary: string): readonly Counted[] {
  return summary
    .split(",")
    .map((count, place) => ({ state: summaryOrder[place] ?? "TASK_STATE_PENDING", count: Number(count) }))
    .filter(({ count }) => count > 0);
}

/** The state that stands for all of them: the first that matters. */
export function leadingState(counted: readonly Counted[]): TaskState {
  return counted[0]?.state ?? "TASK_STATE_PENDING";
}

export function toneOf(counted: readonly Counted[]): Tone {
  return lookOf(leadingState(counted)).tone;
}

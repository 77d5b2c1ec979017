import type { Task } from "../../../api/messages.ts";

/** Whose log a reader most likely looks for: of what failed first, else of what runs, else of what was last. Pure. */
export function taskToRead(tasks: readonly Task[]): Task | undefined {
  return (
    tasks.find(({ state }) => state === "TASK_STATE_FAILED") ??
    tasks.find(({ state }) => state === "TASK_STATE_RUNNING") ??
    tasks.at(-1)
  );
}

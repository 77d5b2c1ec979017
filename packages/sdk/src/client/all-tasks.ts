/** Every task of a run, in the order of the definition. */
import { toTask } from "./from-wire.ts";
import type { RunCalls } from "./ports/coordinator-api.ts";
import type { Task } from "./task-records.ts";

const tasksPerPage = 1000;

export async function allTasks(runs: RunCalls, runId: string): Promise<readonly Task[]> {
  const tasks: Task[] = [];
  for (let pageToken = ""; ; ) {
    const page = await runs.tasks({ runId, pageSize: tasksPerPage, pageToken });
    tasks.push(...page.tasks.map(toTask));
    pageToken = page.nextPageToken;
    if (pageToken === "") return tasks;
  }
}

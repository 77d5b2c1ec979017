/** What tests wait for in runs, as it is told and never by asking again. */
import type { RunHandle, Task } from "@troupe/sdk/client";

/** The task once it is in that state, now or later. Throws if the run ends without. */
export async function untilTask(run: RunHandle, name: string, state: Task["state"]): Promise<Task> {
  for await (const update of run.watch()) {
    if (update.type === "progress") continue;
    const seen = update.type === "snapshot" ? update.tasks.find((task) => task.name === name) : update.after;
    if (seen?.name === name && seen.state === state) return seen;
  }
  throw new Error(`run ${run.id} ended, and ${name} never was ${state}`);
}

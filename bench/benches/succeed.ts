/** Waits for the end of a run, and throws if not all of it has succeeded: what is wrong is not measured. */
import type { RunHandle } from "@troupe/sdk/client";

export async function succeed(run: RunHandle<unknown>, tasks: number): Promise<void> {
  const ended = await run.wait();
  if (ended.state === "succeeded" && ended.tasks.succeeded === tasks) return;
  const why = ended.failure === null ? "" : `: ${ended.failure.message}`;
  throw new Error(`run ${run.id} ${ended.state}, ${ended.tasks.succeeded} of ${tasks} tasks succeeded${why}`);
}

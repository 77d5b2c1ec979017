/**
 * What tasks write, as they write it, until the run has ended. One watch finds the attempts, and each attempt is one
 * stream: a run of a thousand tasks opens as many streams as attempts run, not as there are tasks.
 */
import { taskStatuses } from "@troupe/core";
import type { LogChunk, LogOptions, RunHandle, Task } from "@troupe/sdk/client";
import type { Chosen } from "./choose.ts";
import { Merge } from "./merge.ts";

export async function* followedLogs(
  handle: RunHandle,
  { includes }: Chosen,
  request: LogOptions,
): AsyncGenerator<LogChunk> {
  const merge = new Merge<LogChunk>();
  const heard = new Map<string, number>();
  /** Attempts of a task that nobody reads yet; of one that is new, the last. */
  const fresh = ({ name, attempts }: Task): readonly number[] => {
    const last = attempts.at(-1)?.number ?? 0;
    const from = heard.get(name) ?? Math.max(0, last - 1);
    heard.set(name, last);
    return attempts.map(({ number }) => number).filter((number) => number > from);
  };
  const follow = (task: Task): void => {
    for (const attempt of fresh(task)) merge.add(handle.logs(task.name, { ...request, attempt, follow: true }));
  };
  const discover = async (): Promise<void> => {
    for await (const update of handle.watch(request)) {
      const tasks =
        update.type === "snapshot" ? update.tasks : update.type === "event" && update.after ? [update.after] : [];
      const chosen = tasks.filter(includes);
      if (update.type === "snapshot") merge.add(ended(handle, chosen, fresh, request));
      for (const task of chosen) follow(task);
    }
  };
  merge.waitFor(discover());
  yield* merge;
}

/** What is over already, one after the other. Which attempts that are is settled by the call, not by the first read. */
function ended(
  handle: RunHandle,
  tasks: readonly Task[],
  fresh: (task: Task) => readonly number[],
  request: LogOptions,
): AsyncIterable<LogChunk> {
  const over = tasks
    .filter(({ state }) => taskStatuses[state].terminal)
    .flatMap((task) => fresh(task).map((attempt) => ({ name: task.name, attempt })));
  return (async function* () {
    for (const { name, attempt } of over) yield* handle.logs(name, { ...request, attempt, follow: false });
  })();
}

/** One task of a run, live. */
import { useMemo } from "react";
import { type Fold, type LiveState, useLiveState } from "../../api/live/use-live.ts";
import type { Run, Task } from "../../api/messages.ts";
import type { ResponseOf } from "../../api/methods.ts";

export interface TaskOfRun {
  readonly run: Run | undefined;
  readonly task: Task | undefined;
  /** All that is known of the run has come: a task that is not among it is not there. */
  readonly isWhole: boolean;
}

const nothing: TaskOfRun = { run: undefined, task: undefined, isWhole: false };

export function useTask(runId: string, name: string): LiveState<TaskOfRun> {
  const fold = useMemo(() => foldTask(name), [name]);
  return useLiveState("RunService/WatchRun", { runId }, fold);
}

function foldTask(name: string): Fold<TaskOfRun, ResponseOf<"RunService/WatchRun">> {
  return {
    initial: nothing,
    apply(state, messages) {
      let { run, task, isWhole } = state;
      for (const { snapshot, event } of messages) {
        if (snapshot !== undefined) isWhole = !snapshot.more;
        run = event?.run ?? snapshot?.run ?? run;
        task = named(name, event?.after === undefined ? snapshot?.tasks : [event.after]) ?? task;
      }
      return { run, task, isWhole };
    },
  };
}

function named(name: string, tasks: readonly Task[] = []): Task | undefined {
  return tasks.find((task) => task.name === name);
}

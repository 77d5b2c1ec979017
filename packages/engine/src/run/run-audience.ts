/** Who asks what a run is like, or watches it. What they hear is written when they hear it. */
import { type RunEvent, runStatuses } from "@troupe/core";
import type { ProgressView, RunView, TaskView, WatchItem } from "../engine.ts";
import type { TraceContext } from "../options.ts";
import { eventItem } from "./event-item.ts";
import type { RunMessage, Watcher } from "./messages.ts";
import type { LiveRun } from "./run-surroundings.ts";
import { viewRun, viewTask, viewTasks } from "./run-view.ts";
import type { RunWrites } from "./run-writes.ts";
import { Watchers } from "./watchers.ts";

export class RunAudience {
  readonly #run: LiveRun;
  readonly #writes: RunWrites;
  readonly #tracing: TraceContext | undefined;
  readonly #watchers = new Watchers();
  readonly #progress = new Map<string, ProgressView>();

  constructor(run: LiveRun, writes: RunWrites, tracing: TraceContext | undefined) {
    this.#run = run;
    this.#writes = writes;
    this.#tracing = tracing;
  }

  /** Nobody watches, and nothing is known that is not in the state. */
  get isEmpty(): boolean {
    return this.#watchers.isEmpty && this.#progress.size === 0;
  }

  view(): RunView {
    const { runId, traceparent } = this.#run.state.header;
    return viewRun(this.#run.state, this.#tracing?.traceId(runId, traceparent) ?? "");
  }

  viewTask(task: string): TaskView {
    return viewTask(this.#run.state, task, this.#progress);
  }

  /** What those who watch are to be told of these events, once they are written. `first`: the number of the first. */
  itemsOf(events: readonly RunEvent[], first: number): readonly WatchItem[] {
    return events.flatMap((event, index) =>
      this.#watchers.wants(event)
        ? [eventItem(this.#run.state, event, first + index, this.#progress, () => this.view())]
        : [],
    );
  }

  tell(items: readonly WatchItem[]): void {
    for (const item of items) this.#watchers.tell(item);
  }

  takeProgress(task: string, attempt: number, progress: ProgressView): void {
    if (this.#run.state.tasks.get(task)?.attempts.at(-1)?.number !== attempt) return;
    this.#progress.set(task, progress);
    this.#watchers.tell({ type: "progress", task, progress });
  }

  /** What a question throws is for whoever asked: it says nothing against the run. */
  read({ read, reply }: Extract<RunMessage, { type: "Read" }>): void {
    let value: unknown;
    try {
      value = read({ state: this.#run.state, progress: this.#progress });
    } catch (error) {
      return reply.reject(error);
    }
    this.#writes.answer(reply, value);
  }

  watch({ watcher, reply }: Extract<RunMessage, { type: "Watch" }>): void {
    const { sequence, status } = this.#run.state.header;
    const snapshot =
      watcher.after === 0 ? { type: "snapshot" as const, run: this.view(), tasks: this.#tasksFor(watcher) } : undefined;
    const leave = this.#watchers.add(watcher, sequence, runStatuses[status].terminal);
    this.#writes.afterCommit(() => {
      this.#watchers.open(watcher, snapshot);
      reply.resolve({ from: sequence, leave });
    }, reply.reject);
  }

  abandon(): void {
    this.#watchers.abandon();
  }

  #tasksFor({ runOnly }: Watcher): readonly TaskView[] {
    return runOnly ? [] : [...viewTasks(this.#run.state, this.#progress)];
  }
}

/** The tasks of a run that wait for a place: what placement is told of them, and what is not written of that yet. */
import { demandOf, type RunEffect } from "@troupe/core";
import { taskPuts } from "./run-records.ts";
import type { LiveRun, RunSurroundings } from "./run-surroundings.ts";
import { ignoreFenced, type RunWrites } from "./run-writes.ts";

/** So many records are written at once, that no group outgrows a transaction. */
const portion = 50;

type Queueing = Omit<Extract<RunEffect, { effect: "QueueTask" }>, "effect">;

export class RunQueue {
  readonly #run: LiveRun;
  readonly #around: RunSurroundings;
  readonly #writes: RunWrites;
  /** Tasks that are queued for the first time: that is written only when it must be known later. */
  readonly #unwritten = new Set<string>();

  constructor(run: LiveRun, around: RunSurroundings, writes: RunWrites) {
    this.#run = run;
    this.#around = around;
    this.#writes = writes;
  }

  add(tasks: readonly Queueing[]): void {
    if (tasks.length === 0) return;
    const { state } = this.#run;
    this.#around.queue(
      state.header.runId,
      tasks.map(({ task, attempt }) => ({
        ...{ task, attempt },
        since: this.#since(task),
        demand: demandOf(state, task),
      })),
    );
  }

  /** What is asked for has changed. */
  addAgain(): void {
    const { queued, tasks } = this.#run.state;
    for (const task of queued) {
      const current = tasks.get(task)?.state;
      if (current?.status === "queued") this.add([{ task, attempt: current.attempt }]);
    }
  }

  /** It is queued for the first time. */
  notWritten(task: string): void {
    this.#unwritten.add(task);
  }

  /** It has got its place. */
  placed(task: string): void {
    this.#unwritten.delete(task);
  }

  /** Writes what is not written. Yields whether that was nothing. */
  write(): boolean {
    const { state } = this.#run;
    const unwritten = [...this.#unwritten].filter((task) => state.queued.has(task));
    this.#unwritten.clear();
    for (let start = 0; start < unwritten.length; start += portion)
      this.#writes.stage({ puts: taskPuts(state, unwritten.slice(start, start + portion)) }).catch(ignoreFenced);
    return unwritten.length === 0;
  }

  #since(task: string): number {
    const current = this.#run.state.tasks.get(task)?.state;
    return current?.status === "queued" ? current.since : this.#around.clock.now();
  }
}

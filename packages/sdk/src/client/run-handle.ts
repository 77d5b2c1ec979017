/** One run, to watch and to steer. */
import { type Json, runStatuses, TroupeError } from "@troupe/core";
import { allTasks } from "./all-tasks.ts";
import { followTask } from "./follow-task.ts";
import { toRun, toTask } from "./from-wire.ts";
import type { RunCalls } from "./ports/coordinator-api.ts";
import { toExplanation } from "./queue-from-wire.ts";
import type { Explanation } from "./queue-records.ts";
import { taskNotFound } from "./refusals.ts";
import type { TaskEnding } from "./requests.ts";
import { endTaskRequest } from "./rerun-request.ts";
import type { ResumeOptions } from "./resume.ts";
import type { Run, RunUpdate } from "./run-records.ts";
import { type LogOptions, type MetricOptions, readLogs, readMetrics } from "./run-streams.ts";
import type { Task } from "./task-records.ts";
import type { LogChunk, MetricPoint } from "./telemetry-records.ts";
import { watchRun } from "./watch-run.ts";

export interface CancelOptions {
  /** Who asks for it. Where the client's token names somebody, it is they, whatever stands here. */
  readonly by?: string;
}

/** What a run is asked through. Holds no connection of its own and needs no closing. */
export interface RunHandle<Out = Json> {
  readonly id: string;
  readonly pipeline: string;
  /** The run as it is now. */
  get(): Promise<Run<Out>>;
  /** All its tasks, in the order of the definition. */
  tasks(): Promise<readonly Task[]>;
  /** One task. Throws TASK_NOT_FOUND. */
  task(name: string): Promise<Task>;
  /** The run as it is, then everything that happens to it; ends when the run has ended. */
  watch(options?: ResumeOptions): AsyncIterable<RunUpdate<Out>>;
  /**
   * What a task wrote, in order. With `follow`, goes on to its end, through its retries.
   *
   * @example
   * for await (const { data } of run.logs("train", { follow: true })) process.stdout.write(data);
   */
  logs(task: string, options?: LogOptions): AsyncIterable<LogChunk>;
  metrics(options?: MetricOptions): AsyncIterable<MetricPoint>;
  /** Waits for the end, however it comes. */
  wait(options?: ResumeOptions): Promise<Run<Out>>;
  /** Waits for the end and yields what the body returned. Throws RUN_FAILED, RUN_CANCELLED or RUN_TIMED_OUT. */
  outputs(options?: ResumeOptions): Promise<Out>;
  /** Asks for its end: running tasks are told to stop. Idempotent. */
  cancel(reason?: string, options?: CancelOptions): Promise<Run<Out>>;
  /** Lets it begin before its turn, if it waits for others of its pipeline. Throws RUN_ENDED. */
  release(): Promise<Run<Out>>;
  /**
   * Why a task has not started; without a name, why the run does not go on: its first task that nobody has.
   *
   * @example
   * console.log((await run.explain()).summary); // waits for 1 slot of pool "db": 4 of 4 are held, by load of run r-1
   */
  explain(task?: string): Promise<Explanation>;
  /** Another place in the queue for all of it that waits now or later: minutes of head start. Throws RUN_ENDED. */
  prioritize(priority: number): Promise<Run<Out>>;
  /** Ends one task: at once, or, if an agent has it, when its attempt has been ended. Throws TASK_ENDED. */
  endTask(task: string, ending: TaskEnding): Promise<Task>;
}

export function runHandle<Out>(runs: () => Promise<RunCalls>, id: string, pipeline: string): RunHandle<Out> {
  // What a pipeline's type says of its outputs, its schemas have checked when the run wrote them.
  const typed = (run: Run): Run<Out> => run as Run<Out>;
  const handle: RunHandle<Out> = {
    id,
    pipeline,
    get: async () => typed(toRun(await (await runs()).get({ runId: id }))),
    tasks: async () => await allTasks(await runs(), id),
    task: async (name) => await oneTask(await runs(), id, name),
    async *watch(options) {
      for await (const update of watchRun(await runs(), id, options)) yield update as RunUpdate<Out>;
    },
    async *logs(task, options = {}) {
      const calls = await runs();
      if (options.follow && options.attempt === undefined) yield* followTask(calls, id, task, options);
      else yield* readLogs(calls, id, task, options);
    },
    async *metrics(options) {
      yield* readMetrics(await runs(), id, options);
    },
    async wait(options) {
      for await (const update of watchRun(await runs(), id, options, "run")) {
        if (update.type === "progress" || update.run === null) continue;
        if (runStatuses[update.run.state].terminal) return typed(update.run);
      }
      return await handle.get();
    },
    outputs: async (options) => succeeded(await handle.wait(options)),
    cancel: async (reason = "cancelled by its client", { by = "" } = {}) =>
      typed(toRun(await (await runs()).cancel({ runId: id, reason, by }))),
    release: async () => typed(toRun(await (await runs()).release(id))),
    explain: async (task = "") => toExplanation(await (await runs()).explain({ runId: id, task })),
    prioritize: async (priority) => typed(toRun(await (await runs()).prioritize({ runId: id, priority }))),
    endTask: async (task, ending) => toTask(await (await runs()).endTask(endTaskRequest(id, task, ending))),
  };
  return handle;
}

async function oneTask(runs: RunCalls, runId: string, name: string): Promise<Task> {
  const [task] = (await runs.tasks({ runId, names: [name] })).tasks;
  if (task !== undefined) return toTask(task);
  throw taskNotFound(runId, name);
}

function succeeded<Out>(run: Run<Out>): Out {
  // A pipeline whose body returns nothing has null for outputs, and its type says so too.
  if (run.state === "succeeded") return run.outputs as Out;
  const why = run.failure === null ? "" : `: ${run.failure.task ?? "the run"}: ${run.failure.message}`;
  throw new TroupeError(`run ${run.id} ${run.state}${why}`, {
    code: `RUN_${run.state.toUpperCase().replaceAll("-", "_")}`,
    reaction: "reject",
    details: { runId: run.id },
  });
}

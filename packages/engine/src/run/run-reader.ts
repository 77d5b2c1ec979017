/** Runs as whoever reads sees them: live ones from their source, sealed ones from the archive. */
import { type RunState, runStatuses } from "@troupe/core";
import type { CatalogFollower } from "../commit/catalog-follower.ts";
import type {
  ChangesQuery,
  GridQuery,
  LogItem,
  LogQuery,
  MetricPage,
  MetricQuery,
  NewestOptions,
  ProgressView,
  RunGrid,
  RunListQuery,
  Runs,
  RunsChange,
  RunView,
  TaskExplanation,
  TaskQuery,
  TaskView,
  WatchItem,
  WatchOptions,
} from "../engine.ts";
import { explainRun, explainTask, firstWaiting, waitedFor } from "../explain/explain-task.ts";
import { queueWords } from "../explain/queue-words.ts";
import type { TraceContext } from "../options.ts";
import type { Catalog, CatalogRun, RecentRuns } from "../ports/catalog.ts";
import type { Clock } from "../ports/clock.ts";
import type { EventFeed } from "../ports/event-feed.ts";
import { absentRun } from "../retention/removed-run.ts";
import { runNotFound, type SealedRuns } from "../sealing/sealed-runs.ts";
import { LogTails } from "../telemetry/log-tails.ts";
import type { ReadingSurroundings } from "../telemetry/newsroom.ts";
import { readLogs, readMetrics } from "../telemetry/reading.ts";
import { taskNotFound } from "../telemetry/task-attempts.ts";
import { ringOnEvents } from "./ring-on-events.ts";
import { RunChanges } from "./run-changes.ts";
import { RunGrids } from "./run-grids.ts";
import type { RunSource } from "./run-source.ts";
import { viewNamed, viewRun, viewTasks } from "./run-view.ts";
import { isWaitingFor } from "./waits-for.ts";
import { watchRun } from "./watch-run.ts";

export interface RunReaderSurroundings {
  readonly source: RunSource;
  readonly sealed: SealedRuns;
  readonly catalog: Catalog;
  readonly feed: EventFeed;
  readonly telemetry: ReadingSurroundings["telemetry"];
  readonly tracing: TraceContext | undefined;
  readonly follower: CatalogFollower;
  readonly clock: Clock;
}

export class RunReader
  implements Omit<Runs, "create" | "cancel" | "prioritize" | "rerun" | "previewRerun" | "endTask" | "release" | "waits">
{
  readonly #around: RunReaderSurroundings;
  readonly #reading: ReadingSurroundings;
  readonly #tails: LogTails;
  readonly #changes: RunChanges;
  readonly #grids: RunGrids;

  constructor(around: RunReaderSurroundings) {
    this.#around = around;
    this.#changes = new RunChanges({ ...around, detail: (runs) => this.detail(runs) });
    this.#grids = new RunGrids({ ...around, list: (query) => this.list(query) });
    this.#reading = {
      telemetry: around.telemetry,
      clock: around.clock,
      sealed: around.sealed,
      look: (runId, read) => this.#look(runId, read),
      onEvent: (runId, ring) => ringOnEvents(around.source, runId, ring),
    };
    this.#tails = new LogTails(this.#reading);
  }

  async get(runId: string, options: NewestOptions = {}): Promise<RunView> {
    const id = await this.#resolve(runId, options);
    const view = ({ state }: { readonly state: RunState }) => viewRun(state, this.#traceId(state));
    // SAFETY: viewed by the source and not here: the state goes on while the answer waits for the commit.
    return (await this.#around.source.read(id, view)) ?? view(await this.#sealed(id));
  }

  async list({ atLeast, ...query }: RunListQuery): Promise<readonly CatalogRun[]> {
    await this.#around.source.caughtUp(atLeast);
    return this.detail(await this.#around.catalog.runs(query));
  }

  async recent(pipelines: readonly string[]): Promise<readonly RecentRuns[]> {
    await this.#around.source.caughtUp();
    return this.#around.catalog.recent(pipelines);
  }

  grid(query: GridQuery): Promise<RunGrid> {
    return this.#grids.grid(query);
  }

  changes(query: ChangesQuery, signal: AbortSignal): AsyncGenerator<RunsChange> {
    return this.#changes.watch(query, signal);
  }

  /** Runs were removed: who watches many has to list again. */
  missRemoved(): void {
    this.#changes.miss();
  }

  /** Those who watch many runs have to look elsewhere from now on. */
  stopChanges(): void {
    this.#changes.stop();
  }

  /** What a list tells of live runs beyond what the catalog knows, where this coordinator knows it at once. */
  protected async detail(runs: readonly CatalogRun[]): Promise<readonly CatalogRun[]> {
    return runs;
  }

  async tasks(runId: string, query: TaskQuery): Promise<readonly TaskView[]> {
    const id = await this.#resolve(runId);
    const read = ({
      state,
      progress,
    }: {
      readonly state: RunState;
      readonly progress: ReadonlyMap<string, ProgressView>;
    }) => selectTasks(state, progress, query);
    const live = await this.#around.source.read(id, read);
    if (live === undefined) return read({ state: (await this.#sealed(id)).state, progress: new Map() });
    return query.names === undefined ? live : Promise.all(live.map((task) => this.#explained(id, task)));
  }

  async explain(runId: string, task?: string): Promise<TaskExplanation> {
    const run = await this.get(runId);
    const id = run.header.runId;
    const { seen } = await this.#look(id, (state) => {
      const name = task ?? (runStatuses[state.header.status].terminal ? undefined : firstWaiting(state));
      if (name === undefined) return undefined;
      const view = viewNamed(state, name, new Map());
      if (view === undefined) throw taskNotFound(state, name);
      return { view, waitsFor: waitedFor(state, view) };
    });
    if (seen === undefined) return explainRun(run);
    const { view, waitsFor } = seen;
    const isQueued = view.status === "queued";
    const queue = isQueued ? await this.#around.source.explain({ runId: id, task: view.name }) : undefined;
    return explainTask(run, view, waitsFor, queue);
  }

  async *watch(runId: string, options: WatchOptions): AsyncGenerator<WatchItem> {
    const id = await this.#resolve(runId);
    yield* watchRun({ ...this.#around, traceId: (state) => this.#traceId(state) }, id, options);
  }

  async *logs(query: LogQuery, signal: AbortSignal): AsyncGenerator<LogItem> {
    yield* readLogs(this.#reading, this.#tails, { ...query, runId: await this.#resolve(query.runId) }, signal);
  }

  async *metrics(query: MetricQuery, signal: AbortSignal): AsyncGenerator<MetricPage> {
    yield* readMetrics(this.#reading, { ...query, runId: await this.#resolve(query.runId) }, signal);
  }

  async #explained(runId: string, task: TaskView): Promise<TaskView> {
    if (task.status !== "queued") return task;
    const of = { runId, task: task.name };
    const queue = await this.#around.source.explain(of);
    return queue === undefined ? task : { ...task, reason: queueWords(of, queue).summary };
  }

  /** SAFETY: read by the source and not here: the state goes on while the answer waits for the commit. */
  async #look<T>(runId: string, read: (state: RunState) => T): Promise<{ readonly seen: T; readonly isLive: boolean }> {
    const live = await this.#around.source.read(runId, ({ state }) => ({ seen: read(state) }));
    return live === undefined
      ? { seen: read((await this.#sealed(runId)).state), isLive: false }
      : { ...live, isLive: true };
  }

  async #sealed(runId: string) {
    const run = await this.#around.sealed.get(runId);
    if (run === undefined) throw await absentRun(this.#around.catalog, runId);
    return run;
  }

  async #resolve(runId: string, options: NewestOptions = {}): Promise<string> {
    if (runId !== "@latest") return runId;
    const { pipeline } = options;
    const [newest] = await this.list({ limit: 1, ...options });
    if (newest === undefined) throw runNotFound(pipeline === undefined ? "@latest" : `@latest of ${pipeline}`);
    return newest.runId;
  }

  #traceId(state: RunState): string {
    return this.#around.tracing?.traceId(state.header.runId, state.header.traceparent) ?? "";
  }
}

function selectTasks(
  state: RunState,
  progress: ReadonlyMap<string, ProgressView>,
  query: TaskQuery,
): readonly TaskView[] {
  if (query.names !== undefined) {
    return query.names.map((name) => {
      const view = viewNamed(state, name, progress);
      if (view === undefined) throw taskNotFound(state, name);
      return view;
    });
  }
  const found: TaskView[] = [];
  const awaited = query.waitingFor === undefined ? undefined : state.instances.get(query.waitingFor);
  if (query.waitingFor !== undefined && awaited === undefined) throw taskNotFound(state, query.waitingFor);
  let isAfter = query.after === undefined;
  for (const task of viewTasks(state, progress)) {
    const isMeant = awaited === undefined || (task.status === "pending" && isWaitingFor(state, task.name, awaited));
    if (isAfter && isMeant) found.push(task);
    isAfter ||= task.name === query.after;
    if (found.length >= query.limit) break;
  }
  return found;
}

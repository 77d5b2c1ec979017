/** Runs as the outside sees them: live ones answer themselves, sealed ones are read from the archive. */
import { limitsOf, type ResourceRequest, type RunState, runStatuses, TroupeError } from "@troupe/core";
import type { Outbox } from "../commit/outbox.ts";
import type {
  CreateRunRequest,
  LogItem,
  LogQuery,
  MetricPage,
  MetricQuery,
  ProgressView,
  Runs,
  RunView,
  TaskQuery,
  TaskView,
  WatchItem,
  WatchOptions,
} from "../engine.ts";
import type { TraceContext } from "../options.ts";
import type { Catalog, CatalogRun, RunQuery } from "../ports/catalog.ts";
import type { EventFeed } from "../ports/event-feed.ts";
import { runNotFound, type SealedRuns } from "../sealing/sealed-runs.ts";
import { type ReadingSurroundings, readLogs, readMetrics, taskNotFound } from "../telemetry/reading.ts";
import { ringOnEvents } from "./ring-on-events.ts";
import type { RunRegistry } from "./run-registry.ts";
import { viewNamed, viewRun, viewTasks } from "./run-view.ts";
import { watchRun } from "./watch-run.ts";

export interface RunsSurroundings {
  readonly registry: RunRegistry;
  readonly sealed: SealedRuns;
  readonly catalog: Catalog;
  readonly feed: EventFeed;
  readonly outbox: Outbox;
  readonly telemetry: ReadingSurroundings["telemetry"];
  readonly tracing: TraceContext | undefined;
  /** Why a queued task waits, for each agent. */
  explain(request: ResourceRequest): Promise<string>;
}

export class RunsOfEngine implements Runs {
  readonly #around: RunsSurroundings;
  readonly #reading: ReadingSurroundings;

  constructor(around: RunsSurroundings) {
    this.#around = around;
    this.#reading = {
      telemetry: around.telemetry,
      sealed: around.sealed,
      look: (runId, read) => this.#look(runId, read),
      onEvent: (runId, ring) => ringOnEvents(around.registry, runId, ring),
    };
  }

  async create(request: CreateRunRequest): Promise<RunView> {
    return this.get(await this.#around.registry.create(request));
  }

  async get(runId: string, options: { readonly pipeline?: string } = {}): Promise<RunView> {
    const id = await this.#resolve(runId, options.pipeline);
    const view = ({ state }: { readonly state: RunState }) => viewRun(state, this.#traceId(state));
    // SAFETY: viewed by the actor and not here: its state goes on while the answer waits for the commit.
    return (await this.#around.registry.read(id, view)) ?? view(await this.#sealed(id));
  }

  async list(query: RunQuery): Promise<readonly CatalogRun[]> {
    await this.#around.outbox.caughtUp();
    return this.#around.catalog.runs(query);
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
    const live = await this.#around.registry.read(id, read);
    if (live === undefined) return read({ state: (await this.#sealed(id)).state, progress: new Map() });
    return query.names === undefined ? live : Promise.all(live.map((task) => this.#explained(id, task)));
  }

  async cancel(runId: string, reason: string): Promise<RunView> {
    const id = await this.#resolve(runId);
    const view =
      (await this.#around.registry.ask<RunView>(id, (reply) => ({
        type: "Cancel",
        reason,
        reply,
        reject: reply.reject,
      }))) ?? (await this.get(id));
    const { status } = view.header;
    if (status === "cancelling" || status === "cancelled" || !runStatuses[status].terminal) return view;
    throw new TroupeError(`Run ${id} has ended as ${status}: there is nothing to cancel.`, {
      code: "RUN_ENDED",
      reaction: "reject",
      details: { runId: id, status },
    });
  }

  async *watch(runId: string, options: WatchOptions): AsyncGenerator<WatchItem> {
    const id = await this.#resolve(runId);
    yield* watchRun(
      {
        ...this.#around,
        sealedRun: (sealedId) => this.#around.sealed.get(sealedId),
        traceId: (state) => this.#traceId(state),
      },
      id,
      options,
    );
  }

  async *logs(query: LogQuery, signal: AbortSignal): AsyncGenerator<LogItem> {
    yield* readLogs(this.#reading, { ...query, runId: await this.#resolve(query.runId) }, signal);
  }

  async *metrics(query: MetricQuery, signal: AbortSignal): AsyncGenerator<MetricPage> {
    yield* readMetrics(this.#reading, { ...query, runId: await this.#resolve(query.runId) }, signal);
  }

  async #explained(runId: string, task: TaskView): Promise<TaskView> {
    if (task.status !== "queued") return task;
    const request = await this.#around.registry.read(runId, ({ state }) => limitsOf(state, task.name).resources);
    const why = request === undefined ? "none is there" : await this.#around.explain(request);
    return { ...task, reason: `waits for an agent with room: ${why}` };
  }

  /** SAFETY: read by the actor and not here: its state goes on while the answer waits for the commit. */
  async #look<T>(runId: string, read: (state: RunState) => T): Promise<{ readonly seen: T; readonly isLive: boolean }> {
    const live = await this.#around.registry.read(runId, ({ state }) => ({ seen: read(state) }));
    return live === undefined
      ? { seen: read((await this.#sealed(runId)).state), isLive: false }
      : { ...live, isLive: true };
  }

  async #sealed(runId: string) {
    const run = await this.#around.sealed.get(runId);
    if (run === undefined) throw runNotFound(runId);
    return run;
  }

  async #resolve(runId: string, pipeline?: string): Promise<string> {
    if (runId !== "@latest") return runId;
    const [newest] = await this.list({ limit: 1, ...(pipeline === undefined ? {} : { pipeline }) });
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
  let isAfter = query.after === undefined;
  for (const task of viewTasks(state, progress)) {
    if (isAfter) found.push(task);
    isAfter ||= task.name === query.after;
    if (found.length >= query.limit) break;
  }
  return found;
}

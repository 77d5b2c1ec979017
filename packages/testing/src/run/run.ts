/** A whole pipeline in memory: the engine of production, in-memory stores, virtual time, no server and no process. */
import type { RunHeader } from "@troupe/core";
import type { NoFields, Pipeline } from "@troupe/sdk";
import { SimulatedCluster } from "../cluster/simulated-cluster.ts";
import { type AgentOptions, machinesOf, roomForAll } from "./agents.ts";
import {
  applyStandIn,
  checkEarlier,
  checkTriggered,
  type EarlierRun,
  handOut,
  type Left,
  leaveOutputs,
} from "./earlier-runs.ts";
import { type Fake, fakesOf } from "./fake.ts";
import { checkFound, type Found } from "./found.ts";
import { checkAnswers, type GivenAnswers, giveAnswer } from "./given-answers.ts";
import { checkDatasets, type GivenDataset, leaveRevision, publishedBy } from "./given-datasets.ts";
import { makePools, type PoolOptions } from "./pools.ts";
import { listening } from "./printed.ts";
import { RunHistory } from "./run-history.ts";
import { failureOf, RunResult } from "./run-result.ts";
import { StepRunner } from "./step-runner.ts";
import { StepTime } from "./step-time.ts";
import { StoredValues } from "./stored-values.ts";
import { tasksOf } from "./tasks-of.ts";

export interface RunOptions<Params, Out> {
  readonly params?: Params;
  /** What stands in for steps. Steps in TypeScript without one are executed as they are. */
  readonly steps?: readonly Fake[];
  /** What the run before this one handed out, for `previous`, or the part of it that is read. Default: there was none. */
  readonly previous?: Left<Out>;
  /** What runs of other pipelines handed out, for `latest`. */
  readonly latest?: readonly EarlierRun[];
  /** Revisions of datasets that are there, for `read`, or come later, for `waitFor`. */
  readonly datasets?: readonly GivenDataset[];
  /** What people say to approvals, by name. What has no answer waits for its timeout. */
  readonly approvals?: GivenAnswers;
  /** What the runs hand out that the pipeline triggers, for `trigger`. */
  readonly triggered?: readonly EarlierRun[];
  /** What waits for something outside find, by name: `{ exported: { paths: ["/data/1.csv"] } }`. Others wait for their deadline. */
  readonly found?: Found;
  /** The machines. Default: room for everything at once. */
  readonly agents?: readonly AgentOptions[];
  /** Slots of pools by name: `{ db: 4 }`. Default: enough for everything, of each that a step asks for. */
  readonly pools?: PoolOptions;
  /** Of run ids and of what is random in a backoff: the same seed gives the same run. Default: 1. */
  readonly seed?: number;
  /** When the run is created, in virtual time. Default: 2026-01-01, 00:00 UTC. */
  readonly createdAt?: Date;
  /** What the run is about, of a pipeline with a schedule. Default: its last interval that is over. */
  readonly interval?: { readonly start: Date; readonly end: Date };
}

/** Params may be left out where none is required. */
export type RunArguments<Params, Out> = NoFields extends Params
  ? [options?: RunOptions<Params, Out>]
  : [options: RunOptions<Params, Out> & { readonly params: Params }];

/**
 * Runs a pipeline from its first task to its last, as a coordinator would: it is the same engine. Steps in TypeScript
 * are executed; all others, and those that are to be left alone, are stood in for by fakes. Time is virtual: a backoff of
 * ten minutes takes none, and stands still while code of steps is at work.
 *
 * @returns How the run ended, also if it failed.
 * @throws MissingFake if a step comes up that nothing can run; TroupeError `INVALID_PARAMS`; an error that says why if
 * the run stands still, because no agent has room for a task.
 *
 * @example
 * ```ts
 * const result = await run(churn, {
 *   params: { trees: [10, 50] },
 *   steps: [
 *     fake(extract, () => ({ rows: 3, table: fakeArtifact("csv") })),
 *     fake(train, ({ trees }) => ({ accuracy: trees / 100, trees, file: fakeArtifact("joblib") })),
 *   ],
 * });
 * expect(result.outputs.model.trees).toBe(50);
 * expect(result.order).toEqual(["extract", "validate", "train[0]", "train[1]", "best"]);
 * ```
 */
export async function run<Params, Out>(
  pipeline: Pipeline<Params, Out>,
  ...[options = {}]: RunArguments<Params, Out>
): Promise<RunResult<Out>> {
  using _console = listening();
  return await new MemoryRun<Out>(pipeline, options as RunOptions<unknown, Out>).result();
}

/** A run of which nothing was heard for so long, and that waits for nothing, never goes on. */
const patienceMs = 60_000;
const beatIntervalMs = 10_000;

class MemoryRun<Out> {
  readonly #pipeline: Pipeline;
  readonly #options: RunOptions<unknown, Out>;
  readonly #time: StepTime;
  readonly #values = new StoredValues();
  readonly #history: RunHistory;
  readonly #runner: StepRunner;
  readonly #cluster: SimulatedCluster;
  #execute = handOut;
  /** Revisions that are still to come. */
  #toCome = 0;
  /** Why one of them could not come. */
  #trouble: { readonly error: unknown } | undefined;

  constructor(pipeline: Pipeline, options: RunOptions<unknown, Out>) {
    const { steps = [], createdAt, seed = 1, found = {} } = options;
    this.#pipeline = pipeline;
    this.#options = options;
    this.#time = new StepTime(createdAt?.getTime() ?? Date.UTC(2026, 0, 1));
    const { clock, soon } = this.#time;
    this.#history = new RunHistory(() => clock.now());
    const fakes = fakesOf([pipeline], steps);
    this.#runner = new StepRunner({ pipelines: [pipeline], fakes, found, time: this.#time, values: this.#values });
    this.#cluster = new SimulatedCluster({
      seed,
      clock,
      engine: { soon, beatIntervalMs, observers: [this.#history] },
      // Runs of other pipelines do nothing but hand out what the test says.
      execute: (...attempt) => (attempt[0].pipeline === pipeline.name ? this.#execute : handOut)(...attempt),
    });
  }

  async result(): Promise<RunResult<Out>> {
    const { spec } = this.#pipeline;
    const { agents, interval, approvals = {}, triggered = [], found = {} } = this.#options;
    checkFound(this.#pipeline, found);
    checkAnswers(this.#pipeline, approvals);
    checkTriggered(spec, triggered);
    await this.#cluster.startCoordinator();
    for (const machine of agents === undefined ? roomForAll([spec]) : machinesOf(agents))
      await this.#cluster.addAgent(machine);
    await this.#leaveEarlier();
    for (const each of triggered) await applyStandIn(this.#cluster, each, this.#values);
    this.#history.onEvent = (runId, event) =>
      void this.#time.during(() => giveAnswer(this.#cluster.engine, runId, event, approvals));
    this.#execute = this.#runner.execute;
    const { engine } = this.#cluster;
    // The code is here already: its bundle stands for it, empty.
    const { digest } = await this.#cluster.archive.put(new Uint8Array());
    await makePools(engine, [spec], this.#options.pools);
    await engine.pipelines.apply(spec, digest);
    // It makes one run: what a schedule does is seen in a simulation.
    if (spec.schedule !== undefined) await engine.schedules.pause(spec.name, { by: "test", reason: "one run is made" });
    const { header } = await engine.runs.create({
      pipeline: spec.name,
      params: this.#values.store(this.#options.params ?? {}, "params") as RunHeader["params"],
      ...(interval !== undefined && { interval: { start: interval.start.getTime(), end: interval.end.getTime() } }),
    });
    this.#announceRevisions();
    await this.#finish(header.runId);
    return this.#resultOf(header.runId);
  }

  async #leaveEarlier(): Promise<void> {
    const { previous, latest = [], datasets = [] } = this.#options;
    const own = previous === undefined ? [] : [{ pipeline: this.#pipeline.name, outputs: previous }];
    const earlier: readonly EarlierRun[] = [...own, ...latest];
    checkEarlier(this.#pipeline.spec, earlier, this.#values);
    for (const each of earlier) await this.#finish(await leaveOutputs(this.#cluster, each, this.#values));
    checkDatasets(this.#pipeline.spec, datasets, this.#values);
    for (const each of datasets)
      if (each.afterMs === 0) await this.#finish(await leaveRevision(this.#cluster, each, this.#values));
  }

  /** What comes while the run is under way. */
  #announceRevisions(): void {
    for (const each of this.#options.datasets ?? []) {
      if (each.afterMs === 0) continue;
      this.#toCome += 1;
      this.#time.clock.after(each.afterMs, () => {
        void this.#time
          .during(() => leaveRevision(this.#cluster, each, this.#values))
          .catch((error: unknown) => {
            this.#trouble ??= { error };
          })
          .finally(() => {
            this.#toCome -= 1;
          });
      });
    }
  }

  async #finish(runId: string): Promise<void> {
    const { clock } = this.#time;
    const isOver = () =>
      this.#history.isOver(runId) || this.#runner.missing !== undefined || this.#trouble !== undefined;
    await clock.runUntil(() => isOver() || this.#standsStill(), Number.MAX_SAFE_INTEGER);
    if (this.#runner.missing !== undefined) throw this.#runner.missing;
    if (this.#trouble !== undefined) throw this.#trouble.error;
    if (!isOver()) throw new Error(await this.#whyNot(runId));
  }

  #standsStill(): boolean {
    if (this.#time.isAwaited || this.#toCome > 0 || this.#pipeline.spec.timeoutMs !== undefined) return false;
    return this.#time.clock.now() > this.#history.stirsAt + patienceMs;
  }

  async #whyNot(runId: string): Promise<string> {
    const { runs } = this.#cluster.engine;
    const all = await runs.tasks(runId, { limit: 1000 });
    const isStuck = ({ status }: (typeof all)[number]) => status === "queued" || status === "waiting";
    const names = all.filter(isStuck).map(({ name }) => name);
    const reasons = (await runs.tasks(runId, { limit: 3, names: names.slice(0, 3) })).map(
      ({ name, reason }) => `${name} ${reason}`,
    );
    return `the run of ${this.#pipeline.name} stands still: ${reasons.join("; ")}`;
  }

  async #resultOf(runId: string): Promise<RunResult<Out>> {
    const { runs } = this.#cluster.engine;
    const { header } = await runs.get(runId);
    const tasks = await runs.tasks(runId, { limit: Number.MAX_SAFE_INTEGER });
    const begun = this.#runner.performed.map(({ key }) => key.task);
    return new RunResult<Out>({
      pipeline: this.#pipeline.name,
      status: header.status,
      outputs: this.#pipeline.spec.outputs === undefined ? undefined : this.#values.load(header.outputs),
      published: await publishedBy(this.#cluster.engine, header, this.#values),
      failure: failureOf(header),
      tasks: tasksOf(tasks, this.#runner.performed, this.#values),
      order: [...new Set(begun)],
      events: this.#history.eventsOf(runId),
      tookMs: (header.endedAt ?? header.createdAt) - header.createdAt,
    });
  }
}

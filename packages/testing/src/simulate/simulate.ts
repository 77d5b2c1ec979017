/** Pipelines over days and months: the engine of production in memory, on virtual time, with what goes wrong. */
import type { RunCause, RunInterval } from "@troupe/core";
import { SeededEntropy } from "@troupe/engine/adapters";
import type { Duration, Pipeline } from "@troupe/sdk";
import { SimulatedCluster } from "../cluster/simulated-cluster.ts";
import { type AgentOptions, machinesOf, roomForAll } from "../run/agents.ts";
import { type Fake, fakesOf } from "../run/fake.ts";
import { publishedBy } from "../run/given-datasets.ts";
import { milliseconds } from "../run/milliseconds.ts";
import { makePools, type PoolOptions } from "../run/pools.ts";
import { listening } from "../run/printed.ts";
import { RunHistory } from "../run/run-history.ts";
import { failureOf, RunResult } from "../run/run-result.ts";
import { StepRunner } from "../run/step-runner.ts";
import { StepTime } from "../run/step-time.ts";
import { StoredValues } from "../run/stored-values.ts";
import { tasksOf } from "../run/tasks-of.ts";
import { type Chaos, type Fault, type PlannedFault, planFaults } from "./faults.ts";

export interface SimulateOptions {
  /** How long it goes on: `"365d"`. */
  readonly for: Duration;
  /** When it begins, in virtual time. Default: 2026-01-01, 00:00 UTC. */
  readonly from?: Date;
  /** What stands in for steps, of any of the pipelines. Steps in TypeScript without one are executed as they are. */
  readonly steps?: readonly Fake[];
  /** Runs that are started by hand. */
  readonly starts?: readonly StartByHand[];
  /** Other pipelines: those that it triggers, that it reads, or that trigger it. */
  readonly also?: readonly Pipeline[];
  /** The machines. Default: room for everything at once. */
  readonly agents?: readonly AgentOptions[];
  /** Slots of pools by name: `{ db: 4 }`. Default: enough for everything, of each that a step asks for. */
  readonly pools?: PoolOptions;
  /** What goes wrong. Default: nothing but what steps do. */
  readonly faults?: readonly (Fault | Chaos)[];
  /** After which a machine that is not heard counts as lost. Default: `"10m"`. */
  readonly lostAfter?: Duration;
  /** Of everything that is random: the same seed tells the same story. Default: 1. */
  readonly seed?: number;
}

export interface StartByHand {
  /** After the beginning. Default: at once. */
  readonly at?: Duration;
  /** Default: the pipeline that is simulated. */
  readonly pipeline?: Pipeline;
  readonly params?: unknown;
}

/** A run of a simulation. */
export class SimulatedRun<Out = unknown> extends RunResult<Out> {
  readonly id: string;
  readonly createdAt: Date;
  readonly endedAt: Date | null;
  /** Why there is this run: `{ kind: "schedule", tick }`. */
  readonly cause: RunCause;
  /** What it is about, of a pipeline with a schedule. */
  readonly interval: { readonly start: Date; readonly end: Date } | null;

  constructor(
    facts: ConstructorParameters<typeof RunResult>[0],
    about: {
      readonly runId: string;
      readonly createdAt: number;
      readonly endedAt: number | null;
      readonly cause: RunCause;
      readonly interval: RunInterval | null;
    },
  ) {
    super(facts);
    const { runId, createdAt, endedAt, cause, interval } = about;
    this.id = runId;
    this.createdAt = new Date(createdAt);
    this.endedAt = endedAt === null ? null : new Date(endedAt);
    this.cause = cause;
    this.interval = interval === null ? null : { start: new Date(interval.start), end: new Date(interval.end) };
  }
}

export interface Simulated<Out> {
  /** Of the pipeline, in the order in which they were made. Those that still go on at the end are among them. */
  readonly runs: readonly SimulatedRun<Out>[];
  /** Of one of the other pipelines. */
  runsOf<Params, Other>(pipeline: Pipeline<Params, Other>): readonly SimulatedRun<Other>[];
  /** What went wrong, as it was planned, in order. */
  readonly faults: readonly { readonly what: string; readonly from: Date; readonly to: Date }[];
  /** How many coordinators led, one after the other. */
  readonly coordinators: number;
}

/**
 * Lets a pipeline live for a while: its schedule ticks, runs overlap, wait and trigger others, machines and coordinators
 * go and come back. Time is virtual and passes when everybody waits for it: a year of a daily schedule takes about a second.
 *
 * @throws MissingFake if a step comes up that nothing can run.
 *
 * @example
 * ```ts
 * const { runs } = await simulate(churn, {
 *   for: "30d",
 *   steps: [fake(extract, () => ({ rows: 3, table: fakeArtifact("csv") }))],
 *   faults: [agentLost("agent-1", { at: "12h", for: "1h" }), chaos({ every: "2d" })],
 * });
 * expect(runs).toHaveLength(30);
 * expect(runs.every(({ status }) => status === "succeeded")).toBe(true);
 * ```
 */
export async function simulate<Params, Out>(
  pipeline: Pipeline<Params, Out>,
  options: SimulateOptions,
): Promise<Simulated<Out>> {
  using _console = listening();
  return await new Story(pipeline, options).tell<Out>();
}

const pageSize = 500;

class Story {
  readonly #options: SimulateOptions;
  readonly #pipelines: readonly Pipeline[];
  readonly #main: Pipeline;
  readonly #startsAt: number;
  readonly #durationMs: number;
  readonly #time: StepTime;
  readonly #values = new StoredValues();
  readonly #history: RunHistory;
  readonly #runner: StepRunner;
  readonly #cluster: SimulatedCluster;
  readonly #machines: ReturnType<typeof machinesOf>;
  readonly #faults: readonly PlannedFault[];
  #coordinators = 0;
  /** What a story did that it cannot go on from. */
  #broken: unknown;

  constructor(pipeline: Pipeline, options: SimulateOptions) {
    const { from, seed = 1, steps = [], also = [], agents, faults = [], lostAfter = "10m" } = options;
    this.#options = options;
    this.#main = pipeline;
    this.#pipelines = [pipeline, ...also];
    this.#startsAt = from?.getTime() ?? Date.UTC(2026, 0, 1);
    this.#durationMs = milliseconds(options.for);
    this.#time = new StepTime(this.#startsAt);
    const { clock, soon } = this.#time;
    this.#history = new RunHistory(() => clock.now());
    const fakes = fakesOf(this.#pipelines, steps);
    this.#runner = new StepRunner({ pipelines: this.#pipelines, fakes, time: this.#time, values: this.#values });
    this.#machines = agents === undefined ? roomForAll(this.#pipelines.map(({ spec }) => spec)) : machinesOf(agents);
    const { random } = chance(seed);
    const names = this.#machines.map(({ id }) => id);
    this.#faults = planFaults(faults, { durationMs: this.#durationMs, agents: names, random });
    // Where nothing is lost nobody need say often that he is there.
    const lostAfterMs = faults.length === 0 ? 10 * this.#durationMs : milliseconds(lostAfter);
    this.#cluster = new SimulatedCluster({
      seed,
      clock,
      lostAfterMs,
      engine: {
        soon,
        beatIntervalMs: Math.ceil(lostAfterMs / 5),
        longestSleepMs: this.#durationMs,
        observers: [this.#history],
      },
      execute: this.#runner.execute,
    });
  }

  async tell<Out>(): Promise<Simulated<Out>> {
    const { clock } = this.#time;
    await this.#lead();
    for (const machine of this.#machines) await this.#cluster.addAgent(machine);
    const { digest } = await this.#cluster.archive.put(new Uint8Array());
    const specs = this.#pipelines.map(({ spec }) => spec);
    await makePools(this.#cluster.engine, specs, this.#options.pools);
    for (const { spec } of this.#pipelines.toReversed()) await this.#cluster.engine.pipelines.apply(spec, digest);
    for (const fault of this.#faults) this.#plan(fault);
    for (const start of this.#options.starts ?? [])
      this.#after(milliseconds(start.at ?? "0ms"), () => this.#start(start));
    const isOver = () => this.#runner.missing !== undefined || this.#broken !== undefined;
    await clock.runUntil(isOver, this.#durationMs);
    if (this.#runner.missing !== undefined) throw this.#runner.missing;
    if (this.#broken !== undefined) throw this.#broken;
    return await this.#toldOf<Out>();
  }

  async #lead(): Promise<void> {
    await this.#cluster.startCoordinator();
    this.#coordinators += 1;
  }

  #plan({ what, agent, fromMs, toMs }: PlannedFault): void {
    const lost = this.#cluster.agents.find(({ id }) => id === agent);
    if (what === "coordinator") {
      this.#after(fromMs, () => this.#cluster.killCoordinator());
      this.#after(toMs, async () => {
        await this.#lead();
        for (const each of this.#cluster.agents) if (!this.#isLost(each.id)) await each.connect(this.#cluster.engine);
      });
    } else if (lost !== undefined) {
      this.#after(fromMs, () => lost.kill());
      this.#after(toMs, async () => {
        if (this.#cluster.isLed) await lost.connect(this.#cluster.engine);
      });
    }
  }

  /** Who comes back while nobody leads connects when somebody does. */
  #isLost(agent: string): boolean {
    const now = this.#time.clock.now() - this.#startsAt;
    return this.#faults.some((fault) => fault.agent === agent && fault.fromMs <= now && now < fault.toMs);
  }

  async #start({ pipeline = this.#main, params = {} }: StartByHand): Promise<void> {
    const stored = this.#values.store(params, "params") as never;
    await this.#cluster.engine.runs.create({ pipeline: pipeline.name, params: stored });
  }

  /** Time stands still until it is done. */
  #after(ms: number, act: () => void | Promise<void>): void {
    this.#time.clock.after(ms, () => {
      this.#time
        .during(async () => await act())
        .catch((error) => {
          this.#broken ??= error;
        });
    });
  }

  async #toldOf<Out>(): Promise<Simulated<Out>> {
    if (!this.#cluster.isLed) await this.#lead();
    const byPipeline = new Map<string, SimulatedRun[]>();
    for (const { name } of this.#pipelines) byPipeline.set(name, await this.#runsOf(name));
    const at = (ms: number) => new Date(this.#startsAt + ms);
    return {
      runs: (byPipeline.get(this.#main.name) ?? []) as SimulatedRun<Out>[],
      runsOf: ({ name }) => {
        const runs = byPipeline.get(name);
        if (runs === undefined) throw new Error(`${name} was not simulated: name it in \`also\``);
        return runs as never;
      },
      faults: this.#faults.map(({ what, agent, fromMs, toMs }) => ({
        what: agent ?? what,
        from: at(fromMs),
        to: at(toMs),
      })),
      coordinators: this.#coordinators,
    };
  }

  async #runsOf(pipeline: string): Promise<SimulatedRun[]> {
    const { runs } = this.#cluster.engine;
    const found: SimulatedRun[] = [];
    for (let before: string | undefined; ; ) {
      const page = await runs.list({ pipeline, limit: pageSize, ...(before === undefined ? {} : { before }) });
      for (const { runId } of page) found.push(await this.#resultOf(runId));
      before = page.at(-1)?.runId;
      if (page.length < pageSize) return found.reverse();
    }
  }

  async #resultOf(runId: string): Promise<SimulatedRun> {
    const { runs } = this.#cluster.engine;
    const { header } = await runs.get(runId);
    const tasks = await runs.tasks(runId, { limit: Number.MAX_SAFE_INTEGER });
    const performed = this.#runner.performedOf(runId);
    const facts = {
      pipeline: header.pipeline,
      status: header.status,
      outputs: header.outputs === null ? undefined : this.#values.load(header.outputs),
      published: await publishedBy(this.#cluster.engine, header, this.#values),
      failure: failureOf(header),
      tasks: tasksOf(tasks, performed, this.#values),
      order: [...new Set(performed.map(({ key }) => key.task))],
      events: this.#history.eventsOf(runId),
      tookMs: (header.endedAt ?? this.#time.clock.now()) - header.createdAt,
    };
    return new SimulatedRun(facts, header);
  }
}

/** Apart from the engine's, so that a fault more changes nothing else. */
function chance(seed: number): { readonly random: () => number } {
  const entropy = new SeededEntropy(seed ^ 0x5f3759df);
  return { random: () => entropy.random() };
}

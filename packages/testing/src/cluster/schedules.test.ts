/** Schedules under the production engine, on virtual time: every tick gets its run once, whoever leads. */
import { defaultLimits, type PipelineSpec, type ScheduleSpec } from "@troupe/core";
import type { StateStore } from "@troupe/engine";
import { describe, expect, it } from "vitest";
import { SimulatedCluster, type SimulatedClusterOptions } from "./simulated-cluster.ts";

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const begins = Date.UTC(2026, 0, 1);
const object = { type: "object", properties: {}, additionalProperties: false } as const;
const hourly: ScheduleSpec = { kind: "cron", expression: "@hourly", timezone: "UTC" };
const daily: ScheduleSpec = { kind: "cron", expression: "@daily", timezone: "UTC" };

function pipeline(schedule?: ScheduleSpec, more: Partial<PipelineSpec> = {}): PipelineSpec {
  return {
    format: 1,
    name: "churn",
    params: object,
    steps: { work: { runs: { kind: "command", argv: ["work"] }, input: object, limits: defaultLimits } },
    nodes: [{ kind: "step", id: "work", scope: [], step: "work", input: {} }],
    ...(schedule === undefined ? {} : { schedule }),
    ...more,
  };
}

async function cluster(options: Partial<SimulatedClusterOptions> = {}): Promise<SimulatedCluster> {
  const made = new SimulatedCluster({
    execute: async () => ({ exitClass: "success", output: null }),
    // Days pass here: nobody is to be looked after every other second.
    engine: { beatIntervalMs: 10 * minute },
    lostAfterMs: hour,
    ...options,
  });
  await made.startCoordinator();
  return made;
}

/** Ticks that got a run, in the order of their making, in hours since the beginning. */
async function ticks(made: SimulatedCluster): Promise<readonly number[]> {
  const runs = await made.engine.runs.list({ limit: 500 });
  return runs.toReversed().flatMap(({ cause }) => (cause.kind === "schedule" ? [(cause.tick - begins) / hour] : []));
}

const why = { by: "ann", reason: "the source is being moved" };

describe("a schedule", () => {
  it("makes a run for each tick, which knows its tick and its interval", async () => {
    const made = await cluster();
    await made.engine.pipelines.apply(pipeline(daily), null);
    await made.addAgent({ id: "a1" });
    await made.clock.advance(3 * day + hour);
    expect(await ticks(made)).toEqual([24, 48, 72]);
    const [newest] = await made.engine.runs.list({ limit: 1 });
    expect(newest).toMatchObject({
      status: "succeeded",
      cause: { kind: "schedule", tick: begins + 3 * day },
      interval: { start: begins + 2 * day, end: begins + 3 * day },
    });
    expect(await made.engine.schedules.get("churn")).toMatchObject({
      lastTick: begins + 3 * day,
      lastRun: { runId: newest?.runId, tick: begins + 3 * day },
      nextTicks: [4, 5, 6, 7, 8].map((days) => begins + days * day),
    });
  });

  it("gives a run that is made by hand the last interval that is over, or the one that is asked for", async () => {
    const made = await cluster();
    await made.engine.pipelines.apply(pipeline(daily), null);
    await made.clock.advance(1.5 * day);
    const create = (request = {}) => made.engine.runs.create({ pipeline: "churn", params: {}, ...request });
    expect((await create()).header).toMatchObject({
      cause: { kind: "manual" },
      interval: { start: begins, end: begins + day },
    });
    const interval = { start: 7, end: 8 };
    expect((await create({ interval })).header.interval).toEqual(interval);
    await made.engine.pipelines.apply(pipeline(undefined, { name: "plain" }), null);
    await expect(create({ pipeline: "plain", interval })).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
    expect((await create({ pipeline: "plain" })).header.interval).toBeNull();
  });

  it("tells its steps the interval", async () => {
    const made = await cluster();
    const spec = pipeline(hourly, {
      steps: {
        work: {
          runs: { kind: "command", argv: ["work"] },
          input: { ...object, properties: { from: { type: "string" } } },
          limits: defaultLimits,
        },
      },
      nodes: [
        { kind: "step", id: "work", scope: [], step: "work", input: { from: { kind: "interval", fact: "start" } } },
      ],
    });
    await made.engine.pipelines.apply(spec, null);
    await made.addAgent({ id: "a1" });
    await made.clock.advance(hour + minute);
    const [run] = await made.engine.runs.list({ limit: 1 });
    const [task] = await made.engine.runs.tasks(run?.runId ?? "", { limit: 1, names: ["work"] });
    expect(task?.inputs).toEqual({ from: "2026-01-01T00:00:00.000Z" });
  });

  it("has its history only if it is asked for, and then all of it or the newest", async () => {
    const start = new Date(begins - 10 * day).toISOString();
    for (const [catchup, expected] of [
      ["none", 0],
      ["latest", 1],
      ["all", 10],
    ] as const) {
      const made = await cluster();
      const plan = await made.engine.pipelines.plan(pipeline({ ...daily, start, catchup }), null);
      expect(plan.schedule).toMatchObject({ catchup: expected });
      await made.engine.pipelines.apply(pipeline({ ...daily, start, catchup }), null);
      await made.clock.advance(minute);
      expect((await ticks(made)).length, catchup).toBe(expected);
      await made.clock.advance(day);
      expect((await ticks(made)).length, catchup).toBe(expected + 1);
    }
    const made = await cluster();
    const long = pipeline({ ...hourly, start: "2000-01-01T00:00:00.000Z", catchup: "all" });
    await expect(made.engine.pipelines.apply(long, null)).rejects.toMatchObject({ code: "INVALID_SPEC" });
  });

  it("keeps how far it is with a new version, begins anew with another timing, and is dropped without a schedule", async () => {
    const made = await cluster();
    await made.engine.pipelines.apply(pipeline(hourly), null);
    await made.clock.advance(2.5 * hour);
    await made.engine.pipelines.apply(pipeline({ ...hourly, catchup: "all" }), null);
    await made.clock.advance(minute);
    expect(await ticks(made)).toEqual([1, 2]);
    // At half past, and that was an hour ago: it is not run in arrears.
    await made.engine.pipelines.apply(pipeline({ ...hourly, expression: "15 * * * *", catchup: "all" }), null);
    await made.clock.advance(hour);
    expect(await ticks(made)).toEqual([1, 2, 3.25]);
    await made.engine.pipelines.apply(pipeline(), null);
    await made.clock.advance(5 * hour);
    expect(await ticks(made)).toEqual([1, 2, 3.25]);
    await expect(made.engine.schedules.get("churn")).rejects.toMatchObject({ code: "SCHEDULE_NOT_FOUND" });
    await made.engine.pipelines.apply(pipeline({ ...hourly, catchup: "all" }), null);
    await made.clock.advance(hour);
    expect((await ticks(made)).slice(3)).toEqual([9]);
  });

  it("makes up for a pause as its catchup says, also when another coordinator leads by then", async () => {
    for (const [catchup, expected] of [
      ["none", [1, 6]],
      ["latest", [1, 5, 6]],
      ["all", [1, 2, 3, 4, 5, 6]],
    ] as const) {
      const made = await cluster();
      await made.engine.pipelines.apply(pipeline({ ...hourly, catchup }), null);
      await made.clock.advance(1.5 * hour);
      expect((await made.engine.schedules.pause("churn", why)).paused).toMatchObject(why);
      await made.engine.schedules.pause("churn", { by: "bob", reason: "" });
      made.killCoordinator();
      await made.startCoordinator();
      await made.clock.advance(4 * hour);
      expect((await made.engine.schedules.get("churn")).paused).toMatchObject(why);
      expect(await ticks(made)).toEqual([1]);
      const resumed = await made.engine.schedules.resume("churn", { by: "bob", reason: "done" });
      expect(resumed).toMatchObject({ paused: null, resumed: { by: "bob" } });
      made.killCoordinator();
      await made.startCoordinator();
      await made.clock.advance(hour);
      expect(await ticks(made), catchup).toEqual(expected);
    }
  });

  it("says which tick is refused and why, and runs it as soon as that is over", async () => {
    let full = false;
    const made = await cluster({
      store: (inner) => overlay(inner, { usage: async () => ({ bytes: full ? 99 : 1, quota: 100 }) }),
    });
    await made.engine.pipelines.apply(pipeline(hourly), null);
    full = true;
    await made.clock.advance(50 * minute);
    await made.engine.pipelines.apply(pipeline(undefined, { name: "other" }), null).catch(() => {});
    await made.clock.advance(15 * minute);
    expect(await ticks(made)).toEqual([]);
    const { trouble } = await made.engine.schedules.get("churn");
    expect(trouble).toMatchObject({ tick: begins + hour, code: "STORE_FULL" });
    full = false;
    await made.clock.advance(10 * minute);
    expect(await ticks(made)).toEqual([1]);
    expect((await made.engine.schedules.get("churn")).trouble).toBeNull();
  });

  it("passes a tick over that its pipeline's overlap policy skips, and says so", async () => {
    const made = await cluster();
    await made.engine.pipelines.apply(pipeline(hourly, { overlap: { policy: "skip-new" } }), null);
    await made.clock.advance(2.5 * hour);
    expect(await ticks(made)).toEqual([1]);
    const { passedOver, lastTick } = await made.engine.schedules.get("churn");
    expect(passedOver).toMatchObject({ first: begins + 2 * hour, last: begins + 2 * hour });
    expect(passedOver?.because).toContain("skip-new");
    expect(lastTick).toBe(begins + 2 * hour);
  });

  it("is seen at a coordinator that follows, which changes none", async () => {
    const made = await cluster();
    await made.engine.pipelines.apply(pipeline(hourly), null);
    await made.engine.pipelines.apply(pipeline(daily, { name: "nightly" }), null);
    await made.clock.advance(1.5 * hour);
    const follower = await made.startFollower();
    expect(await follower.schedules.list({ limit: 10 })).toEqual(await made.engine.schedules.list({ limit: 10 }));
    expect(await follower.schedules.list({ after: "churn", limit: 1 })).toMatchObject([{ pipeline: "nightly" }]);
    await expect(follower.schedules.pause("churn", why)).rejects.toMatchObject({ code: "NOT_LEADER" });
  });
});

/** A store of which some methods are other ones. */
function overlay(inner: StateStore, methods: Partial<StateStore>): StateStore {
  return {
    limits: inner.limits,
    commit: (batch) => inner.commit(batch),
    get: (key) => inner.get(key),
    scan: (...of) => inner.scan(...of),
    usage: () => inner.usage(),
    close: () => inner.close(),
    ...methods,
  };
}

/** A leader that dies at its nth commit from now on, before or after the store has it; another one takes over. */
class Mortal {
  #left = Number.POSITIVE_INFINITY;
  #after = false;
  #die: () => void = () => {};

  readonly store = (inner: StateStore): StateStore =>
    overlay(inner, {
      commit: async (batch) => {
        this.#left -= 1;
        if (this.#left !== 0) return inner.commit(batch);
        if (this.#after) await inner.commit(batch);
        this.#die();
        return new Promise(() => {});
      },
    });

  arm(commits: number, after: boolean, die: () => void): void {
    this.#left = commits;
    this.#after = after;
    this.#die = die;
  }
}

describe("a tick", () => {
  it("is run once, wherever its leader dies", async () => {
    for (const after of [false, true])
      for (let commits = 1; commits <= 3; commits += 1) {
        const mortal = new Mortal();
        const made = await cluster({ store: mortal.store });
        await made.engine.pipelines.apply(pipeline(hourly), null);
        await made.addAgent({ id: "a1" });
        await made.clock.advance(hour - 1000);
        let died = false;
        mortal.arm(commits, after, () => {
          died = true;
          made.killCoordinator();
        });
        await made.clock.runUntil(() => died, 10 * minute);
        expect(died, `commit ${commits}`).toBe(true);
        await made.clock.advance(7000);
        const engine = await made.startCoordinator();
        for (const agent of made.agents) await agent.connect(engine);
        await made.clock.advance(2 * hour);
        expect(await ticks(made), `commit ${commits}, ${after ? "written" : "not written"}`).toEqual(
          [1, 2, 3].filter((at) => at * hour + begins <= made.clock.now()),
        );
      }
  });

  it("stays done with when somebody pauses its schedule while its run is written", async () => {
    let gate: Promise<void> | undefined;
    let isHeld = false;
    const made = await cluster({
      store: (inner) =>
        overlay(inner, {
          commit: async (batch) => {
            isHeld = gate !== undefined;
            await gate;
            return inner.commit(batch);
          },
        }),
    });
    await made.engine.pipelines.apply(pipeline(hourly), null);
    await made.clock.advance(hour - 1000);
    const { promise, resolve } = Promise.withResolvers<void>();
    gate = promise;
    expect(await made.clock.runUntil(() => isHeld, minute)).toBe(true);
    const pausing = made.engine.schedules.pause("churn", why);
    await made.clock.advance(1000);
    gate = undefined;
    resolve();
    expect((await pausing).paused).toMatchObject(why);
    made.killCoordinator();
    await made.startCoordinator();
    await made.clock.advance(3 * hour);
    expect(await ticks(made)).toEqual([1]);
    expect(await made.engine.schedules.get("churn")).toMatchObject({ lastTick: begins + hour, paused: why });
  });

  it("is run once while wall clocks jump, under one leader and from one to the next", async () => {
    for (const jump of [hour, -hour]) {
      for (const isNext of [false, true]) {
        const made = await cluster();
        await made.engine.pipelines.apply(pipeline(hourly), null);
        await made.clock.advance(2 * hour + 30 * minute);
        const turn = async (by: number) => {
          made.clock.jump(by);
          if (!isNext) return;
          made.killCoordinator();
          await made.startCoordinator();
        };
        await turn(jump);
        await made.clock.advance(3 * hour);
        await turn(-jump);
        await made.clock.advance(3 * hour);
        const run = await ticks(made);
        expect([...new Set(run)], `${jump} ${isNext}`).toEqual(run);
        expect(run).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
      }
    }
  });

  it("is not lost while nobody leads for an hour: the newest is run late", async () => {
    const made = await cluster();
    await made.engine.pipelines.apply(pipeline({ kind: "every", everyMs: 10 * minute }), null);
    await made.clock.advance(15 * minute);
    made.killCoordinator();
    await made.clock.advance(hour);
    await made.startCoordinator();
    await made.clock.advance(minute);
    expect((await ticks(made)).map((at) => at * 6)).toEqual([1, 7]);
    expect(await made.engine.schedules.get("churn")).toMatchObject({
      passedOver: { first: begins + 20 * minute, last: begins + 60 * minute },
    });
  });
});

it("keeps one timer for a thousand schedules, and runs them all at their tick", async () => {
  const made = await cluster();
  for (let index = 0; index < 1000; index += 1)
    await made.engine.pipelines.apply(pipeline(hourly, { name: `p${index}` }), null);
  let wakes = 0;
  const isOver = () => {
    wakes += 1;
    return false;
  };
  await made.clock.runUntil(isOver, 59 * minute);
  expect(wakes).toBeLessThan(200);
  await made.clock.advance(2 * minute);
  const runs = await made.engine.runs.list({ limit: 1000 });
  expect(runs.length).toBe(1000);
  expect(new Set(runs.map(({ pipeline: name }) => name)).size).toBe(1000);
  // Virtual time goes on while batches are written; how late they are in earnest the bench `schedule` says.
  for (const { createdAt } of runs) expect(createdAt).toBeLessThan(begins + hour + minute);
});

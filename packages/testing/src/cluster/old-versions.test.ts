/**
 * Old versions of pipelines go with the runs that needed them, and never one that a run needs: under one leader, across
 * restarts, and whoever comes to need one in that very moment.
 */
import { defaultLimits, type PipelineSpec, type RetentionRule } from "@troupe/core";
import fc from "fast-check";
import { expect, it } from "vitest";
import { SimulatedCluster } from "./simulated-cluster.ts";

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

/** A version for each length of its pause. No agent is needed. */
function specOf(pauseMs: number, retention: RetentionRule, more: Partial<PipelineSpec> = {}): PipelineSpec {
  const nothing = { type: "object", properties: {}, additionalProperties: false } as const;
  const runs = { kind: "wait", for: { kind: "duration", ms: pauseMs } } as const;
  return {
    format: 1,
    name: "p",
    params: nothing,
    steps: { pause: { runs, input: nothing, output: {}, limits: defaultLimits } },
    nodes: [{ kind: "step", id: "pause", scope: [], step: "pause", input: {} }],
    retention,
    ...more,
  };
}

class Story {
  // There are no agents: nobody need look for those that fall silent, in all of these days.
  readonly cluster = new SimulatedCluster({
    execute: () => new Promise(() => {}),
    engine: { beatIntervalMs: 60 * minuteMs },
  });
  readonly #rule: RetentionRule;
  readonly #more: Partial<PipelineSpec>;

  constructor(rule: RetentionRule, more: Partial<PipelineSpec> = {}) {
    this.#rule = rule;
    this.#more = more;
  }

  get engine() {
    return this.cluster.engine;
  }

  async apply(pauseMs: number): Promise<string> {
    const { pipeline } = await this.engine.pipelines.apply(specOf(pauseMs, this.#rule, this.#more), null);
    await this.cluster.clock.advance(minuteMs);
    return pipeline.version;
  }

  async run(version?: string): Promise<string> {
    const { header } = await this.engine.runs.create({ pipeline: "p", params: {}, ...(version && { version }) });
    return header.runId;
  }

  rerun(runId: string): Promise<unknown> {
    const how = { from: [], only: false, marks: {}, isWhole: true, code: "same", by: "anna", reason: "" } as const;
    return this.engine.runs.rerun({ ...how, runId });
  }

  /** Nothing but what is durable is left. */
  async restart(): Promise<void> {
    this.cluster.killCoordinator();
    await this.cluster.startCoordinator();
    await this.cluster.clock.advance(minuteMs);
  }

  async versions(): Promise<readonly string[]> {
    return (await this.engine.pipelines.versions("p", { limit: 100 })).map(({ version }) => version);
  }

  async prune(): Promise<readonly string[]> {
    return (await this.engine.retention.prune()).versions.map(({ version }) => version);
  }

  async runs() {
    return this.engine.runs.list({ limit: 100 });
  }

  /** Everything of each run that there is can be read, by whoever has nothing in memory. */
  async isWhole(): Promise<void> {
    await this.restart();
    for (const { runId, version } of await this.runs()) {
      expect((await this.engine.runs.get(runId)).header.version).toBe(version);
      expect(await this.engine.runs.tasks(runId, { limit: 5 })).toHaveLength(1);
    }
    expect(await this.engine.pipelines.get("p")).toMatchObject({ name: "p" });
  }
}

async function started(rule: RetentionRule, more?: Partial<PipelineSpec>): Promise<Story> {
  const story = new Story(rule, more);
  await story.cluster.startCoordinator();
  return story;
}

/** Five versions, each with a run that is over; three days later. */
async function aged(rule: RetentionRule): Promise<{ readonly story: Story; readonly versions: readonly string[] }> {
  const story = await started(rule);
  const versions: string[] = [];
  for (let pause = 1; pause <= 5; pause++) {
    versions.push(await story.apply(pause));
    await story.run();
    await story.cluster.clock.advance(minuteMs);
  }
  return { story, versions };
}

it("stay where all runs are kept", async () => {
  const { story, versions } = await aged({});
  await story.cluster.clock.advance(400 * dayMs);
  expect(await story.prune()).toEqual([]);
  expect(await story.versions()).toEqual(versions.toReversed());
});

it("go with their runs, as a preview says; the last two stay, and one that went can be applied again", async () => {
  const { story, versions } = await aged({ runs: 1 });
  // Before the leader looks by itself for the next time, and late enough for all that was looked at to be long ago.
  await story.cluster.clock.advance(dayMs - 2 * 60 * minuteMs);
  expect(await story.versions()).toHaveLength(5);
  await story.cluster.clock.advance(3 * 60 * minuteMs);
  const preview = await story.engine.retention.preview();
  const left = await story.versions();
  expect(preview.versions.map(({ version }) => version)).toEqual(
    left.filter((each) => !versions.slice(3).includes(each)),
  );
  await story.prune();
  expect(await story.versions()).toEqual([versions[4], versions[3]]);
  await expect(story.engine.pipelines.get("p", versions[0])).rejects.toMatchObject({ code: "PIPELINE_NOT_FOUND" });
  await expect(story.run(versions[1])).rejects.toMatchObject({ code: "PIPELINE_NOT_FOUND" });
  await story.isWhole();
  expect(await story.apply(1)).toBe(versions[0]);
  await story.run();
  await story.isWhole();
});

it("stay for a live run, and for a kept one", async () => {
  const story = await started({ runs: 2 });
  const long = await story.apply(30 * dayMs);
  await story.run();
  const kept = await story.apply(2);
  await story.run();
  for (const pause of [3, 4, 5]) await story.apply(pause);
  await story.cluster.clock.advance(3 * dayMs);
  await story.prune();
  const left = await story.versions();
  expect(left).toHaveLength(4);
  expect(left.slice(2)).toEqual([kept, long]);
  await story.isWhole();
  await story.cluster.clock.advance(30 * dayMs);
  expect((await story.runs()).map(({ status }) => status)).toEqual(["succeeded", "succeeded"]);
});

it("stay for a backfill that has them", async () => {
  const schedule = { kind: "cron", expression: "@daily", timezone: "UTC" } as const;
  const story = await started({ runs: 1 }, { schedule });
  const first = await story.apply(1);
  await story.engine.schedules.pause("p", { by: "test", reason: "only backfills here" });
  const to = Math.floor(story.cluster.clock.now() / dayMs) * dayMs - 5 * dayMs;
  const how = { parallel: 1, order: "oldest", missingOnly: false, by: "anna" } as const;
  await story.engine.backfills.create({ pipeline: "p", from: to - 2 * dayMs, to, ...how });
  for (const pause of [2, 3, 4]) await story.apply(pause);
  await story.cluster.clock.advance(3 * dayMs);
  await story.prune();
  expect(await story.versions()).toContain(first);
});

it.each([
  ["a run", (story: Story, version: string) => story.run(version)],
  ["a rerun", async (story: Story) => story.rerun((await story.runs()).at(-1)?.runId ?? "")],
  ["an apply", (story: Story) => story.apply(1)],
] as const)("are there for %s that comes to need one while it goes, or it is refused", async (_, needs) => {
  const became = new Set<string>();
  for (const turns of [0, 1, 2, 4, 8, 16, 24, 32, 40, 48, 64, 96, 128]) {
    const { story, versions } = await aged({ runsForMs: dayMs });
    const [oldest = ""] = versions;
    // A leader that has looked at none of them, and has not pruned since they are old: it does so an hour after its start.
    await story.cluster.clock.advance(dayMs - 90 * minuteMs);
    await story.restart();
    await story.cluster.clock.advance(2 * 60 * minuteMs);
    expect(await story.versions()).toContain(oldest);
    const later = async () => {
      for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
      return needs(story, oldest);
    };
    const [pruned, needed] = await Promise.allSettled([story.prune(), later()]);
    expect(pruned.status).toBe("fulfilled");
    if (needed.status === "rejected") expect(["PIPELINE_NOT_FOUND", "RUN_REMOVED"]).toContain(needed.reason.code);
    became.add(needed.status);
    await story.cluster.clock.advance(5 * minuteMs);
    await story.isWhole();
  }
  expect([...became]).toContain("fulfilled");
});

const moves = fc.array(
  fc.oneof(
    fc.record({ move: fc.constant("apply" as const), pause: fc.integer({ min: 1, max: 5 }) }),
    fc.record({ move: fc.constant("run" as const), version: fc.option(fc.nat(9)) }),
    fc.record({ move: fc.constant("rerun" as const), run: fc.nat(9) }),
    fc.record({ move: fc.constant("wait" as const), hours: fc.integer({ min: 1, max: 40 }) }),
    fc.record({ move: fc.constantFrom("prune" as const, "restart" as const, "lose-catalog" as const) }),
  ),
  { minLength: 10, maxLength: 30 },
);

async function go(
  story: Story,
  known: Set<string>,
  move: (typeof moves extends fc.Arbitrary<infer M> ? M : never)[number],
) {
  switch (move.move) {
    case "apply":
      return void known.add(await story.apply(move.pause));
    case "run": {
      const version = move.version === null ? undefined : [...known][move.version % known.size];
      // One that has gone meanwhile is refused.
      return story.run(version).catch((error) => expect(error).toMatchObject({ code: "PIPELINE_NOT_FOUND" }));
    }
    case "rerun": {
      const ended = (await story.runs()).filter(({ endedAt }) => endedAt !== null);
      const run = ended[move.run % Math.max(1, ended.length)];
      return run && story.rerun(run.runId);
    }
    case "wait":
      return story.cluster.clock.advance(move.hours * 60 * minuteMs);
    case "prune":
      return story.prune();
    case "restart":
      return story.restart();
    case "lose-catalog":
      story.cluster.loseCatalog();
      return story.restart();
  }
}

it("whatever happens, each run has its version, and in the end no other is there", async () => {
  const rules = fc.constantFrom<RetentionRule>({ runs: 1 }, { runs: 3 }, { runsForMs: 2 * dayMs });
  await fc.assert(
    fc.asyncProperty(rules, moves, async (rule, all) => {
      const story = await started(rule);
      const known = new Set([await story.apply(1)]);
      for (const move of all) {
        await go(story, known, move);
        if (move.move === "prune") await story.isWhole();
      }
      await story.cluster.clock.advance(10 * dayMs);
      await story.prune();
      const needed = new Set((await story.runs()).map(({ version }) => version));
      const [current, before, ...others] = await story.versions();
      expect(others.filter((version) => !needed.has(version))).toEqual([]);
      for (const version of needed) expect([current, before, ...others]).toContain(version);
      await story.isWhole();
    }),
    { numRuns: Number(process.env.TROUPE_PROPERTY_RUNS ?? 30) },
  );
}, 120_000);

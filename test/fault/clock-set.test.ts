/**
 * Goal: setting the machine's clock disturbs nobody: what is measured in seconds takes as many, and nothing is lost.
 * Method: coordinator and agent as processes whose wall clock is set an hour forward, then an hour back, in the middle of
 * runs that wait for retries, that are out of time, that print and are watched. What they took is measured by the test's
 * own monotonic clock.
 * Invariants: those of killed-at-failpoint; no agent falls silent; ids of runs sort as they were made.
 */
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import type { JsonObject } from "@troupe/core";
import type { Client, Run, RunHandle } from "@troupe/sdk/client";
import { eventually, Workbench } from "@troupe/testing/process";
import { afterEach, expect, test } from "vitest";
import { Cluster } from "./support/cluster.ts";
import { Ledger } from "./support/ledger.ts";
import { canSetClock, SettableClock } from "./support/settable-clock.ts";

const bench = new Workbench();
afterEach(() => bench.clear());

const hour = 3600;
const counted = { values: [1, 2, 3], lines: 800, holdMs: 8000 };
/** Backoffs of 0.5, 1 and 2 s, each of which may be shorter by a fifth. */
const flaky = { failures: 3, leastMs: 2800 };
/** Of the run as a whole. */
const lateMs = 6000;
/** What a busy machine may add. An hour would be 3,600,000. */
const slackMs = 20_000;

interface Timed {
  readonly handle: RunHandle;
  readonly ended: Promise<{ readonly run: Run; readonly tookMs: number }>;
}

test.skipIf(!canSetClock && !process.env.CI)(
  "the wall clock is set an hour forward and back while runs are under way (needs libfaketime)",
  async () => {
    const clock = new SettableClock(await bench.folder());
    const cluster = await Cluster.start(bench, { coordinatorEnv: clock.env, agentEnv: clock.env });
    for (const name of ["counted", "mixed"]) await cluster.apply(name);
    const { client } = cluster;
    const ledger = new Ledger(join(await bench.folder(), "ledger"));
    const submit = (pipeline: string, params: JsonObject = {}) => timed(ledger, client, pipeline, params);
    const states = new Set<string>();
    const watching = watchAgents(client, states);

    const runs: Timed[] = [];
    for (const seconds of [hour, -hour, 0]) {
      const round = [submit("counted", counted), submit("flaky", { failures: flaky.failures })];
      const more = await Promise.all([...round, submit("late"), submit("overdue")]);
      runs.push(...more);
      await eventually(
        () => more.map(({ handle }) => ledger.lines().some(({ runId }) => runId === handle.id)),
        (started) => started.every(Boolean),
      );
      clock.set(seconds);
      await expectEnds(more, ledger);
    }
    await watching.stop();

    expect([...states]).toEqual(["ready"]);
    const made = (await client.runs()).map(({ id }) => id);
    expect(made.toSorted().toReversed()).toEqual(made);
    expect(new Set(made).size).toBe(runs.length);
  },
);

async function expectEnds([good, retried, late, overdue]: readonly Timed[], ledger: Ledger): Promise<void> {
  if (good === undefined || retried === undefined || late === undefined || overdue === undefined)
    throw new Error("a round has four runs");
  const [first, second, third, fourth] = await Promise.all([good.ended, retried.ended, late.ended, overdue.ended]);
  expect(await ledger.problems(good.handle, counted)).toEqual([]);
  expect((await good.handle.tasks()).map(({ attempts }) => attempts.length)).toEqual([1, 1, 1, 1]);
  expect(first.run.state).toBe("succeeded");

  expect(second.run.state).toBe("succeeded");
  expect((await retried.handle.task("stumble")).attempts.length).toBe(flaky.failures + 1);
  expectWithin(second.tookMs, flaky.leastMs);

  expect(third.run.state).toBe("timed-out");
  expectWithin(third.tookMs, lateMs * 0.95);

  expect(fourth.run).toMatchObject({ state: "failed", failure: { code: "TASK_TIMED_OUT" } });
  expectWithin(fourth.tookMs, 2000);
  for (const { run } of [first, second, third, fourth])
    expect(run.endedAt?.getTime()).toBeGreaterThanOrEqual(run.createdAt.getTime());
}

function expectWithin(tookMs: number, leastMs: number): void {
  expect(tookMs).toBeGreaterThanOrEqual(leastMs);
  expect(tookMs).toBeLessThan(leastMs + slackMs);
}

/** A watch that goes on over all of it, and misses no event. */
async function timed(ledger: Ledger, client: Client, pipeline: string, params: JsonObject): Promise<Timed> {
  const began = performance.now();
  const handle = await ledger.submitTo(pipeline, client, params, randomUUID());
  return { handle, ended: watched(handle).then((run) => ({ run, tookMs: performance.now() - began })) };
}

async function watched(handle: RunHandle): Promise<Run> {
  let last = -1;
  for await (const update of handle.watch()) {
    if (update.type === "snapshot") last = update.run.sequence;
    else if (update.type !== "progress") {
      expect(update.sequence).toBe(last + 1);
      last = update.sequence;
    }
  }
  return handle.get();
}

/** What it is every now and then: one beat that is judged by the wrong clock would show for seconds. */
function watchAgents(client: Client, states: Set<string>): { stop(): Promise<void> } {
  const over = new AbortController();
  const watching = (async () => {
    while (!over.signal.aborted) {
      for (const { state } of await client.agents()) states.add(state);
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  })();
  return {
    stop: () => {
      over.abort();
      return watching;
    },
  };
}

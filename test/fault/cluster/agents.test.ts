/**
 * Goal: agents that die, stand still, are upgraded or cannot be reached cost no result and no log line.
 * Method: two coordinators and three agents that are lost after 10 s, with ways that can be closed.
 * Invariant: every acknowledged run ends well; each attempt starts once and counts once; logs are whole; what ran on is
 * not run again unless its agent was lost.
 */
import { setTimeout as pause } from "node:timers/promises";
import type { RunHandle } from "@troupe/sdk/client";
import { type ClusterAgent, eventually, Workbench } from "@troupe/testing/process";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { absentServers, FaultCluster } from "../support/fault-cluster.ts";
import { commandOf, descendantsOf, isAlive } from "../support/processes.ts";
import { canSetClock, SettableClock } from "../support/settable-clock.ts";

const bench = new Workbench();
let cluster: FaultCluster;
/** Longer than an agent takes to start on a machine that is busy with the load. */
const lostAfterMs = 20_000;
/** Beside what one takes to start that has nothing to take up. */
const readoptedWithinMs = 5000;
/** Long enough that a fault finds every task at work. */
const long = { values: [1, 2, 3, 4, 5, 6], lines: 300, holdMs: 8000 };

async function attemptsOf(runs: readonly RunHandle[]): Promise<readonly number[]> {
  const tasks = await Promise.all(runs.map((run) => run.tasks()));
  return tasks.flat().map(({ attempts }) => attempts.length);
}

/** From its start until it has a session, in ms. */
async function startOf(agent: ClusterAgent): Promise<number> {
  const from = performance.now();
  await agent.restart();
  return performance.now() - from;
}

/** None was run again. */
async function once(runs: readonly RunHandle[]): Promise<void> {
  const tasks = (await Promise.all(runs.map((run) => run.tasks()))).flat();
  const again = tasks.filter(({ attempts }) => attempts.length > 1);
  expect(again.map(({ name, attempts }) => ({ name, attempts }))).toEqual([]);
}

describe.skipIf(absentServers.length > 0)("agents under load (needs etcd and nats-server)", () => {
  beforeAll(async () => {
    const args = ["--lost-after", `${lostAfterMs / 1000}s`];
    cluster = await FaultCluster.start(bench, { coordinators: 2, agents: 3, withWays: true, args });
  });
  afterAll(() => bench.clear());

  test("an agent is killed while tasks run, and the next one takes them up within 5 s", {
    timeout: 300_000,
  }, async (context) => {
    for (let trial = 0; trial < 3; trial += 1) {
      const agent = cluster.agent(trial);
      await agent.stop();
      const idleMs = await startOf(agent);
      const runs = await cluster.survives(context, {
        params: long,
        whenAllStarted: true,
        mendFirst: true,
        strike: async () => {
          await agent.kill9();
          return async () => expect((await startOf(agent)) - idleMs).toBeLessThan(readoptedWithinMs);
        },
      });
      await once(runs);
    }
  });

  test("an agent is killed with its launcher, and what watched its steps: they are lost, and tried again", async (context) => {
    const runs = await cluster.survives(context, {
      params: long,
      whenAllStarted: true,
      mendFirst: true,
      mayFail: true,
      strike: async () => {
        const agent = cluster.agent(0);
        // Whoever would write down how they ended. The steps themselves go on, as orphans.
        const shells = descendantsOf(agent.process.pid).filter((pid) => /^(\/bin\/)?sh /.test(commandOf(pid)));
        const steps = shells.flatMap(descendantsOf).filter((pid) => /python/.test(commandOf(pid)));
        expect(steps.length).toBeGreaterThan(0);
        await agent.kill9();
        for (const pid of shells) if (isAlive(pid)) process.kill(pid, "SIGKILL");
        return async () => {
          await agent.restart();
          // What nobody can answer for is ended, before another attempt may begin.
          await eventually(
            () => steps.filter(isAlive),
            (alive) => alive.length === 0,
            { withinMs: 20_000 },
          );
        };
      },
    });
    expect(Math.max(...(await attemptsOf(runs)))).toBe(2);
  });

  test("an agent is upgraded while Python trains: told to end, and started again", async (context) => {
    const runs = await cluster.survives(context, {
      params: long,
      whenAllStarted: true,
      mendFirst: true,
      strike: async () => {
        const agent = cluster.agent(0);
        expect(await agent.stop()).toMatchObject({ code: 0 });
        return () => agent.restart();
      },
    });
    await once(runs);
  });

  test("an agent is drained while Python trains: what it runs ends there, and it gets nothing new", async (context) => {
    const runs = await cluster.survives(context, {
      params: long,
      whenAllStarted: true,
      strike: async () => {
        await cluster.client.drain("a1");
        return async () => {
          const [agent] = (await cluster.client.agents()).filter(({ id }) => id === "a1");
          expect(agent?.state).toMatch(/drain/);
        };
      },
    });
    await once(runs);
    await cluster.client.drain("a1", { resume: true });
  });

  test.for([
    ["shorter", lostAfterMs / 2],
    ["longer", 2 * lostAfterMs],
  ] as const)("an agent stands still, %s than lostAfter", { timeout: 300_000 }, async ([than, ms], context) => {
    const runs = await cluster.survives(context, {
      params: long,
      whenAllStarted: true,
      strike: () => {
        const { process: held } = cluster.agent(0);
        held.pause();
        // The fault is the time itself.
        const over = pause(ms).then(() => held.resume());
        return () => over;
      },
    });
    if (than === "shorter") await once(runs);
    else expect(Math.max(...(await attemptsOf(runs)))).toBe(2);
  });

  test("two of three agents are silent at once: nothing is superseded, and the leader says so", {
    timeout: 300_000,
  }, async (context) => {
    const leader = await cluster.leader();
    const runs = await cluster.survives(context, {
      params: long,
      whenAllStarted: true,
      strike: () => {
        const held = [cluster.agent(0), cluster.agent(1)].map((agent) => agent.process);
        for (const agent of held) agent.pause();
        return async () => {
          await leader.process.said(/more than half of the agents/i, { withinMs: 4 * lostAfterMs });
          // As long again as it takes to supersede anything.
          await pause(lostAfterMs);
          for (const agent of held) agent.resume();
        };
      },
    });
    await once(runs);
  });

  test("two agents have one id: one after the other is heard, and nothing counts twice", async (context) => {
    const leader = await cluster.leader();
    const twin = await cluster.agent(0).twin();
    await cluster.survives(context, {
      // Some of them end before the session is taken away again.
      params: { ...long, holdMs: 4000 },
      whenAllStarted: true,
      strike: async () => {
        await twin.restart();
        await leader.process.said(/two processes go by one agent's name/);
        // Both try again, each when the other has taken the session from it.
        await Promise.all(
          [cluster.agent(0), twin].map(({ process }) => process.said(/the agent opened another session/)),
        );
        return undefined;
      },
    });
    // Only now: what it has printed and nobody has got goes with it, as with a machine that never comes back.
    await twin.stop();
  });

  test.skipIf(!canSetClock)(
    "an agent's clock is an hour ahead, and is set two hours back (needs libfaketime)",
    async (context) => {
      const clock = new SettableClock(await bench.folder());
      const agent = cluster.agent(0);
      clock.set(3600);
      await agent.stop();
      await agent.restart(clock.env);
      const from = Date.now();
      const runs = await cluster.survives(context, {
        params: long,
        whenAllStarted: true,
        strike: () => {
          clock.set(-3600);
          return undefined;
        },
      });
      await once(runs);
      // What people see is by one clock.
      const attempts = (await Promise.all(runs.map((run) => run.tasks()))).flat().flatMap((task) => task.attempts);
      for (const { startedAt, endedAt } of attempts) {
        expect(startedAt?.getTime()).toBeGreaterThanOrEqual(from);
        expect(endedAt?.getTime()).toBeLessThanOrEqual(Date.now());
      }
      await agent.stop();
      await agent.restart();
    },
  );

  test("no coordinator can be reached while tasks end and are reported", async (context) => {
    const runs = await cluster.survives(context, {
      mendFirst: true,
      strike: async () => {
        const ended = (): number => cluster.ledger.lines().filter(({ what }) => what === "ended").length;
        const before = ended();
        for (const { ways } of cluster.troupe.coordinators) ways.callers.hold();
        await eventually(ended, (count) => count >= before + 3, { withinMs: 20_000 });
        return () => {
          for (const { ways } of cluster.troupe.coordinators) ways.callers.release();
        };
      },
    });
    await once(runs);
  });
});

/**
 * Goal: an agent that nobody hears for a while loses nothing that it did, and does nothing that counts twice.
 * Method: a coordinator and three agents that are lost after 10 s, one of which is cut off from the coordinator, from NATS
 * or from both, in the middle of what it runs. One coordinator: nobody points the agent past its own ways.
 * Invariant: every acknowledged run ends well; each attempt starts once and counts once; logs are whole.
 */
import { setTimeout as pause } from "node:timers/promises";
import { eventually, type TcpProxy, Workbench } from "@troupe/testing/process";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { absentServers, FaultCluster } from "../support/fault-cluster.ts";
import { commandOf, descendantsOf } from "../support/processes.ts";

const bench = new Workbench();
let cluster: FaultCluster;
const lostAfterMs = 10_000;
/** Long enough that a fault finds every task at work; and so many that each agent has one. */
const long = { values: [1, 2, 3, 4, 5, 6], lines: 300, holdMs: 8000 };

describe.skipIf(absentServers.length > 0)("an agent that is cut off (needs etcd and nats-server)", () => {
  beforeAll(async () => {
    const args = ["--lost-after", `${lostAfterMs / 1000}s`];
    cluster = await FaultCluster.start(bench, { coordinators: 1, agents: 3, withWays: true, args });
  });
  afterAll(() => bench.clear());

  function ways(): readonly TcpProxy[] {
    const { coordinators, nats } = cluster.agent(0).ways;
    return [...coordinators, nats];
  }

  /** How often each task of the runs was tried. */
  async function attemptsOf(runs: Awaited<ReturnType<FaultCluster["survives"]>>): Promise<readonly number[]> {
    return (await Promise.all(runs.map((run) => run.tasks()))).flat().map(({ attempts }) => attempts.length);
  }

  function pythons(): readonly number[] {
    return descendantsOf(cluster.agent(0).process.pid).filter((pid) => /python/.test(commandOf(pid)));
  }

  test("an agent is cut off for less than lostAfter: it goes on, and reports what it did", async (context) => {
    const runs = await cluster.survives(context, {
      params: long,
      whenAllStarted: true,
      strike: () => {
        for (const way of ways()) way.hold();
        // The fault is the time itself.
        const over = pause(lostAfterMs / 2).then(() => release(ways()));
        return () => over;
      },
    });
    expect(Math.max(...(await attemptsOf(runs)))).toBe(1);
  });

  test("an agent is cut off for longer: its tasks are given to others, and what it did meanwhile does not count", {
    timeout: 300_000,
  }, async (context) => {
    const runs = await cluster.survives(context, {
      params: { ...long, holdMs: 3 * lostAfterMs },
      whenAllStarted: true,
      strike: async () => {
        expect(pythons().length).toBeGreaterThan(0);
        for (const way of ways()) way.hold();
        await eventually(
          () => cluster.client.agents(),
          (agents) => agents.some(({ id, state }) => id === "a1" && state === "gone"),
        );
        // Nobody has told it that they are not its any more.
        expect(pythons().length).toBeGreaterThan(0);
        return async () => {
          release(ways());
          await eventually(
            () => cluster.client.agents(),
            (agents) => agents.some(({ id, state }) => id === "a1" && state === "ready"),
          );
        };
      },
    });
    expect(Math.max(...(await attemptsOf(runs)))).toBe(2);
  });

  test("an agent is cut off from NATS alone: its work comes down the session", async (context) => {
    const { nats } = cluster.agent(0).ways;
    const runs = await cluster.survives(context, {
      strike: () => {
        nats.hold();
        return () => nats.release();
      },
    });
    expect(Math.max(...(await attemptsOf(runs)))).toBe(1);
  });
});

function release(ways: readonly TcpProxy[]): void {
  for (const way of ways) way.release();
}

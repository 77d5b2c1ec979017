/**
 * Goal: NATS is a hint: without it work goes on, and nothing that it had is lost for good.
 * Method: a cluster whose nats-server is killed, wiped and held in the middle of runs.
 * Invariant: every acknowledged run ends well; each attempt starts once and counts once; logs are whole.
 */
import { setTimeout as pause } from "node:timers/promises";
import { Workbench } from "@troupe/testing/process";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { absentServers, FaultCluster } from "../support/fault-cluster.ts";

const bench = new Workbench();
let cluster: FaultCluster;

describe.skipIf(absentServers.length > 0)("NATS under load (needs etcd and nats-server)", () => {
  beforeAll(async () => {
    cluster = await FaultCluster.start(bench, { coordinators: 2 });
  });
  afterAll(() => bench.clear());

  test("NATS is killed and started again", { timeout: 300_000 }, async (context) => {
    for (let trial = 0; trial < 5; trial += 1) {
      await cluster.survives(context, {
        strike: async () => {
          await cluster.troupe.nats.kill9();
          return () => cluster.troupe.nats.restart();
        },
      });
    }
  });

  test("NATS is away for 60 s", { timeout: 300_000 }, async (context) => {
    await cluster.survives(context, {
      strike: async () => {
        await cluster.troupe.nats.stop();
        // The fault is the time itself.
        const over = pause(60_000).then(() => cluster.troupe.nats.restart());
        return () => over;
      },
    });
  });

  test("NATS stands still for 30 s", { timeout: 300_000 }, async (context) => {
    await cluster.survives(context, {
      strike: () => {
        cluster.troupe.nats.pause();
        const over = pause(30_000).then(() => cluster.troupe.nats.resume());
        return () => over;
      },
    });
  });

  test("NATS loses its store", { timeout: 300_000 }, async (context) => {
    for (let trial = 0; trial < 3; trial += 1) {
      await cluster.survives(context, {
        strike: async () => {
          await cluster.troupe.nats.kill9();
          await cluster.troupe.nats.wipe();
          return () => cluster.troupe.nats.restart();
        },
      });
    }
  });

  test("NATS loses its store, and the leader is killed before it is back", { timeout: 300_000 }, async (context) => {
    await cluster.survives(context, {
      strike: async () => {
        const leader = await cluster.leader();
        await Promise.all([cluster.troupe.nats.kill9(), leader.kill9()]);
        await cluster.troupe.nats.wipe();
        return () => Promise.all([cluster.troupe.nats.restart(), leader.restart()]);
      },
    });
  });
});

describe.skipIf(absentServers.length > 0)("a noisy NATS under load (needs etcd and nats-server)", () => {
  const seed = 20_261;
  beforeAll(async () => {
    cluster = await FaultCluster.start(bench, { coordinators: 2, noiseSeed: seed });
  });
  afterAll(() => bench.clear());

  test("NATS loses, doubles, delays and reorders a fifth of its messages", { timeout: 300_000 }, async (context) => {
    const { noise } = cluster.troupe;
    for (let trial = 0; trial < 5; trial += 1) {
      await cluster.survives(context, {
        runs: 4,
        untilEnded: true,
        strike: () => {
          for (const way of noise) way.begin({ lost: 0.2, doubled: 0.2, late: 0.2, latestMs: 100 });
          return () => {
            for (const way of noise) way.end();
          };
        },
      });
    }
    expect(
      noise.reduce((sum, { harmed }) => sum + harmed, 0),
      `seed ${seed}`,
    ).toBeGreaterThan(100);
  });
});

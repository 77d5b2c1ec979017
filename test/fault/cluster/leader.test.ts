/**
 * Goal: whatever becomes of the coordinator that leads, no acknowledged run is lost, nothing counts twice, and another
 * one leads within the lease.
 * Method: three coordinators and an agent on real etcd and NATS; the fault comes in the middle of runs, and a further
 * submit must get through while it lasts.
 * Invariant: every acknowledged run ends well; each attempt starts once and counts once; logs are whole.
 */
import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { Workbench } from "@troupe/testing/process";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { absentServers, FaultCluster } from "../support/fault-cluster.ts";

/** Whoever leads next does so within the lease, and what comes on top of it. */
const leaseTtlMs = 5000;
const bench = new Workbench();
let cluster: FaultCluster;

describe.skipIf(absentServers.length > 0)("a leader under load (needs etcd and nats-server)", () => {
  beforeAll(async () => {
    cluster = await FaultCluster.start(bench);
  });
  afterAll(() => bench.clear());

  test("the leader is killed at a random moment", { timeout: 600_000 }, async (context) => {
    for (let trial = 0; trial < 10; trial += 1) {
      await cluster.survives(context, {
        withinMs: leaseTtlMs + 500,
        strike: async () => {
          const leader = await cluster.leader();
          await pause(Math.random() * 1500);
          await leader.kill9();
          return () => leader.restart();
        },
      });
    }
  });

  test("the leader is told to end, and hands over", { timeout: 300_000 }, async (context) => {
    for (let trial = 0; trial < 5; trial += 1) {
      await cluster.survives(context, {
        withinMs: 3000,
        strike: async () => {
          const leader = await cluster.leader();
          const stopped = leader.stop();
          return async () => {
            expect(await stopped).toMatchObject({ code: 0 });
            await leader.restart();
          };
        },
      });
    }
  });

  test.for([1, 5, 30])("the leader stands still for %i s", { timeout: 300_000 }, async (seconds, context) => {
    await cluster.survives(context, {
      // A client that waits at the one that stands still leaves it seconds later, at the worst just before the other leads.
      withinMs: leaseTtlMs + 2000,
      strike: async () => {
        const { process: held } = await cluster.leader();
        held.pause();
        // The fault is the time itself.
        const over = pause(seconds * 1000).then(() => held.resume());
        return () => over;
      },
    });
  });

  test("all coordinators are killed for 30 s", async (context) => {
    await cluster.survives(context, {
      mendFirst: true,
      strike: async () => {
        await Promise.all(cluster.troupe.coordinators.map((coordinator) => coordinator.kill9()));
        // The fault is the time itself.
        await pause(30_000);
        return () => Promise.all(cluster.troupe.coordinators.map((coordinator) => coordinator.restart()));
      },
    });
  });

  test("three coordinators start at once, again and again", { timeout: 600_000 }, async (context) => {
    for (let round = 0; round < 20; round += 1) {
      const { coordinators } = cluster.troupe;
      await cluster.survives(context, {
        runs: 1,
        params: { values: [1], lines: 20 },
        mendFirst: true,
        strike: async () => {
          await Promise.all(coordinators.map((coordinator) => coordinator.kill9()));
          return () => Promise.all(coordinators.map((coordinator) => coordinator.restart()));
        },
      });
      const leading = await Promise.all(coordinators.map((coordinator) => coordinator.leads()));
      expect(leading.filter(Boolean)).toEqual([true]);
    }
  });

  test("one request is sent a hundred times while the leader is killed, and makes one run", async (context) => {
    const requestId = randomUUID();
    const params = { values: [1, 2], lines: 50, holdMs: 500 };
    await cluster.survives(context, {
      strike: async () => {
        const leader = await cluster.leader();
        const sending = Array.from({ length: 100 }, async (_, index) => {
          await pause(index * 5);
          return await cluster.submit(params, requestId);
        });
        await sending[30];
        await leader.kill9();
        const runs = await Promise.all(sending);
        expect(new Set(runs.map(({ id }) => id)).size).toBe(1);
        await runs[0]?.wait();
        expect(runs[0] && (await cluster.ledger.problems(runs[0], params))).toEqual([]);
        return () => leader.restart();
      },
    });
  });
});

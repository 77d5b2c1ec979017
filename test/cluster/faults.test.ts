/**
 * Goal: a cluster on real etcd and NATS loses nothing and doubles nothing when a part of it goes away under load.
 * Method: three coordinators, an agent, one fault after the other; all of them are in test/fault/cluster.
 * Invariant: every acknowledged run ends well; each attempt starts once and counts once; logs are whole.
 */
import { Workbench } from "@troupe/testing/process";
import { afterAll, beforeAll, describe, test } from "vitest";
import { absentServers, FaultCluster } from "../fault/support/fault-cluster.ts";

const bench = new Workbench();
let cluster: FaultCluster;

describe.skipIf(absentServers.length > 0)("a cluster (needs etcd and nats-server)", () => {
  beforeAll(async () => {
    cluster = await FaultCluster.start(bench);
  });
  afterAll(() => bench.clear());

  test("goes on when its leader is killed under load", async (context) => {
    await cluster.survives(context, {
      strike: async () => {
        const leader = await cluster.leader();
        await leader.kill9();
        return () => leader.restart();
      },
    });
  });

  test("goes on when its leader stands still for longer than its lease, and writes nothing when it wakes", async (context) => {
    await cluster.survives(context, {
      strike: async () => {
        const { process: held } = await cluster.leader();
        held.pause();
        return () => held.resume();
      },
    });
  });

  test("goes on when NATS is killed, wiped and started again", async (context) => {
    await cluster.survives(context, {
      strike: async () => {
        const { nats } = cluster.troupe;
        await nats.kill9();
        await nats.wipe();
        return () => nats.restart();
      },
    });
  });

  test("goes on when its agent is killed under load, and takes up what it ran", async (context) => {
    const [agent] = cluster.troupe.agents;
    const runs = await cluster.survives(context, {
      mendFirst: true,
      strike: async () => {
        await agent?.kill9();
        return () => agent?.restart();
      },
    });
    for (const run of runs)
      for (const { name, attempts } of await run.tasks()) context.expect([name, attempts.length]).toEqual([name, 1]);
  });
});

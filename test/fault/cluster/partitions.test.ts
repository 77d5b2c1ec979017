/**
 * Goal: a leader that is cut off never acts on what it cannot know, and does not keep others from acting.
 * Method: three coordinators, each with ways of its own to etcd and NATS and from its callers; those of the leader close
 * in the middle of runs.
 * Invariant: every acknowledged run ends well; each attempt starts once and counts once; logs are whole; one leads.
 */
import { type TcpProxy, Workbench } from "@troupe/testing/process";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { absentServers, FaultCluster } from "../support/fault-cluster.ts";

const bench = new Workbench();
let cluster: FaultCluster;

describe.skipIf(absentServers.length > 0)("a leader that is cut off (needs etcd and nats-server)", () => {
  beforeAll(async () => {
    cluster = await FaultCluster.start(bench, { withWays: true });
  });
  afterAll(() => bench.clear());

  test("the leader is cut off from etcd only", async (context) => {
    const leader = await cluster.leader();
    await cluster.survives(context, {
      strike: () => {
        for (const way of leader.ways.etcd) way.hold();
        return async () => {
          expect(await leader.leads()).toBe(false);
          release(leader.ways.etcd);
        };
      },
    });
    expect(await cluster.leader()).not.toBe(leader);
  });

  test("the leader's requests reach etcd, and no answer comes back", async (context) => {
    const leader = await cluster.leader();
    await cluster.survives(context, {
      strike: () => {
        for (const way of leader.ways.etcd) way.hold(["back"]);
        return () => release(leader.ways.etcd);
      },
    });
  });

  test("etcd answers the leader 200 ms late", async (context) => {
    const leader = await cluster.leader();
    await cluster.survives(context, {
      strike: () => {
        delay(leader.ways.etcd, 100);
        return () => delay(leader.ways.etcd, 0);
      },
    });
    expect(await cluster.leader()).toBe(leader);
  });

  test("the leader is cut off from agents and clients only", async (context) => {
    const leader = await cluster.leader();
    await cluster.survives(context, {
      strike: () => {
        leader.ways.callers.hold();
        return () => leader.ways.callers.release();
      },
    });
  });

  test("the leader is cut off from everything", async (context) => {
    const leader = await cluster.leader();
    await cluster.survives(context, {
      strike: () => {
        const ways = [...leader.ways.etcd, leader.ways.nats, leader.ways.callers];
        for (const way of ways) way.hold();
        return () => release(ways);
      },
    });
  });
});

function release(ways: readonly TcpProxy[]): void {
  for (const way of ways) way.release();
}

function delay(ways: readonly TcpProxy[], ms: number): void {
  for (const way of ways) way.delay(ms);
}

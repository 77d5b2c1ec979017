/**
 * Goal: as long as etcd has a quorum and space, what becomes of its members is noticed by nobody for longer than 3 s; and
 * when it has neither, nothing is lost and nothing wrong is done.
 * Method: two coordinators and an agent on an etcd of three; members are killed and held in the middle of runs.
 * Invariant: every acknowledged run ends well; each attempt starts once and counts once; logs are whole.
 */
import { setTimeout as pause } from "node:timers/promises";
import { absentPrograms, eventually, Workbench } from "@troupe/testing/process";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fill, makeSpace, membersByRole, slowSyncs } from "../support/etcd-members.ts";
import { absentServers, FaultCluster } from "../support/fault-cluster.ts";

const bench = new Workbench();
let cluster: FaultCluster;
/** An election of etcd, on a machine that is busy with the load; what is measured stands in the table. */
const withinMs = 6000;

describe.skipIf(absentServers.length > 0)("etcd under load (needs etcd and nats-server)", () => {
  beforeAll(async () => {
    cluster = await FaultCluster.start(bench, { coordinators: 2, etcdSize: 3, etcdQuotaBytes: 64 * 1024 * 1024 });
  });
  afterAll(() => bench.clear());

  test.for(["follower", "leader"] as const)("etcd's %s is killed", { timeout: 300_000 }, async (role, context) => {
    for (let trial = 0; trial < 3; trial += 1) {
      await cluster.survives(context, {
        withinMs,
        strike: async () => {
          const { [role]: member } = await membersByRole(bench, cluster.troupe.etcd);
          await member.kill9();
          return () => member.restart();
        },
      });
    }
  });

  test.for(["follower", "leader"] as const)("etcd's %s stands still", { timeout: 300_000 }, async (role, context) => {
    for (let trial = 0; trial < 3; trial += 1) {
      await cluster.survives(context, {
        withinMs,
        strike: async () => {
          const { [role]: member } = await membersByRole(bench, cluster.troupe.etcd);
          member.pause();
          return () => member.resume();
        },
      });
    }
  });

  test.skipIf(absentPrograms("strace").length > 0)(
    "etcd's disks take 200 ms for each sync (needs: strace)",
    { timeout: 300_000 },
    async (context) => {
      const leader = await cluster.leader();
      const term = await leader.term();
      await cluster.survives(context, {
        withinMs,
        strike: async () => {
          const slowed = await Promise.all(cluster.troupe.etcd.members.map((member) => slowSyncs(bench, member, 200)));
          return () => Promise.all(slowed.map((tracer) => tracer.stop()));
        },
      });
      // A slow disk is no reason to change the leader.
      expect(await leader.term()).toBe(term);
    },
  );

  test("etcd has no quorum for 60 s", { timeout: 300_000 }, async (context) => {
    await cluster.survives(context, {
      mendFirst: true,
      strike: async () => {
        const gone = [cluster.troupe.etcd.member(0), cluster.troupe.etcd.member(1)];
        await Promise.all(gone.map((member) => member.kill9()));
        await eventually(
          () => cluster.troupe.leader(),
          (leader) => leader === undefined,
          { withinMs: 20_000 },
        );
        // The fault is the time itself.
        await pause(60_000);
        return () => Promise.all(gone.map((member) => member.restart()));
      },
    });
  });

  test("etcd is full, and the leader is killed during the alarm", { timeout: 300_000 }, async (context) => {
    await cluster.survives(context, {
      mendFirst: true,
      strike: async () => {
        const leader = await cluster.leader();
        await fill(bench, cluster.troupe.etcd);
        await leader.kill9();
        // Nobody can take the lead without writing it down.
        await pause(8000);
        expect(await cluster.troupe.leader()).toBeUndefined();
        // Whoever is left says why, to people and to probes.
        for (const left of cluster.troupe.coordinators.filter((coordinator) => coordinator !== leader)) {
          expect((await cluster.troupe.client(left.address).cluster()).store.state).toBe("full");
          expect((await left.readiness())?.text).toContain("store full");
        }
        await makeSpace(bench, cluster.troupe.etcd);
        const from = performance.now();
        await cluster.leader();
        expect(performance.now() - from).toBeLessThan(withinMs);
        return () => leader.restart();
      },
    });
  });
});

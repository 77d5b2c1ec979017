/**
 * Goal: a leader that dies between two lines leaves nothing that its successor on another machine cannot take up.
 * Method: of two coordinators one leads, with a failpoint; the other one takes over.
 * Invariant: every acknowledged run ends well; each attempt starts once and counts once; logs are whole.
 */
import { Workbench } from "@troupe/testing/process";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { absentServers, FaultCluster } from "../support/fault-cluster.ts";

const bench = new Workbench();
let cluster: FaultCluster;

const failpoints: readonly (readonly [string, number])[] = [
  ["batch-before-commit", 8],
  ["batch-committed", 6],
  ["batch-committed", 10],
  ["run-created", 1],
  ["grant-committed", 2],
  ["result-committed", 1],
  ["feed-before-append", 3],
  ["feed-appended", 3],
  ["telemetry-before-flush", 3],
  ["telemetry-flushed", 3],
  ["seal-before-link", 1],
  ["seal-linked", 1],
  ["seal-feed-dropped", 1],
  ["seal-telemetry-dropped", 1],
];

describe.skipIf(absentServers.length > 0)("a leader (needs etcd and nats-server)", () => {
  beforeAll(async () => {
    cluster = await FaultCluster.start(bench, { coordinators: 2 });
  });
  afterAll(() => bench.clear());

  test.for(failpoints)("the leader is killed at %s, the %ith time", async ([name, from], context) => {
    const [doomed, other] = cluster.troupe.coordinators;
    if (doomed === undefined || other === undefined) throw new Error("there are two");
    // Alone, it is the one that leads.
    await Promise.all([other.kill9(), doomed.kill9()]);
    await doomed.restart({ TROUPE_FAILPOINT: `${name}:kill:${from}` });
    await Promise.race([cluster.leader(), doomed.process.ended]);
    await other.restart();
    await cluster.survives(context, {
      strike: async () => {
        await doomed.process.said(/failpoint/, { withinMs: 30_000 });
        expect((await doomed.process.ended).signal).toBe("SIGKILL");
        return () => doomed.restart();
      },
    });
  });
});

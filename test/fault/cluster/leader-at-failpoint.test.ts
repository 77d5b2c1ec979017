/**
 * Goal: a leader that dies between two lines leaves nothing that its successor on another machine cannot take up; and one
 * that does nothing there for longer than its lease changes nothing when it goes on.
 * Method: of two coordinators one leads, with a failpoint; the other one takes over.
 * Invariant: every acknowledged run ends well; each attempt starts once and counts once; logs are whole.
 */
import { type ClusterCoordinator, Workbench } from "@troupe/testing/process";
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

/** Where it is about to say something, or to write, in the name of a term that is over when it goes on. */
const blocked: readonly (readonly [string, number])[] = [
  ["batch-before-commit", 8],
  ["batch-committed", 6],
  ["grant-committed", 2],
  ["result-committed", 1],
];

describe.skipIf(absentServers.length > 0)("a leader (needs etcd and nats-server)", () => {
  beforeAll(async () => {
    cluster = await FaultCluster.start(bench, { coordinators: 2 });
  });
  afterAll(() => bench.clear());

  /** Answers the one that leads, with this failpoint. */
  async function doom(failpoint: string): Promise<ClusterCoordinator> {
    const [doomed, other] = cluster.troupe.coordinators;
    if (doomed === undefined || other === undefined) throw new Error("there are two");
    // Alone, it is the one that leads.
    await Promise.all([other.kill9(), doomed.kill9()]);
    await doomed.restart({ TROUPE_FAILPOINT: failpoint });
    await Promise.race([cluster.leader(), doomed.process.ended]);
    await other.restart();
    return doomed;
  }

  test.for(failpoints)("the leader is killed at %s, the %ith time", async ([name, from], context) => {
    const doomed = await doom(`${name}:kill:${from}`);
    await cluster.survives(context, {
      strike: async () => {
        await doomed.process.said(/failpoint/);
        expect((await doomed.process.ended).signal).toBe("SIGKILL");
        return () => doomed.restart();
      },
    });
  });

  test.for(blocked)(
    "the leader's event loop is blocked for 10 s at %s, the %ith time",
    async ([name, from], context) => {
      const doomed = await doom(`${name}:block:${from}`);
      await cluster.survives(context, {
        withinMs: 8000,
        strike: async () => {
          await doomed.process.said(/failpoint/);
          // It goes on by itself, and finds that it leads no more.
          return () => doomed.process.said(/leading no more/);
        },
      });
    },
  );
});

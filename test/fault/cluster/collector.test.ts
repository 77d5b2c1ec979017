/**
 * Goal: a collector of traces that takes connections and never answers has no effect on scheduling.
 * Method: coordinators and agent export to a way that is closed.
 */
import { TcpProxy, Workbench } from "@troupe/testing/process";
import { afterAll, describe, expect, test } from "vitest";
import { absentServers, FaultCluster } from "../support/fault-cluster.ts";

const bench = new Workbench();

describe.skipIf(absentServers.length > 0)("a collector (needs etcd and nats-server)", () => {
  afterAll(() => bench.clear());

  test("the collector of traces hangs", async (context) => {
    const nowhere = await TcpProxy.start(bench, "127.0.0.1:9");
    nowhere.hold();
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: `http://${nowhere.address}`, OTEL_TRACES_EXPORTER: "otlp" };
    const cluster = await FaultCluster.start(bench, { coordinators: 2, env });
    await cluster.survives(context, { strike: () => undefined, withinMs: 2000 });
    const leader = await cluster.leader();
    expect(await leader.stop()).toMatchObject({ code: 0 });
  });
});

/**
 * Goal: a collector of traces that is not there, or takes connections and never answers, has no effect on scheduling.
 * Method: coordinators and agent export to a port where nobody listens, or to a way that is closed.
 */
import { freePort, TcpProxy, Workbench } from "@troupe/testing/process";
import { afterEach, describe, expect, test } from "vitest";
import { absentServers, FaultCluster } from "../support/fault-cluster.ts";

const bench = new Workbench();

describe.skipIf(absentServers.length > 0)("a collector (needs etcd and nats-server)", () => {
  afterEach(() => bench.clear());

  async function silentAddress(): Promise<string> {
    const nowhere = await TcpProxy.start(bench, "127.0.0.1:9");
    nowhere.hold();
    return nowhere.address;
  }

  test.for(["hangs", "is not there"])("the collector of traces %s", async (how, context) => {
    const address = how === "hangs" ? await silentAddress() : `127.0.0.1:${await freePort()}`;
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: `http://${address}`, OTEL_TRACES_EXPORTER: "otlp" };
    const cluster = await FaultCluster.start(bench, { coordinators: 2, env });
    await cluster.survives(context, { strike: () => undefined, withinMs: 2000 });
    const leader = await cluster.leader();
    expect(await leader.stop()).toMatchObject({ code: 0 });
  });
});

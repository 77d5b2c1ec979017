/** The adapters of NATS keep their ports' contracts, on one server and on three. */
import { eventFeedConformance, telemetryStoreConformance } from "@troupe/testing/conformance";
import { absentPrograms, NatsServer, Workbench } from "@troupe/testing/process";
import { afterAll, beforeAll, describe, it } from "vitest";
import { NatsCluster } from "./nats-support.ts";

const isSkipped = absentPrograms("nats-server").length > 0;

describe.skipIf(isSkipped).each([1, 3] as const)("a NATS of %i (needs nats-server)", (size) => {
  const bench = new Workbench();
  let servers: readonly NatsServer[];
  beforeAll(async () => {
    servers = size === 1 ? [await NatsServer.start(bench)] : await NatsServer.startCluster(bench, size);
  });
  afterAll(() => bench.clear());

  eventFeedConformance({ describe, it }, "NatsEventFeed", async () => {
    const cluster = new NatsCluster(servers, { replicas: size });
    return { feed: await cluster.feed(), reopen: () => cluster.feed(), dispose: () => cluster.close() };
  });

  telemetryStoreConformance({ describe, it }, "NatsTelemetryStore", async () => {
    const cluster = new NatsCluster(servers, { replicas: size });
    const open = () => cluster.telemetry();
    return { store: await open(), crash: open, dispose: () => cluster.close() };
  });
});

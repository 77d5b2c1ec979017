/**
 * Goal: a run whose leader is killed in its middle is one trace: one root, and no span without its parent.
 * Method: real processes export to a collector of this process, and to a real Jaeger where one is to be had; its own API is
 * asked what it has.
 */
import { bundlePipelines } from "@troupe/sdk/bundle";
import {
  absentJaeger,
  absentPrograms,
  eventually,
  JaegerServer,
  TroupeCluster,
  Workbench,
} from "@troupe/testing/process";
import { OtlpReceiver, printTrace, type TreeSpan, traceProblems, traceTree } from "@troupe/testing/traces";
import { afterEach, describe, expect, test } from "vitest";
import { untilRunning } from "../deployments/support.ts";
import { fixture, main } from "../embedded/support.ts";

interface Collector {
  readonly otlpUrl: string;
  /** Of whatever was sent there. */
  traceIds(): Promise<ReadonlySet<string>>;
  spans(traceId: string): Promise<readonly TreeSpan[]>;
}

const collectors = [
  { name: "as a collector gets it", absent: [], open: receiver },
  { name: "as Jaeger shows it", absent: absentJaeger(), open: (bench: Workbench) => JaegerServer.start(bench) },
];

async function receiver(bench: Workbench): Promise<Collector> {
  const started = await OtlpReceiver.start();
  bench.closes(() => started.close());
  return {
    otlpUrl: started.httpUrl,
    traceIds: async () => new Set(started.spans.map(({ traceId }) => traceId)),
    spans: async (wanted) => started.spans.filter(({ traceId }) => traceId === wanted),
  };
}

const bench = new Workbench();
afterEach(() => bench.clear());

describe.skipIf(absentPrograms("etcd", "nats-server").length > 0)("a fail-over (needs etcd and nats-server)", () => {
  for (const { name, absent, open } of collectors)
    test.skipIf(absent.length > 0)(`leaves one trace, ${name}${needs(absent)}`, { timeout: 300_000 }, async () => {
      const collector: Collector = await open(bench);
      const env = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.otlpUrl };
      const cluster = await TroupeCluster.start(bench, { main, env });
      const client = cluster.client();
      await client.apply(await bundlePipelines(fixture("traced")));
      const latch = await bench.latch();
      const run = await client.submit("traced", { latch: latch.path });
      await untilRunning(run, "fit");

      const leader = await cluster.leader();
      await leader?.kill9();
      const next = await eventually(
        () => cluster.leader(),
        (found) => found !== undefined,
        { withinMs: 60_000 },
      );
      expect(next).not.toBe(leader);
      latch.open();
      const { state, traceId } = await run.wait();
      expect(state).toBe("succeeded");

      const isWhole = (spans: readonly TreeSpan[]) =>
        traceProblems(spans).length === 0 && spans.some(({ name: of }) => of === "epoch");
      const spans = await eventually(() => collector.spans(traceId ?? ""), isWhole, { withinMs: 60_000, everyMs: 100 });
      const [root, ...others] = traceTree(spans);
      expect(others, printTrace(spans)).toEqual([]);
      expect(root?.span.name).toBe("RUN traced");
      expect(root?.children.map(({ span }) => span.name)).toEqual(["prepare", "fit"]);
      // It began under one leader and ended under the other, who wrote the span above it.
      const [, fit] = root?.children ?? [];
      const own = fit?.children.find(({ span }) => span.name === "fit model");
      expect(own?.children.map(({ span }) => span.name)).toEqual(["epoch"]);
      expect(await collector.traceIds()).toEqual(new Set([traceId]));
    });
});

function needs(absent: readonly string[]): string {
  return absent.length > 0 ? ` (needs ${absent.join(", ")})` : "";
}

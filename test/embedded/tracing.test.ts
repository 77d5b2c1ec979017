/** Goal: a run is one trace, from its root to the span that a Python step makes, and a collector that hangs changes nothing. */

import { Workbench } from "@troupe/testing/process";
import { OtlpReceiver, printTrace, type ReceivedSpan, traceProblems, traceTree } from "@troupe/testing/traces";
import { afterEach, expect, test } from "vitest";
import { fixture, startDev } from "./support.ts";

const bench = new Workbench();
afterEach(() => bench.clear());

test("run, attempts, phases and the step's own spans are one tree", async () => {
  const receiver = await OtlpReceiver.start();
  bench.closes(() => receiver.close());
  const dev = await startDev(bench, { env: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.httpUrl } });
  const ran = await dev.troupe("run", fixture("traced"), "-o", "json");
  expect(ran.code, ran.stderr).toBe(0);
  const { traceId } = JSON.parse(ran.stdout);
  const isRoot = ({ name }: ReceivedSpan) => name === "RUN traced";
  const spans = await receiver.until((all) => all.some(isRoot) && all.some(({ name }) => name === "fit model"));
  expect(new Set(spans.map((span) => span.traceId))).toEqual(new Set([traceId]));
  expect(traceProblems(spans), printTrace(spans)).toEqual([]);

  const [root] = traceTree(spans);
  expect(root?.span.name).toBe("RUN traced");
  const [prepare, fit] = root?.children ?? [];
  expect([prepare?.span.name, fit?.span.name]).toEqual(["prepare", "fit"]);
  const below = fit?.children ?? [];
  // Shorter phases are events; a process takes longer than that to start.
  expect(below.map(({ span }) => span.name)).toContain("running");
  const own = below.find(({ span }) => span.name === "fit model");
  expect(own?.span.attributes).toEqual({ epochs: 3 });
  expect(own?.children.map(({ span }) => span.name)).toEqual(["epoch"]);
});

test("a collector that never answers changes nothing", async () => {
  const receiver = await OtlpReceiver.start("never");
  bench.closes(() => receiver.close());
  const dev = await startDev(bench, { env: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.httpUrl } });
  const ran = await dev.troupe("run", fixture("traced"), "-o", "json");
  expect(ran.code, ran.stderr).toBe(0);
  expect(JSON.parse(ran.stdout)).toMatchObject({ state: "succeeded", outputs: { fitted: expect.closeTo(11 / 6) } });
  const again = await dev.troupe("run", "traced");
  expect(again.code).toBe(0);
  expect((await dev.stop()).code).toBe(0);
});

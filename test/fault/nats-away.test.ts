/** NATS is away for a minute, with a feed and logs at work: nothing is lost, and it recovers within the bound, alone. */
import { setTimeout as pause } from "node:timers/promises";
import type { FeedEntry, StreamKey } from "@troupe/engine";
import { absentPrograms, NatsServer, Workbench } from "@troupe/testing/process";
import { afterEach, describe, expect, test } from "vitest";
import { NatsCluster } from "../cluster/nats-support.ts";

const bench = new Workbench();
afterEach(() => bench.clear());

/** docs/failure-modes.md: NATS. */
const recoversWithinMs = 10_000;
const awayMs = 60_000;
const key: StreamKey = { runId: "r", task: "train", attempt: 1, stream: "stdout" };

describe.skipIf(absentPrograms("nats-server").length > 0)("NATS that is away for a minute (needs nats-server)", () => {
  test.each(["stopped", "frozen"] as const)("%s: no event and no log is lost, and none comes twice", async (how) => {
    const server = await NatsServer.start(bench);
    const cluster = new NatsCluster([server]);
    bench.closes(() => cluster.close());
    const [leader, other] = [await cluster.feed(), await cluster.feed()];
    const store = await cluster.telemetry();
    const told = new Set<number>();
    let wake = () => {};
    other.subscribe((entries) => {
      for (const { first } of entries) told.add(first);
      // After a break, what was missed is read.
      if (entries.length === 0)
        other.readAll(null, 10_000).then(
          (read) => {
            for (const { first } of read) told.add(first);
            wake();
          },
          () => {},
        );
      wake();
    });

    let last = 0;
    const writeOn = async () => {
      last += 1;
      await leader.append([entry(last)]);
      store.append({ logs: [{ ...key, offset: last - 1, data: Buffer.from("x"), at: last, gap: 0 }], metrics: [] });
      await store.flush().catch((error) => expect(error).toMatchObject({ reaction: "retry" }));
    };
    await writeOn();
    if (how === "stopped") await server.stop();
    else server.pause();
    // This test's matter is a minute that passes.
    for (const end = performance.now() + awayMs; performance.now() < end; await pause(500)) await writeOn();
    const backAt = performance.now();
    if (how === "stopped") await server.restart();
    else server.resume();

    const numbers = Array.from({ length: last }, (_, index) => index + 1);
    while (!numbers.every((number) => told.has(number))) {
      const { promise, resolve } = Promise.withResolvers<void>();
      wake = resolve;
      await promise;
    }
    expect(performance.now() - backAt).toBeLessThan(recoversWithinMs);
    expect((await other.readAll(null, 10_000)).map(({ first }) => first).toSorted((a, b) => a - b)).toEqual(numbers);
    await store.link.untilUp(AbortSignal.timeout(recoversWithinMs));
    await store.flush();
    expect(await (await cluster.telemetry()).length(key)).toBe(last);
  });
});

function entry(first: number): FeedEntry {
  return { runId: "r", pipeline: "p", first, events: [{ type: "AttemptStarted", task: "t", attempt: 1, at: first }] };
}

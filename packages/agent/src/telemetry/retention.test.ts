import { VirtualClock } from "@troupe/engine/adapters";
import { pino } from "pino";
import { describe, expect, test } from "vitest";
import { Retention } from "./retention.ts";

function setUp(maxBytes: number) {
  const clock = new VirtualClock();
  const dropped: string[] = [];
  const retention = new Retention({ clock, log: pino({ level: "silent" }), maxBytes });
  const keep = (task: string, bytes: number, runId = "r") =>
    retention.keep({ key: { runId, task, attempt: 1 }, bytes, drop: () => dropped.push(task) });
  return { clock, dropped, retention, keep };
}

describe("logs of ended attempts", () => {
  test("go when their run is sealed, and no others", () => {
    const { retention, keep, dropped } = setUp(100);
    keep("a", 10);
    keep("b", 10, "other");
    retention.sealed(["r", "unknown"]);
    expect([dropped, retention.size, retention.bytes, retention.givenUp]).toEqual([["a"], 1, 10, 0]);
  });

  test("above the limit the oldest are given up, and counted", () => {
    const { retention, keep, dropped } = setUp(25);
    for (const task of ["a", "b", "c"]) keep(task, 10);
    expect([dropped, retention.bytes, retention.givenUp]).toEqual([["a"], 20, 1]);
  });

  test("are given up after a day", async () => {
    const { clock, retention, keep, dropped } = setUp(100);
    keep("a", 10);
    await clock.advance(12 * 3_600_000);
    keep("b", 10);
    await clock.advance(12 * 3_600_000 + 600_000);
    expect([dropped, retention.givenUp]).toEqual([["a"], 1]);
    retention.stop();
  });
});

import type { Limits, RuleFiring } from "@troupe/core";
import { VirtualClock } from "@troupe/engine/adapters";
import { expect, test } from "vitest";
import type { Message } from "../telemetry/message-line.ts";
import { AttemptWatch } from "./attempt-watch.ts";

const metric = (name: string, value: number, step: number | null = null): Message => ({
  type: "metric",
  name,
  value,
  step,
});
const progress = (fraction: number, message = ""): Message => ({ type: "progress", fraction, message });
const checkpoint: Message = { type: "checkpoint", path: "/a", step: 1, kind: null };

function watching(limits: Pick<Limits, "watchdog" | "rules">) {
  const clock = new VirtualClock();
  const stalls: number[] = [];
  const firings: RuleFiring[] = [];
  const watch = new AttemptWatch({
    limits,
    clock,
    onStall: (idleMs) => stalls.push(idleMs),
    onFiring: (firing) => firings.push(firing),
  });
  return { clock, stalls, firings, watch };
}

const watchdog = { stallMs: 1000, action: "restart" } as const;

test("what tells nothing stalls after its time, once, counted from its start", async () => {
  const { clock, stalls, watch } = watching({ watchdog });
  await clock.advance(5000);
  expect(stalls).toEqual([]);
  watch.start();
  await clock.advance(999);
  expect(stalls).toEqual([]);
  await clock.advance(1);
  expect(stalls).toEqual([1000]);
  await clock.advance(10_000);
  expect(stalls).toEqual([1000]);
});

test.each<[string, readonly Message[]]>([
  ["progress that goes on", [progress(0.1), progress(0.2), progress(0.2, "half of it")]],
  ["a step of a metric that is new", [metric("loss", 1, 1), metric("loss", 1, 2), metric("accuracy", 1, 1)]],
  ["any point without a step", [metric("loss", 1), metric("loss", 1), metric("loss", 1)]],
  ["a checkpoint", [checkpoint, checkpoint, checkpoint]],
])("%s keeps it going", async (_, messages) => {
  const { clock, stalls, watch } = watching({ watchdog });
  watch.start();
  for (const message of messages) {
    await clock.advance(900);
    watch.take(message);
  }
  await clock.advance(900);
  expect(stalls).toEqual([]);
  await clock.advance(100);
  expect(stalls).toEqual([1000]);
});

test.each<[string, Message]>([
  ["the same progress", progress(0.5, "epoch 1")],
  ["a step of a metric that was there before", metric("loss", 2, 7)],
  ["a line of the log", { type: "log" }],
])("%s again is none", async (_, message) => {
  const { clock, stalls, watch } = watching({ watchdog });
  watch.start();
  watch.take(message);
  await clock.advance(600);
  watch.take(message);
  await clock.advance(400);
  expect(stalls).toEqual([1000]);
});

test("nothing is said of what has been stopped, nor of time where no watchdog was asked for", async () => {
  const { clock, stalls, watch } = watching({ watchdog });
  watch.start();
  watch.stop();
  const rules = [{ metric: "loss", when: { test: "nan" }, action: "fail" }] as const;
  const other = watching({ rules });
  other.watch.start();
  await clock.advance(10_000);
  await other.clock.advance(10_000);
  expect([...stalls, ...other.stalls]).toEqual([]);
});

test("rules hear every point, with the time of the agent", async () => {
  const rules = [{ metric: "loss", when: { test: "nan" }, action: "fail" }] as const;
  const { clock, firings, watch } = watching({ rules });
  watch.start();
  watch.take(metric("loss", 1, 1));
  await clock.advance(500);
  watch.take(metric("loss", Number.NaN, 2));
  expect(firings).toMatchObject([{ rule: 0, value: "NaN", step: 2, at: clock.now() }]);
});

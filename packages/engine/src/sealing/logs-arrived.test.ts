import { expect, test } from "vitest";
import { MemoryTelemetryStore } from "../adapters/memory/telemetry-store.ts";
import { VirtualClock } from "../adapters/memory/virtual-clock.ts";
import { silentLog } from "../options.ts";
import { logsArrived, type SpokenRun } from "./logs-arrived.ts";

const patienceMs = 30_000;
const key = { runId: "r", task: "t", attempt: 1 };
const spoken: SpokenRun = {
  header: { runId: "r" },
  tasks: new Map([["t", { attempts: [{ number: 1, lengths: { stdout: 5, metrics: 1 } }] }]]),
};

function start(run = spoken) {
  const clock = new VirtualClock();
  const telemetry = new MemoryTelemetryStore();
  const store = { isAway: false };
  const streams = telemetry.streams.bind(telemetry);
  telemetry.streams = (runId) => (store.isAway ? Promise.reject(new Error("away")) : streams(runId));
  let at: number | undefined;
  const arrived = logsArrived({ telemetry, clock, log: silentLog, patienceMs }, run).then(() => {
    at = clock.monotonic();
  });
  const say = async (text: string) => {
    telemetry.append({
      logs: [{ ...key, stream: "stdout", offset: 0, data: Buffer.from(text), at: 0, gap: 0 }],
      metrics: [{ ...key, sequence: 1, name: "loss", step: null, value: 1, at: 0 }],
    });
    await telemetry.flush();
  };
  return { clock, store, arrived, say, when: () => at };
}

test("logs that are here are not waited for", async () => {
  const { clock, when } = start({ header: { runId: "r" }, tasks: new Map() });
  await clock.advance(0);
  expect(when()).toBe(0);
  expect(clock.nextTimerAt()).toBeUndefined();
});

test("the last line ends the wait", async () => {
  const { clock, say, when } = start();
  await clock.advance(7000);
  await say("four");
  await clock.advance(0);
  expect(when()).toBeUndefined();
  await say("whole");
  await clock.advance(0);
  expect(when()).toBe(7000);
  expect(clock.nextTimerAt()).toBeUndefined();
});

test("what does not come while the store is there is given up", async () => {
  const { clock, when } = start();
  await clock.advance(patienceMs - 1);
  expect(when()).toBeUndefined();
  await clock.advance(1);
  expect(when()).toBe(patienceMs);
});

test("patience begins anew when the store is back", async () => {
  const { clock, store, when } = start();
  await clock.advance(patienceMs - 10_000);
  store.isAway = true;
  await clock.advance(3_600_000);
  expect(when()).toBeUndefined();
  store.isAway = false;
  const back = clock.monotonic();
  await clock.advance(2 * patienceMs);
  expect((when() ?? 0) - back).toBeGreaterThan(patienceMs / 2);
});

test("patience begins anew as long as something comes", async () => {
  const { clock, say, when } = start({
    header: { runId: "r" },
    tasks: new Map([["t", { attempts: [{ number: 1, lengths: { stdout: 100 } }] }]]),
  });
  for (let length = 1; length < 10; length += 1) {
    await say("x".repeat(length));
    await clock.advance(patienceMs * 0.8);
    expect(when()).toBeUndefined();
  }
  const last = clock.monotonic();
  await clock.advance(2 * patienceMs);
  expect((when() ?? 0) - last).toBeLessThanOrEqual(patienceMs);
});

import { VirtualClock } from "@troupe/engine/adapters";
import { pino } from "pino";
import { expect, test } from "vitest";
import { FakeDevices } from "../../test-support/fake-devices.ts";
import { DeviceUsages } from "./device-usage.ts";

const log = pino({ level: "silent" });
const busy = [{ uuid: "GPU-1", utilization: 0.5, memoryBytes: 7 }];

test("devices are asked again and again, and one that cannot be asked is not said to be as it was", async () => {
  const clock = new VirtualClock();
  const provider = new FakeDevices("GPU-1");
  const usages = new DeviceUsages({ provider, count: 1, clock, log });
  await clock.advance(0);
  expect(usages.latest).toEqual([]);
  provider.busy = busy;
  await clock.advance(5000);
  expect(usages.latest).toEqual(busy);
  provider.isBroken = true;
  await clock.advance(5000);
  expect(usages.latest).toEqual([]);
  usages.stop();
  expect(clock.nextTimerAt()).toBeUndefined();
});

test("an answer that takes long is asked for more seldom", async () => {
  const clock = new VirtualClock();
  let asked = 0;
  const usage = async () => {
    asked += 1;
    const { promise, resolve } = Promise.withResolvers<void>();
    clock.after(200, resolve);
    await promise;
    return busy;
  };
  const usages = new DeviceUsages({ provider: { usage }, count: 1, clock, log });
  await clock.advance(200);
  await clock.advance(19_999);
  expect(asked).toBe(1);
  await clock.advance(1);
  expect(asked).toBe(2);
  usages.stop();
});

test("where there are none, nothing is asked", () => {
  const clock = new VirtualClock();
  new DeviceUsages({ provider: new FakeDevices(), count: 0, clock, log });
  expect(clock.nextTimerAt()).toBeUndefined();
});

import { VirtualClock } from "@troupe/engine/adapters";
import { pino } from "pino";
import { beforeEach, describe, expect, test } from "vitest";
import { FakeDevices } from "../../test-support/fake-devices.ts";
import { DeviceLeases } from "./device-leases.ts";

const never = new AbortController().signal;
const log = pino({ level: "silent" });

let clock: VirtualClock;
let provider: FakeDevices;
let changes: number;
let leases: DeviceLeases;
beforeEach(async () => {
  clock = new VirtualClock();
  provider = new FakeDevices("GPU-1", "GPU-2");
  changes = 0;
  const onChange = () => {
    changes += 1;
  };
  leases = new DeviceLeases({ provider, devices: await provider.list(), clock, log, onChange });
});

const quarantined = () =>
  leases
    .views()
    .filter((view) => view.quarantined !== null)
    .map(({ uuid }) => uuid);

/** Settles within a turn, or is still waiting. */
async function isWaiting(promise: Promise<unknown>): Promise<boolean> {
  await clock.advance(0);
  return (await Promise.race([promise.then(() => "done"), Promise.resolve("waiting")])) === "waiting";
}

describe("a device", () => {
  test("is leased to one attempt, and by the next one waited for", async () => {
    await leases.acquire("a", ["GPU-1"], never);
    expect(leases.views()[0]).toMatchObject({ uuid: "GPU-1", leasedTo: "a", quarantined: null });
    const next = leases.acquire("b", ["GPU-1", "GPU-2"], never);
    expect(await isWaiting(next)).toBe(true);
    leases.release("a");
    await next;
    expect(leases.views().map(({ leasedTo }) => leasedTo)).toEqual(["b", "b"]);
    expect(changes).toBe(3);
  });

  test("is free only when nothing computes on it any more", async () => {
    await leases.acquire("a", ["GPU-1"], never);
    provider.used.add("GPU-1");
    leases.release("a");
    const next = leases.acquire("b", ["GPU-1"], never);
    await clock.advance(5000);
    expect(await isWaiting(next)).toBe(true);
    provider.used.clear();
    await clock.advance(500);
    await next;
  });

  test("that is not left for long is quarantined, alone, until it is proven free", async () => {
    await leases.acquire("a", ["GPU-1", "GPU-2"], never);
    provider.used.add("GPU-2");
    leases.release("a");
    const waiting = leases.acquire("b", ["GPU-2"], never);
    const refused = expect(waiting).rejects.toMatchObject({ code: "DEVICE_UNAVAILABLE" });
    await clock.advance(31_000);
    await refused;
    expect(quarantined()).toEqual(["GPU-2"]);
    expect(leases.objection(["GPU-1"])).toBeNull();
    expect(leases.objection(["GPU-2"])).toContain("quarantine");
    provider.used.clear();
    await clock.advance(15_000);
    expect(quarantined()).toEqual([]);
    expect(changes).toBe(4);
  });

  test("is not free while nobody can tell", async () => {
    await leases.acquire("a", ["GPU-1"], never);
    provider.isBroken = true;
    leases.release("a");
    await clock.advance(31_000);
    expect(quarantined()).toEqual(["GPU-1"]);
    provider.isBroken = false;
    await clock.advance(15_000);
    expect(quarantined()).toEqual([]);
  });

  test("nobody asks while nothing is left", async () => {
    await leases.acquire("a", ["GPU-1"], never);
    leases.release("a");
    await clock.advance(0);
    const { looks } = provider;
    await clock.advance(3_600_000);
    expect(provider.looks).toBe(looks);
    expect(clock.nextTimerAt()).toBeUndefined();
  });

  test("whoever waits may leave", async () => {
    await leases.acquire("a", ["GPU-1"], never);
    const leaver = new AbortController();
    const waiting = leases.acquire("b", ["GPU-1"], leaver.signal);
    leaver.abort(new Error("cancelled"));
    await expect(waiting).rejects.toThrow("cancelled");
    leases.release("a");
    await clock.advance(1000);
    expect(leases.views()[0]?.leasedTo).toBeNull();
  });
});

import type { SystemSample } from "@troupe/engine";
import { VirtualClock } from "@troupe/engine/adapters";
import { beforeEach, describe, expect, test } from "vitest";
import type { ProcessUsage } from "../ports/executor.ts";
import { type Sampled, SystemSampler } from "./system-sampler.ts";

const key = { runId: "r", task: "train", attempt: 1 };
const mebibyte = 2 ** 20;

let clock: VirtualClock;
let sent: SystemSample[];
let usage: ProcessUsage | null;
let looks: number;
let sampler: SystemSampler;

function open(everyMs: number | null): void {
  const devices = () => [{ uuid: "GPU-2", utilization: 0.5, memoryBytes: mebibyte }];
  sampler = new SystemSampler({ clock, everyMs, devices, send: (sample) => sent.push(sample) });
}

beforeEach(() => {
  clock = new VirtualClock();
  sent = [];
  usage = { cpuMs: 0, memoryBytes: mebibyte };
  looks = 0;
  open(5000);
});

function follow(of: Partial<Sampled> = {}): () => void {
  const execution = {
    usage: async () => {
      looks += 1;
      return usage;
    },
  };
  return sampler.follow({ key, execution, devices: [], isFresh: true, ...of });
}

describe("an attempt that runs", () => {
  test("is sampled by the cores that it took since the sample before", async () => {
    follow();
    usage = { cpuMs: 10_000, memoryBytes: 2 * mebibyte };
    await clock.advance(5000);
    usage = { cpuMs: 12_500, memoryBytes: 3 * mebibyte };
    await clock.advance(5000);
    expect(sent.map(({ cpu, memoryBytes }) => [cpu, memoryBytes])).toEqual([
      [2, 2 * mebibyte],
      [0.5, 3 * mebibyte],
    ]);
    expect(sent[0]).toMatchObject({ ...key, devices: [] });
  });

  test("says nothing of what its worker spent before it", async () => {
    usage = { cpuMs: 90_000, memoryBytes: mebibyte };
    follow({ isFresh: false });
    await clock.advance(5000);
    expect(sent).toEqual([]);
    usage = { cpuMs: 95_000, memoryBytes: mebibyte };
    await clock.advance(5000);
    expect(sent.map(({ cpu }) => cpu)).toEqual([1]);
  });

  test("never has less than nothing, when what has ended took its account along", async () => {
    follow();
    usage = { cpuMs: 5000, memoryBytes: mebibyte };
    await clock.advance(5000);
    usage = { cpuMs: 1000, memoryBytes: mebibyte };
    await clock.advance(5000);
    expect(sent.map(({ cpu }) => cpu)).toEqual([1, 0]);
  });

  test("is sampled with its devices, by their numbers; one that cannot be asked is left out", async () => {
    follow({ devices: ["GPU-1", "GPU-2"] });
    await clock.advance(5000);
    expect(sent[0]?.devices).toEqual([{ number: 1, utilization: 0.5, memoryBytes: mebibyte }]);
  });

  test("of which nobody can tell is asked again, and has no samples", async () => {
    usage = null;
    follow();
    await clock.advance(10_000);
    expect(sent).toEqual([]);
    expect(looks).toBe(2);
  });
});

describe("what costs nothing", () => {
  test("an attempt that ends before its turn is never looked at", async () => {
    follow()();
    await clock.advance(5000);
    expect(looks).toBe(0);
  });

  test("nothing ticks while nothing runs", async () => {
    const end = follow();
    await clock.advance(5000);
    end();
    await clock.advance(5000);
    expect(clock.nextTimerAt()).toBeUndefined();
  });

  test("switched off, nobody is looked at", async () => {
    open(null);
    follow();
    expect(clock.nextTimerAt()).toBeUndefined();
  });
});

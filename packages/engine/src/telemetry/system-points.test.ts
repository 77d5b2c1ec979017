import { expect, test } from "vitest";
import { samplesFrom } from "../ports/telemetry-store.ts";
import { systemPoints } from "./system-points.ts";

const sample = {
  ...{ runId: "r", task: "train", attempt: 2, at: 1_763_800_000_000, cpu: 1.5, memoryBytes: 2048 },
  devices: [{ number: 1, utilization: 0.25, memoryBytes: 4096 }],
};

test("a sample becomes points beside those of the step", () => {
  expect(systemPoints(sample).map(({ name, value }) => [name, value])).toEqual([
    ["system.cpu", 1.5],
    ["system.memory", 2048],
    ["system.gpu.1.utilization", 0.25],
    ["system.gpu.1.memory", 4096],
  ]);
  expect(systemPoints(sample)[0]).toMatchObject({ runId: "r", task: "train", attempt: 2, step: null, at: sample.at });
});

test("no two points of an attempt have the same number, and none that its step may give", () => {
  const numbers = [sample, { ...sample, at: sample.at + 1 }].flatMap(systemPoints).map(({ sequence }) => sequence);
  expect(new Set(numbers).size).toBe(numbers.length);
  for (const number of numbers) expect(number).toBeGreaterThan(samplesFrom);
  expect(numbers.every(Number.isSafeInteger)).toBe(true);
});

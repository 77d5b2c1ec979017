import { expect, test } from "vitest";
import { defaultSampling, isAttemptSampled, isSampled } from "./sampling.ts";

const sampledCaller = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
const unsampledCaller = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00";

test("every run is sampled, unless its caller's trace is not", () => {
  expect(isSampled(defaultSampling, "run", null)).toBe(true);
  expect(isSampled(defaultSampling, "run", sampledCaller)).toBe(true);
  expect(isSampled(defaultSampling, "run", unsampledCaller)).toBe(false);
});

test("a ratio takes about its share, and always the same runs", () => {
  const policy = { ...defaultSampling, ratio: 0.25 };
  const sampled = Array.from({ length: 4000 }, (_, index) => isSampled(policy, `run-${index}`, null));
  expect(sampled.filter(Boolean).length / sampled.length).toBeCloseTo(0.25, 1);
  expect(sampled).toEqual(Array.from({ length: 4000 }, (_, index) => isSampled(policy, `run-${index}`, null)));
});

test("a policy that does not follow the caller decides by the ratio alone", () => {
  expect(isSampled({ ratio: 0, followsCaller: false, maxTasks: 10 }, "run", sampledCaller)).toBe(false);
  expect(isSampled({ ratio: 1, followsCaller: false, maxTasks: 10 }, "run", unsampledCaller)).toBe(true);
});

test("attempts of a run that has too many tasks are not sampled", () => {
  expect(isAttemptSampled(defaultSampling, "run", null, 1000)).toBe(true);
  expect(isAttemptSampled(defaultSampling, "run", null, 1001)).toBe(false);
});

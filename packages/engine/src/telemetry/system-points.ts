/** What an attempt uses of its machine, as points beside those of its step. */

import { type AttemptKey, type MetricSample, samplesFrom } from "../ports/telemetry-store.ts";
import type { SystemSample } from "./faces.ts";

/** Points of one sample, at most: what tells the points of two instants apart. */
const perSample = 64;

/** Its instant is its number: whoever sends it keeps no count, and a new agent process goes on where the last one ended. */
export function systemPoints(sample: SystemSample): readonly (AttemptKey & MetricSample)[] {
  const { runId, task, attempt, at } = sample;
  return valuesOf(sample)
    .slice(0, perSample)
    .map(([name, value], index) => ({
      ...{ runId, task, attempt, name, value, at, step: null },
      sequence: samplesFrom + Math.trunc(at) * perSample + index,
    }));
}

function valuesOf({ cpu, memoryBytes, devices }: SystemSample): readonly (readonly [string, number])[] {
  return [
    ["system.cpu", cpu],
    ["system.memory", memoryBytes],
    ...devices.flatMap(({ number, utilization, memoryBytes: used }): [string, number][] => [
      [`system.gpu.${number}.utilization`, utilization],
      [`system.gpu.${number}.memory`, used],
    ]),
  ];
}

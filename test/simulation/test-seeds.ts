/** Seeds as tests: a few in each, so that a failure says where, and no more is reported than anybody reads. */
import { runSeed } from "@troupe/testing/simulation";
import { expect, it } from "vitest";
import { complaint } from "./seeds.ts";

const seedsOfTest = 10;
/** What makes a seed worth its time. */
const atLeast = { tasks: 200, faults: 5, elections: 2 } as const;

export function testSeeds(from: number, to: number): void {
  for (let first = from; first <= to; first += seedsOfTest) {
    const last = Math.min(to, first + seedsOfTest - 1);
    it(`keeps every promise under seeds ${first} to ${last}`, async () => {
      for (let seed = first; seed <= last; seed += 1) {
        const report = await runSeed(seed);
        expect(complaint(report)).toBe("");
        expect(report.tasks).toBeGreaterThanOrEqual(atLeast.tasks);
        expect(report.faults.length).toBeGreaterThanOrEqual(atLeast.faults);
        expect(report.elections).toBeGreaterThanOrEqual(atLeast.elections);
      }
    });
  }
}

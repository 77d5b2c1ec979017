/** Seeds that once failed, and what a person needs who looks into one. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { SeedReport } from "@troupe/testing/simulation";

const file = join(import.meta.dirname, "failing-seeds.json");

/** Replayed before all others, for ever. */
export function failingSeeds(): readonly number[] {
  return JSON.parse(readFileSync(file, "utf8")) as number[];
}

export function keepSeed(seed: number): void {
  const seeds = new Set([...failingSeeds(), seed]);
  // As the formatter has it.
  writeFileSync(file, `[${[...seeds].sort((a, b) => a - b).join(", ")}]\n`);
}

/** Empty if every promise was kept. */
export function complaint({ seed, violations, faults }: SeedReport): string {
  if (violations.length === 0) return "";
  const [first] = violations;
  return `seed ${seed} (${faults.join("; ")}): ${first}\nreplay it: npm run sim -- --seed ${seed} --story`;
}

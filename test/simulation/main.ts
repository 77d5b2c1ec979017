/**
 * npm run sim -- [--seeds N] [--from S]: so many seeds, from a random one if none is given; those that fail are printed with
 * how to replay them, and kept in failing-seeds.json, which the tests replay first.
 * npm run sim -- --seed S [--story]: one seed, and all that was witnessed of it.
 */
import { randomInt } from "node:crypto";
import { parseArgs } from "node:util";
import { runSeed } from "@troupe/testing/simulation";
import { complaint, keepSeed } from "./seeds.ts";

const { values: given } = parseArgs({
  options: {
    seeds: { type: "string", default: "300" },
    from: { type: "string" },
    seed: { type: "string" },
    story: { type: "boolean", default: false },
  },
});
const from = Number(given.seed ?? given.from ?? randomInt(2 ** 30));
const count = given.seed === undefined ? Number(given.seeds) : 1;
const sayEveryMs = 5000;

const totals = { tasks: 0, starts: 0, events: 0, elections: 0, faults: 0 };
const failed: number[] = [];
const began = performance.now();
let said = began;
for (let seed = from; seed < from + count; seed += 1) {
  const report = await runSeed(seed);
  if (given.story) for (const line of report.story) console.log(line);
  if (report.violations.length > 0) {
    failed.push(seed);
    keepSeed(seed);
    console.log(complaint(report));
  }
  for (const name of ["tasks", "starts", "events", "elections"] as const) totals[name] += report[name];
  totals.faults += report.faults.length;
  if (performance.now() - said < sayEveryMs) continue;
  said = performance.now();
  console.error(`${seed - from + 1} of ${count} seeds, ${failed.length} failed`);
}
const seconds = ((performance.now() - began) / 1000).toFixed(1);
const { tasks, starts, events, elections, faults } = totals;
console.log(
  `${count} seeds from ${from} in ${seconds} s: ${tasks} tasks, ${starts} starts, ${events} events, ` +
    `${faults} faults, ${elections} elections; ${failed.length === 0 ? "every promise kept" : `failed: ${failed.join(", ")}`}`,
);
process.exitCode = failed.length === 0 ? 0 : 1;

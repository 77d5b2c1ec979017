/** Ten thousand tasks that wait for an instant each: what they cost meanwhile, and how late they wake. */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import type { Bench, Contestant } from "../measure/contestant.ts";
import type { Sample } from "../measure/figures.ts";
import { memoryInUse, probeFlags } from "../system/memory-in-use.ts";
import { childrenOf } from "../system/process-tree.ts";
import { startTroupe, type Troupe } from "../system/troupe.ts";
import { submitAll } from "./submit-all.ts";

const waits = 10_000;
/** From the first submit to the first instant: until then all are there, rest, and are weighed. */
const aheadMs = 120_000;
/** Over which the instants are spread. */
const spreadMs = 20_000;
/** Two looks of those that let runs rest, and what is written meanwhile. */
const restAfterMs = 15_000;

export const waiting: Bench = {
  name: "waits",
  async open({ folder }) {
    const goals = [
      { figure: "processes", measure: "value", bound: "at most", limit: 0 },
      { figure: "bytes_per_wait", measure: "value", bound: "at most", limit: 1.2 * 1024 },
      { figure: "late_p99", measure: "value", bound: "at most", limit: 1000 },
    ] as const;
    return {
      contestants: [
        {
          name: "a run each",
          durability: "fsync before each submit is answered",
          goals,
          measure: () => measured(join(folder, "each"), aRunEach),
        },
        {
          name: "in one run",
          durability: "fsync before the submit is answered",
          goals,
          measure: () => measured(join(folder, "one"), inOneRun),
        },
      ] satisfies Contestant[],
      [Symbol.asyncDispose]: async () => undefined,
    };
  },
};

/** Makes the waits; yields how late each was woken, once all were. */
type Making = (troupe: Troupe, untils: readonly number[]) => Promise<() => Promise<readonly number[]>>;

/** Without an agent: nothing of it needs one. */
async function measured(dataDir: string, make: Making): Promise<Sample> {
  rmSync(dataDir, { recursive: true, force: true });
  await using coordinator = await startTroupe("coordinator", { dataDir, nodeFlags: probeFlags });
  await coordinator.apply("waits.ts");
  // What all of them share is there before any is weighed.
  await (await coordinator.client.submit("waits", { until: new Date().toISOString() })).wait();
  const before = await memoryInUse(coordinator.pid, dataDir);
  const first = Date.now() + aheadMs;
  const untils = Array.from({ length: waits }, (_, index) => first + Math.round((index * spreadMs) / waits));
  const woken = await make(coordinator, untils);
  await wait(restAfterMs);
  const after = await memoryInUse(coordinator.pid, dataDir);
  const processes = childrenOf(coordinator.pid).length;
  if (Date.now() > first)
    throw new Error(`they were weighed ${Date.now() - first} ms too late: this machine is too slow`);
  const late = (await woken()).toSorted((a, b) => a - b);
  return {
    processes,
    bytes_per_wait: (after.used - before.used) / waits,
    late_p50: late[Math.floor(waits * 0.5)] ?? Number.NaN,
    late_p99: late[Math.floor(waits * 0.99)] ?? Number.NaN,
  };
}

const aRunEach: Making = async ({ client }, untils) => {
  const byRun = new Map<string, number>();
  await submitAll(untils.length, async (index) => {
    const until = untils[index] ?? 0;
    const run = await client.submit("waits", { until: new Date(until).toISOString() });
    byRun.set(run.id, until);
    return run;
  });
  return async () => {
    await wait(Math.max(0, (untils.at(-1) ?? 0) - Date.now()));
    for (;;) {
      const runs = (await client.runs({ pipeline: "waits", limit: waits + 1 })).filter(({ id }) => byRun.has(id));
      if (runs.length === waits && runs.every(({ endedAt }) => endedAt !== null))
        return runs.map(({ id, endedAt }) => (endedAt?.getTime() ?? 0) - (byRun.get(id) ?? 0));
      await wait(500);
    }
  };
};

const inOneRun: Making = async ({ client }, untils) => {
  const texts = untils.map((until) => new Date(until).toISOString());
  const run = await client.submit("many-waits", { untils: texts });
  return async () => {
    await run.wait();
    const ends = (await run.tasks()).map(({ attempts }) => attempts.at(-1)?.endedAt?.getTime() ?? Number.NaN);
    return ends.map((end, index) => end - (untils[index] ?? 0));
  };
};

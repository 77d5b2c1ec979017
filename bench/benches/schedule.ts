/** Ten thousand schedules: what they cost a coordinator at rest, and how late their runs are at a tick that all have. */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { command, every, pipeline } from "@troupe/sdk";
import type { Client, Run } from "@troupe/sdk/client";
import type { Bench, Contestant } from "../measure/contestant.ts";
import type { Sample } from "../measure/figures.ts";
import { quantile } from "../measure/statistics.ts";
import { cpuMs, idle, residentBytes } from "../system/process-tree.ts";
import { startTroupe } from "../system/troupe.ts";
import { submitAll } from "./submit-all.ts";

const schedules = 10_000;
const restMs = 20_000;
/** Applying ten thousand pipelines, and the rest, are over by then. */
const tickAfterMs = 240_000;
const patienceMs = 300_000;
const lookEveryMs = 1000;
const hourMs = 3_600_000;

const noop = command("noop", { run: () => ["true"] });

export const schedule: Bench = {
  name: "schedule",
  async open({ folder }) {
    return {
      contestants: [
        {
          name: "10,000 schedules",
          durability: "fsync before a run counts as made",
          goals: [{ figure: "cpu", measure: "value", bound: "at most", limit: 1 }],
          measure: () => measure(join(folder, "schedules")),
        },
      ] satisfies Contestant[],
      [Symbol.asyncDispose]: async () => undefined,
    };
  },
};

async function measure(dataDir: string): Promise<Sample> {
  rmSync(dataDir, { recursive: true, force: true });
  await using coordinator = await startTroupe("coordinator", { dataDir });
  const { client, pid } = coordinator;
  const tick = Date.now() + tickAfterMs;
  const timing = every("1h", { start: new Date(tick - hourMs) });
  await submitAll(schedules, (index) =>
    client.apply(pipeline(`scheduled-${index}`, { schedule: timing }, () => void noop())),
  );
  await idle(pid);
  if (Date.now() + restMs > tick)
    throw new Error("applying took so long that the tick has come: use a quieter machine");
  const before = cpuMs(pid);
  await wait(restMs);
  const cpu = ((cpuMs(pid) - before) / restMs) * 100;
  const resident = residentBytes(pid) / 1e6;
  const runs = await runsOf(client, tick);
  const late = runs.map(({ createdAt }) => createdAt.getTime() - tick);
  const seconds = Math.max(...late) / 1000;
  return { cpu, resident, p50: quantile(late, 0.5), p99: quantile(late, 0.99), runs_per_second: runs.length / seconds };
}

/** When all of them are there, each once. Nobody works here: meanwhile their tasks are counted, which costs next to nothing. */
async function runsOf(client: Client, tick: number): Promise<readonly Run[]> {
  await wait(Math.max(0, tick - Date.now()));
  const made = async () => (await client.cluster()).load?.queuedTasks ?? 0;
  for (const until = Date.now() + patienceMs; (await made()) < schedules; await wait(lookEveryMs))
    if (Date.now() > until) throw new Error("not every schedule got its run");
  const runs = await client.runs({ limit: 2 * schedules });
  if (runs.length !== schedules) throw new Error(`${schedules} schedules have ${runs.length} runs of one tick`);
  return runs;
}

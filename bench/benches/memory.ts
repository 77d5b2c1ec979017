/** An agent that has nothing to do, and what a run costs that waits: 20,000 of them in a coordinator without an agent. */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import type { Bench, Contestant } from "../measure/contestant.ts";
import type { Sample } from "../measure/figures.ts";
import { memoryInUse, probeFlags } from "../system/memory-in-use.ts";
import { cpuMs, idle, residentBytes } from "../system/process-tree.ts";
import { startAgent, startTroupe } from "../system/troupe.ts";
import { submitAll } from "./submit-all.ts";

const runs = 20_000;
const restMs = 5000;
/** Two looks, and what is written meanwhile. */
const restAfterMs = 20_000;

export const memory: Bench = {
  name: "memory",
  async open({ folder }) {
    return {
      contestants: [
        {
          name: "agent at rest",
          durability: "–",
          goals: [
            { figure: "resident", measure: "value", bound: "at most", limit: 120 },
            { figure: "cpu", measure: "value", bound: "at most", limit: 1 },
          ],
          measure: () => restingAgent(join(folder, "agent")),
        },
        {
          name: "queued runs",
          durability: "fsync before each submit is answered",
          goals: [{ figure: "bytes_per_run", measure: "value", bound: "at most", limit: 1.2 * 1024 }],
          measure: () => queuedRuns(join(folder, "queue")),
        },
      ] satisfies Contestant[],
      [Symbol.asyncDispose]: async () => undefined,
    };
  },
};

async function restingAgent(dataDir: string): Promise<Sample> {
  await using coordinator = await startTroupe("coordinator", { dataDir });
  await using agent = await startAgent(coordinator, { dataDir });
  await idle(agent.pid);
  const before = cpuMs(agent.pid);
  await wait(restMs);
  return {
    resident: residentBytes(agent.pid) / 1e6,
    cpu: ((cpuMs(agent.pid) - before) / restMs) * 100,
  };
}

async function queuedRuns(dataDir: string): Promise<Sample> {
  rmSync(dataDir, { recursive: true, force: true });
  await using coordinator = await startTroupe("coordinator", { dataDir, nodeFlags: probeFlags });
  await coordinator.apply("queued.ts");
  const submit = (index: number) => coordinator.client.submit("queued", { index });
  // The first runs make what all of them share.
  await submitAll(1000, submit);
  const before = await memoryInUse(coordinator.pid, dataDir);
  const began = performance.now();
  await submitAll(runs, submit);
  const submitMs = performance.now() - began;
  // Runs that wait rest after a while.
  await wait(restAfterMs);
  const after = await memoryInUse(coordinator.pid, dataDir);
  return {
    bytes_per_run: (after.used - before.used) / runs,
    resident_per_run: (after.resident - before.resident) / runs,
    runs_per_second: (runs / submitMs) * 1000,
  };
}

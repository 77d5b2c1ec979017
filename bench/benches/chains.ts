/**
 * 1,000 runs of five functions in a row. They are submitted while the agent takes no work, so that all of them compete
 * from the first moment on; then it takes work until all have ended. Both times count.
 */
import type { RunHandle } from "@troupe/sdk/client";
import type { Bench, Goal } from "../measure/contestant.ts";
import type { Sample } from "../measure/figures.ts";
import { jainIndex } from "../measure/statistics.ts";
import type { Deployment } from "../system/deployment.ts";
import type { Troupe } from "../system/troupe.ts";
import { submitAll } from "./submit-all.ts";
import { throughput } from "./throughput.ts";

export const chains = 1000;
const chainSteps = 5;

/** Of what etcd takes: SQLite takes as much with far less work, and Troupe's own work is the same. */
const shareOfFloor = {
  figure: "tasks_per_second",
  measure: "ratio",
  bound: "at least",
  limit: 0.2,
} as const satisfies Goal;

export function chainsBench(deployment: Deployment): Bench {
  return throughput(deployment, {
    name: "chains",
    pipeline: "chain.ts",
    goals: [
      ...(deployment.suffix === "-cluster" ? [shareOfFloor] : []),
      { figure: "jain", measure: "value", bound: "at least", limit: 0.95 },
    ],
    warmUp: async (troupe) => void (await measure(troupe, 200)),
    measure: (troupe) => measure(troupe, chains),
  });
}

async function measure(troupe: Troupe, runs: number): Promise<Sample> {
  const { client, idle, cpuMs } = troupe;
  const agent = await troupe.agent();
  await client.drain(agent);
  const cpuBefore = cpuMs();
  const began = performance.now();
  const handles = await submitAll(runs, (value) => client.submit("chain", { value }));
  const submitMs = performance.now() - began;
  const releasedAt = Date.now();
  await client.drain(agent, { resume: true });
  const endedAt = await Promise.all(handles.map(outcome));
  const runMs = Math.max(...endedAt) - releasedAt;
  await idle();
  return {
    tasks_per_second: ((runs * chainSteps) / (submitMs + runMs)) * 1000,
    runs_per_second: (runs / submitMs) * 1000,
    // What each run got of the machine: its tasks by the time that they took.
    jain: jainIndex(endedAt.map((at) => chainSteps / (at - releasedAt))),
    cpu_per_task: (cpuMs() - cpuBefore) / (runs * chainSteps),
  };
}

/** When it ended. */
async function outcome(run: RunHandle<unknown>, value: number): Promise<number> {
  const { state, outputs, endedAt } = await run.wait();
  const expected = value + chainSteps;
  if (state === "succeeded" && (outputs as { value: number }).value === expected && endedAt !== null)
    return endedAt.getTime();
  throw new Error(`run ${run.id} ${state} with ${JSON.stringify(outputs)} instead of ${expected}`);
}

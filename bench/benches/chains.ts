/**
 * 1,000 runs of five functions in a row. They are submitted while the agent takes no work, so that all of them compete
 * from the first moment on; then it takes work until all have ended. Both times count.
 */
import { join } from "node:path";
import type { RunHandle } from "@troupe/sdk/client";
import { openThroughputFloor } from "../floors.ts";
import type { Bench, Contestant } from "../measure/contestant.ts";
import type { Sample } from "../measure/figures.ts";
import { jainIndex } from "../measure/statistics.ts";
import { cpuMs, idle } from "../system/process-tree.ts";
import { startTroupe, type Troupe } from "../system/troupe.ts";
import { submitAll } from "./submit-all.ts";

export const chains = 1000;
export const chainSteps = 5;

export const chainsBench: Bench = {
  name: "chains",
  async open({ folder }) {
    await using stack = new AsyncDisposableStack();
    const floor = stack.use(await openThroughputFloor(join(folder, "floor"), 10_000));
    const troupe = stack.use(await startTroupe("dev", { dataDir: join(folder, "data") }));
    const agent = await troupe.agent();
    await troupe.apply("chain.ts");
    await measure(troupe, agent, 200);
    const opened = stack.move();
    return {
      contestants: [
        {
          name: "chains floor",
          durability: "1 fsync for 110 records",
          measure: async () => ({ tasks_per_second: await floor.measure() }),
        },
        {
          name: "chains",
          durability: "fsync before each grant and each acknowledgement",
          floor: "chains floor",
          goals: [
            { figure: "tasks_per_second", measure: "ratio", bound: "at least", limit: 0.2 },
            { figure: "jain", measure: "value", bound: "at least", limit: 0.95 },
          ],
          measure: () => measure(troupe, agent, chains),
        },
      ] satisfies Contestant[],
      [Symbol.asyncDispose]: () => opened.disposeAsync(),
    };
  },
};

async function measure({ client, pid }: Troupe, agent: string, runs: number): Promise<Sample> {
  await client.drain(agent);
  const cpuBefore = cpuMs(pid);
  const began = performance.now();
  const handles = await submitAll(runs, (value) => client.submit("chain", { value }));
  const submitMs = performance.now() - began;
  const releasedAt = Date.now();
  await client.drain(agent, { resume: true });
  const endedAt = await Promise.all(handles.map(outcome));
  const runMs = Math.max(...endedAt) - releasedAt;
  await idle(pid);
  return {
    tasks_per_second: ((runs * chainSteps) / (submitMs + runMs)) * 1000,
    runs_per_second: (runs / submitMs) * 1000,
    // What each run got of the machine: its tasks by the time that they took.
    jain: jainIndex(endedAt.map((at) => chainSteps / (at - releasedAt))),
    cpu_per_task: (cpuMs(pid) - cpuBefore) / (runs * chainSteps),
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

/** 1,000 functions that do nothing, in one run: from its submit to the news of its end. */
import { join } from "node:path";
import { openThroughputFloor } from "../floors.ts";
import type { Bench, Contestant } from "../measure/contestant.ts";
import type { Sample } from "../measure/figures.ts";
import { type JobQueue, openJobQueues } from "../peers/job-queue.ts";
import { cpuMs, idle } from "../system/process-tree.ts";
import { startTroupe, type Troupe } from "../system/troupe.ts";
import { succeed } from "./succeed.ts";

export const tasks = 1000;

export const fanout: Bench = {
  name: "fanout",
  async open({ folder, peers }) {
    await using stack = new AsyncDisposableStack();
    const floor = stack.use(await openThroughputFloor(join(folder, "floor"), 10_000));
    const troupe = stack.use(await startTroupe("dev", { dataDir: join(folder, "data") }));
    await troupe.agent();
    await troupe.apply("fanout.ts");
    // Twice: code that runs often is compiled anew.
    for (let round = 0; round < 2; round += 1) await measure(troupe);
    const queues = peers ? stack.use(await openJobQueues(folder)).queues : [];
    for (const queue of queues) await measureQueue(queue);
    const opened = stack.move();
    return {
      contestants: [
        {
          name: "fanout floor",
          durability: "1 fsync for 110 records",
          measure: async () => ({ tasks_per_second: await floor.measure() }),
        },
        {
          name: "fanout",
          durability: "fsync before each grant and each acknowledgement",
          floor: "fanout floor",
          goals: [{ figure: "tasks_per_second", measure: "value", bound: "at least", limit: 4000 }],
          measure: () => measure(troupe),
        },
        ...queues.map((queue) => ({
          name: `fanout ${queue.name}`,
          durability: queue.durability,
          version: queue.version,
          floor: "fanout floor",
          measure: () => measureQueue(queue),
        })),
      ] satisfies Contestant[],
      [Symbol.asyncDispose]: () => opened.disposeAsync(),
    };
  },
};

async function measure(troupe: Troupe): Promise<Sample> {
  const items = Array.from({ length: tasks }, (_, index) => index);
  const cpuBefore = cpuMs(troupe.pid);
  const began = performance.now();
  await succeed(await troupe.client.submit("fanout", { items }), tasks);
  const took = performance.now() - began;
  await idle(troupe.pid);
  return {
    tasks_per_second: (tasks / took) * 1000,
    cpu_per_task: (cpuMs(troupe.pid) - cpuBefore) / tasks,
  };
}

async function measureQueue(queue: JobQueue): Promise<Sample> {
  const cpu = (): number => queue.pids.reduce((sum, pid) => sum + cpuMs(pid), 0);
  const cpuBefore = cpu();
  const began = performance.now();
  await queue.many(tasks);
  const took = performance.now() - began;
  for (const pid of queue.pids) await idle(pid);
  return { tasks_per_second: (tasks / took) * 1000, cpu_per_task: (cpu() - cpuBefore) / tasks };
}

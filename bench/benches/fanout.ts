/** 1,000 functions that do nothing, in one run: from its submit to the news of its end. */
import type { Bench, Goal } from "../measure/contestant.ts";
import type { Sample } from "../measure/figures.ts";
import type { JobQueue } from "../peers/job-queue.ts";
import type { Deployment } from "../system/deployment.ts";
import { cpuMs, idle } from "../system/process-tree.ts";
import type { Troupe } from "../system/troupe.ts";
import { succeed } from "./succeed.ts";
import { throughput } from "./throughput.ts";

export const tasks = 1000;

/** Code that runs often is compiled anew, up to the first ten thousand tasks; a coordinator lives for weeks. */
const warmUps = 10;

/** A share of what the stores can take, or what the design asks of one machine. */
const goals = {
  "": { figure: "tasks_per_second", measure: "value", bound: "at least", limit: 4000 },
  "-cluster": { figure: "tasks_per_second", measure: "ratio", bound: "at least", limit: 0.25 },
} as const satisfies Record<Deployment["suffix"], Goal>;

export function fanout(deployment: Deployment): Bench {
  return throughput(deployment, {
    name: "fanout",
    pipeline: "fanout.ts",
    goals: [goals[deployment.suffix]],
    async warmUp(troupe) {
      for (let round = 0; round < warmUps; round += 1) await measureFanout(troupe);
    },
    measure: measureFanout,
    ofQueues: {
      async warmUp(queue) {
        for (let round = 0; round < warmUps; round += 1) await measureQueue(queue);
      },
      measure: measureQueue,
    },
  });
}

export async function measureFanout(troupe: Troupe): Promise<Sample> {
  const items = Array.from({ length: tasks }, (_, index) => index);
  const cpuBefore = troupe.cpuMs();
  const began = performance.now();
  await succeed(await troupe.client.submit("fanout", { items }), tasks);
  const took = performance.now() - began;
  await troupe.idle();
  return {
    tasks_per_second: (tasks / took) * 1000,
    cpu_per_task: (troupe.cpuMs() - cpuBefore) / tasks,
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

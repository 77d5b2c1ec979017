/** One run that maps over 10,000 items which a step found out, 1,000 at once, and reduces what they yield. */
import type { Bench } from "../measure/contestant.ts";
import type { Sample } from "../measure/figures.ts";
import type { Deployment } from "../system/deployment.ts";
import type { Troupe } from "../system/troupe.ts";
import { succeed } from "./succeed.ts";
import { throughput } from "./throughput.ts";

const items = 10_000;
/** Of all squares: what is wrong is not measured. */
const sum = ((items - 1) * items * (2 * items - 1)) / 6;

export function map(deployment: Deployment): Bench {
  return throughput(deployment, {
    name: "map",
    pipeline: "map.ts",
    goals: [],
    warmUp: async (troupe) => void (await measure(troupe)),
    measure,
  });
}

async function measure({ client, idle, cpuMs }: Troupe): Promise<Sample> {
  const cpuBefore = cpuMs();
  const began = performance.now();
  const run = await client.submit("map", { items });
  // The items, the list and the sum.
  await succeed(run, items + 2);
  const tookMs = performance.now() - began;
  const outputs = await run.outputs();
  if (JSON.stringify(outputs) !== JSON.stringify({ sum })) throw new Error(`the sum is ${JSON.stringify(outputs)}`);
  await idle();
  return {
    seconds: tookMs / 1000,
    tasks_per_second: ((items + 2) / tookMs) * 1000,
    cpu_per_task: (cpuMs() - cpuBefore) / (items + 2),
  };
}

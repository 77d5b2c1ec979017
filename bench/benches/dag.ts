/** One run of 10,000 functions in 100 layers, two inputs each: to its end, and to its first start. */
import type { Task } from "@troupe/sdk/client";
import type { Bench } from "../measure/contestant.ts";
import type { Sample } from "../measure/figures.ts";
import { add, depth, width } from "../pipelines/dag-shape.ts";
import type { Deployment } from "../system/deployment.ts";
import type { Troupe } from "../system/troupe.ts";
import { succeed } from "./succeed.ts";
import { throughput } from "./throughput.ts";

const tasks = depth * width;

export function dag(deployment: Deployment): Bench {
  return throughput(deployment, {
    name: "dag",
    pipeline: "dag.ts",
    goals: [
      { figure: "seconds", measure: "value", bound: "at most", limit: 3 },
      { figure: "first_start", measure: "value", bound: "at most", limit: 100 },
    ],
    warmUp: async (troupe) => void (await measure(troupe)),
    measure,
  });
}

async function measure({ client, idle, cpuMs }: Troupe): Promise<Sample> {
  const cpuBefore = cpuMs();
  const submittedAt = performance.timeOrigin + performance.now();
  const run = await client.submit("dag");
  await succeed(run, tasks);
  const tookMs = performance.timeOrigin + performance.now() - submittedAt;
  const outputs = (await run.tasks()).map(outputOf);
  check(outputs);
  await idle();
  return {
    seconds: tookMs / 1000,
    tasks_per_second: (tasks / tookMs) * 1000,
    first_start: Math.min(...outputs.slice(0, width).map(({ began }) => began)) - submittedAt,
    cpu_per_task: (cpuMs() - cpuBefore) / tasks,
  };
}

interface Output {
  readonly value: number;
  readonly began: number;
}

function outputOf({ output }: Task): Output {
  return output as unknown as Output;
}

/** The last layer holds the sums that one gets by hand. */
function check(outputs: readonly Output[]): void {
  let layer = Array.from({ length: width }, () => 1);
  for (let level = 0; level < depth; level += 1)
    layer = layer.map((left, at) => add(left, layer[(at + 1) % width] ?? 0));
  const found = outputs.slice(-width).map(({ value }) => value);
  if (found.length !== width || found.some((value, at) => value !== layer[at]))
    throw new Error("the dag added wrongly");
}

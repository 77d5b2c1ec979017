/**
 * Durable hand-over: from the last line of a function to the first line of the one that takes its output, along a chain
 * of 200. Both ends are told by the functions themselves.
 */
import type { Task } from "@troupe/sdk/client";
import type { Bench, Contestant } from "../measure/contestant.ts";
import type { Sample } from "../measure/figures.ts";
import { quantile } from "../measure/statistics.ts";
import { type JobQueue, openJobQueues } from "../peers/job-queue.ts";
import type { Deployment } from "../system/deployment.ts";
import { idle } from "../system/process-tree.ts";
import type { Troupe } from "../system/troupe.ts";
import { succeed } from "./succeed.ts";
import { queueContestants } from "./throughput.ts";

export const steps = 200;

/** 200 hand-overs are few: what runs often is compiled anew for the first thousand, of the floor as well. */
const warmUps = 6;

export interface Span {
  readonly began: number;
  readonly ended: number;
}

export function hop(deployment: Deployment): Bench {
  const name = `hop${deployment.suffix}`;
  return {
    name,
    async open({ folder, peers }) {
      await using stack = new AsyncDisposableStack();
      const deployed = stack.use(await deployment.open(folder));
      const floor = stack.use(await deployed.openHopFloor(steps));
      const { troupe } = deployed;
      await troupe.apply("hop.ts");
      for (let round = 0; round < warmUps; round += 1) {
        await measure(troupe);
        await floor.measure();
      }
      const queues = peers ? stack.use(await openJobQueues(folder)).queues : [];
      for (const queue of queues) await measureQueue(queue);
      const opened = stack.move();
      return {
        contestants: [
          {
            name: `${name} floor`,
            durability: "1 fsync",
            measure: async () => latencies(await floor.measure()),
          },
          {
            name,
            durability: deployment.durability,
            floor: `${name} floor`,
            goals: [{ figure: "p50", measure: "ratio", bound: "at most", limit: 2 }],
            measure: () => measure(troupe),
          },
          ...queueContestants(name, queues, measureQueue),
        ] satisfies Contestant[],
        [Symbol.asyncDispose]: () => opened.disposeAsync(),
      };
    },
  };
}

async function measure(troupe: Troupe): Promise<Sample> {
  const sample = latencies(await chain(troupe));
  await troupe.idle();
  return sample;
}

/** The hand-overs of one run, ms each. */
export async function chain({ client }: Troupe): Promise<readonly number[]> {
  const run = await client.submit("hop");
  await succeed(run, steps);
  return handOvers((await run.tasks()).map(spanOf));
}

async function measureQueue(queue: JobQueue): Promise<Sample> {
  const sample = latencies(handOvers(await queue.chain(steps)));
  for (const pid of queue.pids) await idle(pid);
  return sample;
}

/** Between each span and the next. */
export function handOvers(spans: readonly Span[]): readonly number[] {
  return spans.slice(1).map(({ began }, at) => began - (spans[at]?.ended ?? Number.NaN));
}

export function latencies(ms: readonly number[]): Sample {
  return { p50: quantile(ms, 0.5), p99: quantile(ms, 0.99) };
}

function spanOf({ output }: Task): Span {
  return output as unknown as Span;
}

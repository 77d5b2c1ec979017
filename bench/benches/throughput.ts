/** Tasks a second of one deployment beside what its stores can take, and beside job queues that do the same work. */
import type { Bench, Contestant, Goal } from "../measure/contestant.ts";
import type { Sample } from "../measure/figures.ts";
import { type JobQueue, openJobQueues } from "../peers/job-queue.ts";
import type { Deployment } from "../system/deployment.ts";
import type { Troupe } from "../system/troupe.ts";

export interface Throughput {
  /** As its rows are called, but for the deployment. */
  readonly name: string;
  /** The file that is applied: "dag.ts". */
  readonly pipeline: string;
  readonly goals: readonly Goal[];
  warmUp(troupe: Troupe): Promise<void>;
  measure(troupe: Troupe): Promise<Sample>;
  /** Where job queues do the same work. */
  readonly ofQueues?: {
    warmUp(queue: JobQueue): Promise<void>;
    measure(queue: JobQueue): Promise<Sample>;
  };
}

export function throughput(deployment: Deployment, { pipeline, goals, ofQueues, ...of }: Throughput): Bench {
  const name = `${of.name}${deployment.suffix}`;
  return {
    name,
    async open({ folder, peers }) {
      await using stack = new AsyncDisposableStack();
      const deployed = stack.use(await deployment.open(folder));
      const floor = stack.use(await deployed.openThroughputFloor(10_000));
      const { troupe } = deployed;
      await troupe.apply(pipeline);
      await of.warmUp(troupe);
      const queues = peers && ofQueues !== undefined ? stack.use(await openJobQueues(folder)).queues : [];
      for (const queue of queues) await ofQueues?.warmUp(queue);
      const opened = stack.move();
      return {
        contestants: [
          {
            name: `${name} floor`,
            durability: "1 fsync for 110 records",
            measure: async () => ({ tasks_per_second: await floor.measure() }),
          },
          {
            name,
            durability: deployment.durability,
            floor: `${name} floor`,
            goals,
            measure: () => of.measure(troupe),
          },
          ...(ofQueues === undefined ? [] : queueContestants(name, queues, ofQueues.measure)),
        ] satisfies Contestant[],
        [Symbol.asyncDispose]: () => opened.disposeAsync(),
      };
    },
  };
}

/** Each queue beside the bench of this name, by the same floor. */
export function queueContestants(
  name: string,
  queues: readonly JobQueue[],
  measure: (queue: JobQueue) => Promise<Sample>,
): readonly Contestant[] {
  return queues.map((queue) => ({
    name: `${name} ${queue.name}`,
    durability: queue.durability,
    version: queue.version,
    floor: `${name} floor`,
    measure: () => measure(queue),
  }));
}

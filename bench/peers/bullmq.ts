/** BullMQ on a redis-server that syncs each write. */
import { Queue } from "bullmq";
import type { JobQueue } from "./job-queue.ts";
import { startRedis } from "./redis.ts";
import { packageVersion } from "./server.ts";
import { type Payload, startWorker } from "./worker.ts";

export async function openBullmq(folder: string): Promise<JobQueue | null> {
  await using stack = new AsyncDisposableStack();
  const redis = stack.use(await startRedis(folder));
  if (redis === null) return null;
  const worker = stack.use(await startWorker("bullmq-worker.ts", redis.port));
  const queue = stack.adopt(new Queue<Payload>("bench", { connection: { port: redis.port } }), (it) => it.close());
  await queue.waitUntilReady();
  const opened = stack.move();
  return {
    name: "bullmq",
    durability: "appendfsync always: fsync before each answer of the server",
    version: `BullMQ ${packageVersion("bullmq")}, redis-server ${redis.version}`,
    pids: [redis.pid, worker.pid],
    async many(jobs) {
      const completed = worker.completed(jobs);
      await queue.addBulk(Array.from({ length: jobs }, (_, index) => ({ name: "noop", data: { index } })));
      await completed;
    },
    async chain(jobs) {
      const completed = worker.completed(jobs);
      await queue.add("link", { index: jobs });
      return completed;
    },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

/** The process that works for BullMQ: node bullmq-worker.ts PORT, started by startWorker(). */
import { type Job, Queue, Worker } from "bullmq";
import { type Payload, Tally } from "./worker.ts";

/** Many, so that what ends at the same time shares one fsync. */
const concurrency = 100;

const connection = { port: Number(process.argv[2]) };
const queue = new Queue<Payload>("bench", { connection });

async function work(job: Job<Payload>): Promise<void> {
  if (job.name !== "link") return;
  tally.link();
  const { index } = job.data;
  if (index > 1) await queue.add("link", { index: index - 1 });
}

const worker = new Worker<Payload>("bench", work, {
  connection,
  concurrency,
  removeOnComplete: { count: 0 },
  autorun: false,
});
await worker.waitUntilReady();
// It says "completed" after the server has answered, so that nothing is left to wait for.
const tally = new Tally(async () => undefined);
worker.on("completed", () => tally.completed());
await worker.run();

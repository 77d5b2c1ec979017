/** Job queues that are measured beside Troupe: the same work and payload, each in its best configuration. */
import { join } from "node:path";
import type { Span } from "../benches/hop.ts";
import { openBullmq } from "./bullmq.ts";
import { openGraphileWorker } from "./graphile-worker.ts";

/** A server and one process that works, both ready. */
export interface JobQueue extends AsyncDisposable {
  readonly name: string;
  readonly durability: string;
  readonly version: string;
  /** Of the server and of the process that works. */
  readonly pids: readonly number[];
  /** Jobs that do nothing, enqueued at once; resolves when the last is recorded as done. */
  many(jobs: number): Promise<void>;
  /** Jobs whose last act is to enqueue the next; the spans of their work, in order. */
  chain(jobs: number): Promise<readonly Span[]>;
}

const queues = [
  { name: "bullmq", needs: "redis-server", open: openBullmq },
  { name: "graphile-worker", needs: "postgresql", open: openGraphileWorker },
] as const;

/** Those whose server this machine has; the others are named on stderr. */
export async function openJobQueues(
  folder: string,
): Promise<AsyncDisposable & { readonly queues: readonly JobQueue[] }> {
  await using stack = new AsyncDisposableStack();
  const opened: JobQueue[] = [];
  for (const { name, needs, open } of queues) {
    const queue = stack.use(await open(join(folder, name)));
    if (queue === null) console.error(`${name}: skipped, this machine has no ${needs}`);
    else opened.push(queue);
  }
  const all = stack.move();
  return { queues: opened, [Symbol.asyncDispose]: () => all.disposeAsync() };
}

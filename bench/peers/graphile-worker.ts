/** graphile-worker on PostgreSQL as Debian configures it. */
import { makeWorkerUtils } from "graphile-worker";
import pg from "pg";
import type { JobQueue } from "./job-queue.ts";
import { postgresUrl, startPostgres } from "./postgres.ts";
import { packageVersion } from "./server.ts";
import { startWorker } from "./worker.ts";

export async function openGraphileWorker(folder: string): Promise<JobQueue | null> {
  await using stack = new AsyncDisposableStack();
  const postgres = stack.use(await startPostgres(folder));
  if (postgres === null) return null;
  const pgPool = stack.adopt(new pg.Pool({ connectionString: postgresUrl(postgres.port), max: 2 }), (it) => it.end());
  // It is the last that a connection says when the server ends before the connection has: queries throw by themselves.
  pgPool.on("error", () => undefined);
  pgPool.on("connect", (client) => client.on("error", () => undefined));
  const utils = stack.adopt(await makeWorkerUtils({ pgPool }), async (it) => it.release());
  await utils.migrate();
  const worker = stack.use(await startWorker("graphile-worker-process.ts", postgres.port));
  const opened = stack.move();
  return {
    name: "graphile-worker",
    durability: "fsync and synchronous_commit on: fsync before each answer of the server",
    version: `graphile-worker ${packageVersion("graphile-worker")}, PostgreSQL ${postgres.version}`,
    pids: [postgres.pid, worker.pid],
    async many(jobs) {
      const completed = worker.completed(jobs);
      const payloads = Array.from({ length: jobs }, (_, index) => ({ identifier: "noop", payload: { index } }));
      await utils.addJobs(payloads);
      await completed;
    },
    async chain(jobs) {
      const completed = worker.completed(jobs);
      await utils.addJob("link", { index: jobs });
      return completed;
    },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}

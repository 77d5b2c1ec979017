/** The process that works for graphile-worker: node graphile-worker-process.ts PORT, started by startWorker(). */
import { EventEmitter } from "node:events";
import { Logger, run, type TaskList, type WorkerEvents } from "graphile-worker";
import pg from "pg";
import { postgresUrl } from "./postgres.ts";
import { type Payload, Tally } from "./worker.ts";

const concurrentJobs = 24;

const connectionString = postgresUrl(Number(process.argv[2]));
const pool = new pg.Pool({ connectionString, max: concurrentJobs + 1 });
// A connection that breaks ends this process, and with it the measurement.
pool.on("error", fail);
pool.on("connect", (client) => client.on("error", fail));

function fail(error: Error): never {
  throw error;
}

/** It says that a job is complete before that is committed; what is committed is gone from this table. */
async function recorded(): Promise<void> {
  for (;;) {
    const { rows } = await pool.query("SELECT EXISTS (SELECT FROM graphile_worker._private_jobs) AS left");
    if (!rows[0].left) return;
  }
}

const taskList: TaskList = {
  noop: () => undefined,
  link: async (payload, { addJob }) => {
    tally.link();
    const { index } = payload as Payload;
    if (index > 1) await addJob("link", { index: index - 1 });
  },
};

const tally = new Tally(recorded);
const events: WorkerEvents = new EventEmitter();
events.on("job:complete", ({ error }) => {
  if (error) throw error;
  tally.completed();
});

// As its page on performance advises for small jobs.
const preset = {
  worker: { concurrentJobs, localQueue: { size: 500 }, completeJobBatchDelay: 0, failJobBatchDelay: 0 },
};
const runner = await run({ pgPool: pool, taskList, events, preset, logger: new Logger(() => () => undefined) });
await runner.promise;
await pool.end();

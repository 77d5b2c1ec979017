/** Goal: a step waits for rows of a real PostgreSQL, whatever happens to that meanwhile, and what it found goes on, typed. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { absentPrograms, PostgresServer, type TroupeServer, Workbench } from "@troupe/testing/process";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { apply, startDev, untilProgress } from "./support.ts";

const query =
  "select count(*) as sales, max(day) as day, max(at) as until, sum(amount) as total from sales having count(*) > 1";

describe.skipIf(absentPrograms("initdb", "postgres").length > 0)("rows (needs PostgreSQL)", () => {
  const bench = new Workbench();
  let postgres: PostgresServer;
  let dev: TroupeServer;

  beforeAll(async () => {
    postgres = await PostgresServer.start(bench);
    await ask("create table sales (day date, at timestamptz, amount numeric)");
    const connections = join(await bench.folder(), "connections.yaml");
    await writeFile(connections, `warehouse: ${postgres.url}\n`, { mode: 0o600 });
    dev = await startDev(bench, { env: { TROUPE_AGENT_CONNECTIONS: connections } });
    await apply(dev, "loaded");
  }, 60_000);
  afterAll(() => bench.clear());

  async function ask(text: string): Promise<void> {
    const client = new pg.Client({ connectionString: postgres.url });
    await client.connect();
    await client.query(text).finally(() => client.end());
  }

  test("are waited for over a crash of the database, and the first one is what the wait yields", async () => {
    const run = await dev.client().submit("loaded", { query });
    await untilProgress(run, (message) => message === "no row");
    await postgres.kill9();
    await untilProgress(run, (message) => message !== "no row");
    await postgres.restart();
    await ask(
      "insert into sales values ('2026-11-21', '2026-11-21T23:30:00+01', 7.50), ('2026-11-22', '2026-11-22T23:30:00+01', 0.25)",
    );
    const row = { sales: 2, day: "2026-11-22", until: "2026-11-22T22:30:00.000Z", total: "7.75" };
    expect(await run.outputs()).toEqual({ row, said: "2 on 2026-11-22" });
  });

  test("that are not what was expected fail the task, and say how", async () => {
    const run = await dev.client().submit("loaded", { query: "select 1 as sales, '2026-11-22' as day" });
    expect(await run.wait()).toMatchObject({ state: "failed", failure: { code: "TASK_OUTPUT_INVALID" } });
    const bytes = await dev.client().submit("loaded", { query: "select 1 as sales, decode('00', 'hex') as day" });
    expect(await bytes.wait()).toMatchObject({ state: "failed", failure: { code: "WAIT_INVALID" } });
  });

  test("are only read", async () => {
    const run = await dev.client().submit("loaded", { query: "delete from sales returning 1" });
    await untilProgress(run, (message) => /read-only/.test(message));
    await run.cancel("seen");
    expect((await run.wait()).state).toBe("cancelled");
  });
});

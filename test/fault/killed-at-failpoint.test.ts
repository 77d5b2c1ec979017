/**
 * Goal: a coordinator or an agent that dies between two lines loses nothing that was acknowledged, and makes nothing run
 * or count twice.
 * Method: SIGKILL at each named failpoint, once early and once in the middle of a run; start again; read everything.
 * Invariant: one run of each request id; each attempt starts once; one result counts; logs are whole; nothing that ran
 * on is run again because a coordinator died.
 */
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import type { RunHandle } from "@troupe/sdk/client";
import { eventually, Workbench } from "@troupe/testing/process";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Cluster } from "./support/cluster.ts";
import { Ledger } from "./support/ledger.ts";
import { readLog } from "./support/log-text.ts";

const bench = new Workbench();
let cluster: Cluster;
let ledger: Ledger;

beforeAll(async () => {
  cluster = await Cluster.start(bench);
  await cluster.apply("counted");
  ledger = new Ledger(join(await bench.folder(), "ledger"));
});
afterAll(() => bench.clear());

const params = { values: [1, 2, 3], lines: 400, holdMs: 400 };

const ofCoordinator: readonly (readonly [string, number])[] = [
  ["batch-before-commit", 3],
  ["batch-before-commit", 8],
  ["batch-committed", 3],
  ["batch-committed", 6],
  ["batch-committed", 10],
  ["run-created", 1],
  ["grant-committed", 1],
  ["grant-committed", 3],
  ["result-committed", 1],
  ["result-committed", 4],
  ["feed-before-append", 2],
  ["feed-appended", 2],
  ["telemetry-before-flush", 3],
  ["telemetry-flushed", 3],
  ["seal-before-link", 1],
  ["seal-linked", 1],
  ["seal-feed-dropped", 1],
  ["seal-telemetry-dropped", 1],
];

describe("a coordinator that is killed", () => {
  test.each(ofCoordinator)("at %s, the %ith time", async (name, from) => {
    await cluster.restartCoordinator(`${name}:kill:${from}`);
    const { process: doomed } = cluster.coordinator;
    const submitting = ledger.submit(cluster.client, params, randomUUID());
    await doomed.said(/failpoint/);
    expect((await doomed.ended).signal).toBe("SIGKILL");
    expect(doomed.stderr).toContain(`failpoint ${name}: kill`);
    await cluster.restartCoordinator();

    const run = await submitting;
    await run.wait();
    expect(await ledger.problems(run, params)).toEqual([]);
    // What ran on while nobody led is not run again.
    const tasks = await run.tasks();
    expect(tasks.map(({ name, attempts }) => [name, attempts.length])).toEqual(tasks.map(({ name }) => [name, 1]));
    expect((await cluster.client.runs({ limit: 1 })).map(({ id }) => id)).toEqual([run.id]);
  });
});

describe("an agent that is killed", () => {
  test.each([
    ["ledger-before-write", 1],
    ["ledger-before-write", 3],
    ["ledger-written", 1],
    ["ledger-written", 2],
    ["process-started", 1],
    ["process-started", 3],
    ["outcome-collected", 1],
    ["outcome-collected", 3],
  ] as const)("at %s, the %ith time", async (name, from) => {
    await cluster.agent.kill9();
    const doomed = await cluster.startAgent({ TROUPE_FAILPOINT: `${name}:kill:${from}` });
    const run = await ledger.submit(cluster.client, params, randomUUID());
    await doomed.said(/failpoint/);
    expect((await doomed.ended).signal).toBe("SIGKILL");
    await cluster.startAgent();
    await run.wait();
    expect(await ledger.problems(run, params)).toEqual([]);
  });
});

test("both at once, in the middle", async () => {
  await cluster.restartCoordinator();
  const latch = await bench.latch();
  const held = { values: [7], lines: 2000, holdMs: 0, latch: latch.path };
  const run = await ledger.submit(cluster.client, held, randomUUID());
  await eventually(
    () => ledger.lines(),
    (lines) => lines.some(({ runId, what }) => runId === run.id && what === "started"),
  );
  await Promise.all([cluster.coordinator.kill9(), cluster.agent.kill9()]);
  latch.open();
  await Promise.all([cluster.restartCoordinator(), cluster.startAgent()]);
  await run.wait();
  expect(await ledger.problems(run, held)).toEqual([]);
  expect((await run.task("count[0]")).attempts.length).toBe(1);
});

test.each(["retention-unlinked", "retention-noted"] as const)(
  "a coordinator that is killed at %s leaves old runs that are whole or gone, and the next one goes on",
  async (name) => {
    await cluster.restartCoordinator(`${name}:kill`);
    const { process: doomed } = cluster.coordinator;
    await cluster.apply("kept");
    const runs: RunHandle[] = [];
    for (const word of ["one", "two", "three", "four"]) {
      const run = await cluster.client.submit("kept", { word: `${name} ${word}` });
      expect((await run.wait()).state).toBe("succeeded");
      runs.push(run);
    }
    // Of those that are in the archive all but the last two go.
    await eventually(
      () => cluster.client.prune({ dryRun: true }),
      ({ runs: old }) => runs.slice(0, 2).every(({ id }) => old.some(({ runId }) => runId === id)),
    );
    await Promise.all([cluster.client.prune().catch(() => undefined), doomed.said(/failpoint/)]);
    expect((await doomed.ended).signal).toBe("SIGKILL");
    await cluster.restartCoordinator();
    for (const run of runs) {
      const log = await readLog(run, "note").then(
        ({ data }) => data.toString(),
        ({ code }: { readonly code: string }) => code,
      );
      expect(log).toMatch(/^noted |^RUN_REMOVED$|^RUN_NOT_FOUND$/);
    }
    await eventually(
      () => cluster.client.prune(),
      ({ runCount, left }) => runCount + left === 0,
    );
    const left = await cluster.client.runs({ pipeline: "kept" });
    expect(left.map(({ id }) => id)).toEqual([runs[3]?.id, runs[2]?.id]);
    await expect(cluster.client.run(runs[0]?.id ?? "")).rejects.toMatchObject({ code: "RUN_REMOVED" });
  },
);

test("what was sealed through all of this is read as before, by whoever comes next", async () => {
  await cluster.restartCoordinator();
  const runs = await cluster.client.runs({ limit: 100 });
  expect(runs.map(({ state }) => state)).toEqual(runs.map(() => "succeeded"));
  for (const { id } of runs.slice(0, 5)) {
    const run = await cluster.client.run(id);
    expect((await run.tasks()).every(({ state }) => state === "succeeded")).toBe(true);
  }
  const { lines } = params;
  expect(runs.length).toBeGreaterThan(25);
  expect(lines).toBeGreaterThan(0);
});

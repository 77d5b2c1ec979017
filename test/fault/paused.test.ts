/**
 * Goal: a process that stands still for half a minute, and goes on, loses nothing and is not doubled.
 * Method: SIGSTOP of coordinator or agent in the middle of a run. Invariants: those of killed-at-failpoint.
 */
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { eventually, Workbench } from "@troupe/testing/process";
import { afterEach, expect, test } from "vitest";
import { Cluster } from "./support/cluster.ts";
import { Ledger } from "./support/ledger.ts";

const bench = new Workbench();
afterEach(() => bench.clear());

test.each(["coordinator", "agent"] as const)("the %s stands still for 30 s", async (who) => {
  const cluster = await Cluster.start(bench);
  await cluster.apply("counted");
  const ledger = new Ledger(join(await bench.folder(), "ledger"));
  const params = { values: [1, 2, 3], lines: 400, holdMs: 3000 };
  const run = await ledger.submit(cluster.client, params, randomUUID());
  await eventually(
    () => ledger.lines(),
    (lines) => lines.some(({ what }) => what === "started"),
  );
  const held = who === "coordinator" ? cluster.coordinator.process : cluster.agent;
  held.pause();
  // The fault is the time itself.
  await pause(30_000);
  held.resume();
  await run.wait();
  expect(await ledger.problems(run, params)).toEqual([]);
  // Shorter than lostAfter: nothing was given to another attempt.
  expect((await run.tasks()).map(({ attempts }) => attempts.length)).toEqual([1, 1, 1, 1]);
});

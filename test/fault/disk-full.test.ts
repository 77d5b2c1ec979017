/**
 * Goal: a disk that fills costs no acknowledged run, no result and no process; who asks is told STORE_FULL, and all goes
 * on by itself once there is space.
 * Method: the data directory of the coordinator, or the folders of the agent, on a tmpfs of a few MiB that a file fills.
 */
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { eventually, Workbench } from "@troupe/testing/process";
import { afterEach, expect, test } from "vitest";
import { Cluster } from "./support/cluster.ts";
import { Ledger } from "./support/ledger.ts";
import { canMount, SmallDisk } from "./support/small-disk.ts";

const bench = new Workbench();
afterEach(() => bench.clear());

const params = { values: [1, 2], lines: 400, holdMs: 400 };

test.runIf(canMount)("the coordinator's disk is full for a while", async () => {
  const disk = await SmallDisk.mount(bench, 48);
  const cluster = await Cluster.start(bench, { coordinatorFolder: disk.folder });
  await cluster.apply("counted");
  const ledger = new Ledger(join(await bench.folder(), "ledger"));
  const before = await ledger.submit(cluster.client, { ...params, holdMs: 3000 }, randomUUID());
  await eventually(
    () => ledger.lines(),
    (lines) => lines.length > 0,
  );
  disk.fill();
  // Nothing is promised while nothing can be kept.
  const submit = () =>
    cluster.client.submit("counted", { ledger: ledger.path, ...params }, { requestId: "while-full" }).then(
      () => "taken",
      ({ code }: { readonly code: string }) => code,
    );
  // The first one may be in the very batch that finds the disk full; later ones are told.
  await submit();
  expect(await submit()).toBe("STORE_FULL");
  expect(cluster.coordinator.process.isRunning).toBe(true);
  expect(cluster.agent.isRunning).toBe(true);
  disk.clear();
  await before.wait();
  expect(await ledger.problems(before, { ...params, holdMs: 3000 })).toEqual([]);
  const after = await ledger.submit(cluster.client, params, "while-full");
  await after.wait();
  expect(await ledger.problems(after, params)).toEqual([]);
});

test.runIf(canMount)("the agent's disk is full for a while", async () => {
  const disk = await SmallDisk.mount(bench, 48);
  const cluster = await Cluster.start(bench, { agentFolder: disk.folder });
  await cluster.apply("counted");
  const ledger = new Ledger(join(await bench.folder(), "ledger"));
  const first = await ledger.submit(cluster.client, params, randomUUID());
  await first.wait();
  disk.fill();
  const run = await ledger.submit(cluster.client, params, randomUUID());
  await cluster.agentIsReady();
  disk.clear();
  await run.wait();
  expect(cluster.agent.isRunning).toBe(true);
  expect(await ledger.problems(run, params)).toEqual([]);
});

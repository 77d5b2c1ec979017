/**
 * Goal: killing all of Troupe on a machine costs no run, no step and no line.
 * Method: `troupe dev` is killed with -9 while a Python step runs; the step goes on, ends or is still at it when Troupe
 * comes back. The step numbers its lines and writes down each of its starts.
 * Invariant: the step ran once, its log has every line once and in order, and so have its metrics.
 */
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { RunHandle } from "@troupe/sdk/client";
import { eventually, type Latch, type TroupeServer, Workbench } from "@troupe/testing/process";
import { afterEach, expect, test } from "vitest";
import { apply, startDev } from "./support.ts";

const bench = new Workbench();
afterEach(() => bench.clear());

interface Held {
  readonly dev: TroupeServer;
  readonly run: RunHandle<{ readonly worked: { readonly lines: number } }>;
  readonly latches: { readonly middle: Latch; readonly end: Latch };
  readonly ledger: string;
}

/** A run whose step has written its first third, all of which is safe. */
async function heldInTheMiddle(): Promise<Held> {
  const dev = await startDev(bench);
  const latches = { middle: await bench.latch(), end: await bench.latch() };
  const ledger = join(await bench.folder(), "ledger");
  const client = await apply(dev, "ledger");
  const paths = { middle: latches.middle.path, end: latches.end.path };
  const run = await client.submit("ledger", { ledger, latches: paths });
  const following = await dev.command("logs", "-f", run.id, "work");
  await following.said(/^line 2000$/);
  return { dev, run: run as never, latches, ledger };
}

async function expectWhole({ run, dev, ledger }: Held): Promise<void> {
  const again = await dev.client().run(run.id);
  expect(await again.wait()).toMatchObject({ state: "succeeded", outputs: { worked: { lines: 6000 } } });
  expect((await again.task("work")).attempts).toMatchObject([{ number: 1, exitClass: "success" }]);
  const logs = await dev.troupe("logs", run.id, "work");
  expect(logs.stdout === Array.from({ length: 6000 }, (_, n) => `line ${n + 1}\n`).join("")).toBe(true);
  const points = [];
  for await (const { step } of again.metrics()) points.push(step);
  expect(points).toEqual(Array.from({ length: 12 }, (_, n) => (n + 1) * 500));
  const entries = (await readFile(ledger, "utf8")).trim().split("\n");
  expect(entries.map((entry) => entry.split(" ")[0])).toEqual(["started", "passed-middle", "passed-end", "ended"]);
  expect(new Set(entries.map((entry) => entry.split(" ")[1])).size).toBe(1);
}

/** The step writes it for nobody but this test. */
async function written(ledger: string, entry: string): Promise<void> {
  await eventually(
    async () => (existsSync(ledger) ? await readFile(ledger, "utf8") : ""),
    (text) => text.includes(entry),
  );
}

test("a step that is still at it is taken up again", async () => {
  const held = await heldInTheMiddle();
  await held.dev.kill9();
  held.latches.middle.open();
  await written(held.ledger, "passed-middle");
  await held.dev.restart();
  const following = await held.dev.command("logs", "-f", held.run.id, "work");
  await following.said(/^line 4000$/);
  expect(await held.run.task("work")).toMatchObject({ state: "running", attempts: [{ number: 1 }] });
  held.latches.end.open();
  await expectWhole(held);
  expect((await following.ended).code).toBe(0);
});

test("a step that ended meanwhile is not run again", async () => {
  const held = await heldInTheMiddle();
  await held.dev.kill9();
  held.latches.middle.open();
  held.latches.end.open();
  await written(held.ledger, "ended");
  await held.dev.restart();
  await expectWhole(held);
});

test("a step goes on when Troupe is stopped, and started again", async () => {
  const held = await heldInTheMiddle();
  expect((await held.dev.stop()).code).toBe(0);
  held.latches.middle.open();
  await written(held.ledger, "passed-middle");
  await held.dev.restart();
  held.latches.end.open();
  await expectWhole(held);
});

test("whoever watches a run sees its end over a kill", async () => {
  const held = await heldInTheMiddle();
  const watching = await held.dev.command("watch", held.run.id, "-o", "json");
  await watching.said(/is running/);
  await held.dev.kill9();
  await watching.said(/the coordinator is gone; trying again/);
  await held.dev.restart();
  held.latches.middle.open();
  held.latches.end.open();
  expect((await watching.ended).code, watching.stderr).toBe(0);
  expect(JSON.parse(watching.stdout)).toMatchObject({ id: held.run.id, state: "succeeded" });
});

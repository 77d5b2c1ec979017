/**
 * Goal: a run that is cancelled, or out of time, ends with every process that it started.
 * Method: a step that heeds no SIGTERM starts children that do not either, one of which left for a session of its own.
 */
import type { RunHandle } from "@troupe/sdk/client";
import { eventually } from "@troupe/testing/process";
import { expect, test } from "vitest";
import { apply, isAlive, onEveryDeployment } from "./support.ts";

onEveryDeployment(
  (dev) => {
    /** The processes of the step, which says who they are when all of them are up. */
    async function processesOf(run: RunHandle): Promise<readonly number[]> {
      let text = "";
      for await (const { data } of run.logs("stay", { follow: true, streams: ["stdout"] })) {
        text += new TextDecoder().decode(data);
        const [, pids] = /^pids (.*)\n/m.exec(text) ?? [];
        if (pids !== undefined) return pids.split(" ").map(Number);
      }
      throw new Error(`the step ended, having said: ${text}`);
    }

    /** The kernel tells nobody but their parents. */
    async function expectGone(pids: readonly number[]): Promise<void> {
      expect(pids.length).toBe(4);
      expect(
        await eventually(
          () => pids.filter(isAlive),
          (alive) => alive.length === 0,
        ),
      ).toEqual([]);
    }

    test("a cancelled run leaves no process", async () => {
      const run = await dev.client().submit("stubborn");
      const watching = await dev.command("watch", run.id);
      const pids = await processesOf(run);
      expect(pids.every(isAlive)).toBe(true);
      const cancelled = await dev.troupe("cancel", run.id, "--reason", "enough");
      expect(cancelled.code).toBe(0);
      expect((await watching.ended).code, watching.stderr).toBe(6);
      await expectGone(pids);
      expect(await run.task("stay")).toMatchObject({ state: "cancelled", reason: "enough" });
      expect((await dev.troupe("cancel", run.id)).code).toBe(0);
    });

    test("a run that is out of time leaves no process, and exits with 124", async () => {
      const ran = await dev.command("run", "hurried", "-o", "json");
      const [, id = ""] = await ran.said(/run +(\w+) is running/);
      const run = await dev.client().run(id);
      const pids = await processesOf(run);
      expect((await ran.ended).code, ran.stderr).toBe(124);
      expect(JSON.parse(ran.stdout)).toMatchObject({ state: "timed-out", outputs: null });
      await expectGone(pids);
    });

    test("a step that is out of time leaves no process, and fails the run", async () => {
      const run = await dev.client().submit("limited");
      const pids = await processesOf(run);
      expect(await run.wait()).toMatchObject({ state: "failed", failure: { task: "stay", code: "TASK_TIMED_OUT" } });
      await expectGone(pids);
    });
  },
  (dev) => apply(dev, "stubborn"),
);

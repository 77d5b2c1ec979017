/** Goal: pipelines run by themselves until somebody pauses them, and for intervals of the past when they are asked to. */
import { resolve } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { Run } from "@troupe/sdk/client";
import { eventually } from "@troupe/testing/process";
import { expect, test } from "vitest";
import { apply, fixture, onEveryDeployment } from "./support.ts";

onEveryDeployment(
  (dev) => {
    const runs = (pipeline: string) => dev.client().runs({ pipeline, limit: 500 });
    const ticks = (all: readonly Run[]) =>
      all.flatMap(({ cause }) => (cause.kind === "schedule" ? [cause.tick.getTime()] : [])).sort((a, b) => a - b);

    test("a run for each second, each about the second before, until the schedule is paused", async () => {
      const ended = (all: readonly Run[]) => all.filter(({ state }) => state === "succeeded");
      const seen = await eventually(
        () => runs("ticking"),
        (all) => ended(all).length >= 3,
      );
      const [one] = ended(seen);
      const run = await (await dev.client().run(one?.id ?? "")).get();
      const { interval } = run;
      expect((interval?.end.getTime() ?? 0) - (interval?.start.getTime() ?? 0)).toBe(1000);
      expect(run.cause).toEqual({ kind: "schedule", tick: interval?.end });
      expect(run.outputs).toEqual({
        seen: { from: interval?.start.toISOString(), to: interval?.end.toISOString() },
      });

      const paused = await dev.troupe("pause", "ticking", "--reason", "enough of it", "--by", "ann");
      expect(paused.code, paused.stderr).toBe(0);
      expect(paused.stderr).toContain("no tick gets a run until: troupe resume ticking");
      const got = await dev.troupe("get", "schedules");
      expect(got.stdout).toMatch(/ticking +every 1\.0s +◌ paused/);
      const described = await dev.troupe("describe", "schedule", "ticking");
      expect(described.stdout).toMatch(/paused +.*by ann: enough of it/);
      const all = ticks(await runs("ticking"));
      // Every second once, none twice and none left out.
      expect(all).toEqual(all.map((_, index) => (all[0] ?? 0) + index * 1000));
      const last = all.at(-1) ?? 0;
      // The next tick passes while it is paused: what is tested is the time itself.
      await pause(Math.max(0, last + 1000 - Date.now()));

      const resumed = await dev.troupe("resume", "ticking");
      expect(resumed.code, resumed.stderr).toBe(0);
      const since = await eventually(
        async () => ticks(await runs("ticking")).filter((tick) => tick > last),
        (later) => later.length > 0,
      );
      // Those that passed meanwhile get none.
      expect(since[0]).toBeGreaterThan(last + 1000);
      await dev.troupe("pause", "ticking");
      expect((await dev.troupe("pause", "nobody")).stderr).toContain("SCHEDULE_NOT_FOUND");
    });

    test("the days of a month on which clocks change are filled in, and those that failed run again", async () => {
      const range = ["--from", "2026-03-28", "--to", "2026-04-02"];
      const preview = await dev.troupe("backfill", "nightly", ...range, "--dry-run");
      expect(preview.code, preview.stderr).toBe(0);
      // Half past two does not come on the 29th: it runs at three, which is one o'clock in UTC.
      expect(preview.stdout).toMatch(/2026-03-28T01:30Z +2026-03-29T01:00Z +○ pending/);
      expect(preview.stdout).toMatch(/2026-03-29T01:00Z +2026-03-30T00:30Z +○ pending/);
      expect(preview.stderr).toContain("would run 4 intervals; none has a run that succeeded");

      const words = [...range, "--parallel", "2", "-p", "broken=2026-03-30"];
      const made = await dev.troupe("backfill", "nightly", ...words, "-o", "json");
      expect(made.code, made.stderr).toBe(0);
      const { id } = JSON.parse(made.stdout);
      const over = await eventually(
        () => dev.client().backfills.get(id),
        ({ state }) => state !== "running",
      );
      expect(over).toMatchObject({ state: "failed", intervals: { succeeded: 3, failed: 1, pending: 0, running: 0 } });
      const described = await dev.troupe("describe", "backfill", id, "-o", "json");
      const failed = JSON.parse(described.stdout).intervalList.find(
        ({ state }: { readonly state: string }) => state === "failed",
      );
      expect(failed.interval.start).toBe("2026-03-30T00:30:00.000Z");
      expect(await (await dev.client().run(failed.runId)).get()).toMatchObject({
        cause: { kind: "backfill", backfill: id },
        state: "failed",
      });

      const again = await dev.troupe("rerun", id);
      expect(again.code, again.stderr).toBe(0);
      expect(again.stderr).toContain("1 interval to run");
      await eventually(
        () => dev.client().backfills.get(id),
        ({ state }) => state === "failed",
      );
      expect(await runs("nightly")).toHaveLength(5);

      const missing = await dev.troupe("backfill", "nightly", ...range, "--missing", "-o", "name");
      expect(missing.code, missing.stderr).toBe(0);
      const mended = await eventually(
        () => dev.client().backfills.get(missing.stdout.trim()),
        ({ state }) => state !== "running",
      );
      expect(mended).toMatchObject({ state: "succeeded", intervals: { succeeded: 1 } });
      const listed = await dev.troupe("get", "backfills", "--pipeline", "nightly", "-o", "name");
      expect(listed.stdout.trim().split("\n")).toEqual([mended.id, id]);
      expect((await dev.troupe("cancel", id)).stderr).toContain("BACKFILL_STATE");
    });

    test("steps in other languages find the interval in their environment, also of a run that is made by hand", async () => {
      const words = ["--interval-start", "2026-01-05", "--interval-end", "2026-01-07", "-o", "json"];
      const made = await dev.troupe("run", "environment", ...words);
      expect(made.code, made.stderr).toBe(0);
      expect(JSON.parse(made.stdout).outputs).toEqual({
        seen: { from: "2026-01-05T00:00:00.000Z", to: "2026-01-07T00:00:00.000Z" },
      });
      const run = await dev.client().submit("environment");
      const { interval, outputs } = await run.wait();
      expect(outputs).toEqual({ seen: { from: interval?.start.toISOString(), to: interval?.end.toISOString() } });
      expect(interval?.end.toISOString()).toMatch(/T00:00:00\.000Z$/);
    });

    test("a plan says when a schedule ticks, and what applying it would make", async () => {
      const plan = await dev.troupe("plan", `${resolve(fixture("scheduled"))}:nightly`);
      expect(plan.code, plan.stderr).toBe(0);
      expect(plan.stdout).toMatch(/next ticks \d{4}-\d{2}-\d{2}T0[01]:30Z, /);
      expect(plan.stdout).toContain("would create 0 runs to catch up");
    });
  },
  (dev) => apply(dev, "scheduled"),
);

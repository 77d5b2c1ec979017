/** Goal: of a pipeline's runs as many stay as it says; whoever asks for one that went is told so, whoever is asked. */
import { eventually } from "@troupe/testing/process";
import { expect, test } from "vitest";
import { apply, onEveryDeployment } from "./support.ts";

onEveryDeployment(
  (dev) => {
    const ids: string[] = [];

    test("a preview names the runs that would go, and they stay", async () => {
      for (const word of ["one", "two", "three", "four"]) {
        const run = await dev.client().submit("kept", { word });
        expect((await run.wait()).state).toBe("succeeded");
        ids.push(run.id);
      }
      // A run stays until it is in the archive, whatever its pipeline says.
      const preview = await eventually(
        () => dev.client().prune({ dryRun: true }),
        ({ runCount }) => runCount === 2,
      );
      expect(preview.runs.map(({ runId, because }) => [runId, because])).toEqual([
        [ids[1], "count"],
        [ids[0], "count"],
      ]);
      const shown = await dev.troupe("prune", "--dry-run");
      expect(shown.stdout, shown.stderr).toMatch(new RegExp(`${ids[1]} +kept +\\S+ ago +their number`));
      expect(await dev.client().runs({ pipeline: "kept" })).toHaveLength(4);
    });

    test("they go, and the others are what they were", async () => {
      const pruned = await dev.troupe("prune", "-o", "json");
      expect(pruned.code, pruned.stderr).toBe(0);
      expect(JSON.parse(pruned.stdout)).toMatchObject({ runCount: 2, left: 0 });
      await eventually(
        () => dev.client().runs({ pipeline: "kept" }),
        (runs) => runs.map(({ id }) => id).join() === [ids[3], ids[2]].join(),
      );
      expect((await dev.troupe("logs", ids[2] ?? "", "note")).stdout).toBe("noted three\n");
      expect((await dev.client().prune()).runCount).toBe(0);
    });

    test("whoever asks for one that went is told so", async () => {
      for (const words of [
        ["describe", "run", ids[0] ?? ""],
        ["logs", ids[0] ?? "", "note"],
        ["rerun", ids[0] ?? "", "--all"],
        ["watch", ids[0] ?? ""],
      ]) {
        const told = await dev.troupe(...words);
        expect(told.stderr).toContain("RUN_REMOVED");
        expect(told.code).toBe(4);
      }
      await expect(dev.client().run(ids[1] ?? "")).rejects.toMatchObject({
        code: "RUN_REMOVED",
        details: { runId: ids[1], removedAt: expect.any(String) },
      });
    });
  },
  (dev) => apply(dev, "kept"),
);

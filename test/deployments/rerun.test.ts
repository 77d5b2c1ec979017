/** Goal: what failed is mended and run again without doing over what was done; and a person can end one task. */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { apply, onEveryDeployment, untilRunning } from "./support.ts";

onEveryDeployment(
  (dev, bench) => {
    const ledger = async (folder: string) => (await readFile(join(folder, "ledger"), "utf8")).trim().split("\n");

    test("a run that failed runs again from where it failed", async () => {
      const folder = await bench.folder();
      const failed = await dev.troupe("run", "mending", "-p", `folder=${folder}`, "-o", "json");
      expect(failed.code, failed.stderr).toBe(1);
      const { id } = JSON.parse(failed.stdout);
      const before = await ledger(folder);

      const preview = await dev.troupe("rerun", id, "--dry-run");
      expect(preview.code, preview.stderr).toBe(0);
      expect(preview.stdout).toMatch(/^size\[2\] +it failed$/m);
      expect(preview.stdout).toMatch(/^total +it was skipped$/m);
      expect(preview.stdout).toContain("3 results kept");

      await writeFile(join(folder, "three"), "");
      const again = await dev.troupe("rerun", id, "-o", "json");
      expect(again.code, again.stderr).toBe(0);
      const run = JSON.parse(again.stdout);
      expect(run).toMatchObject({ state: "succeeded", outputs: { total: 11 }, cause: { kind: "rerun", of: id } });
      expect((await ledger(folder)).slice(before.length)).toEqual(["size three", "total"]);
      const described = await dev.troupe("describe", "task", run.id, "list");
      expect(described.stdout).toContain(`of list in run ${id}`);
      expect((await dev.troupe("rerun", run.id)).stderr).toContain("NOTHING_TO_RERUN");
    });

    test("a task that hangs gets its result from a person, and the run goes on", async () => {
      const folder = await bench.folder();
      const run = await dev.client().submit("stuck", { folder });
      await untilRunning(run);
      const wrong = await dev.troupe("mark", run.id, "size", "succeeded", "--result", '"many"');
      expect(wrong.code).toBe(3);
      const marked = await dev.troupe("mark", run.id, "size", "succeeded", "--result", "5", "--reason", "counted it");
      expect(marked.code, marked.stderr).toBe(0);
      expect(await run.wait()).toMatchObject({ state: "succeeded", outputs: { total: 5 } });
      expect(await run.task("size")).toMatchObject({ origin: { kind: "mark", reason: "counted it" }, output: 5 });
    });

    test("one task is cancelled, and the run fails for want of it", async () => {
      const run = await dev.client().submit("stuck", { folder: await bench.folder() });
      await untilRunning(run);
      expect((await dev.troupe("cancel", run.id, "--task", "size", "--reason", "enough")).code).toBe(0);
      expect(await run.wait()).toMatchObject({ state: "failed" });
      expect(await run.task("size")).toMatchObject({ state: "cancelled", reason: "enough" });
      expect(await run.task("total")).toMatchObject({ state: "skipped" });
    });
  },
  (dev) => apply(dev, "mending"),
);

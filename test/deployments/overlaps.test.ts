/** Goal: of a pipeline that runs one at a time, whoever waits says behind what, and may be let go, or ended. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { RunHandle } from "@troupe/sdk/client";
import { expect, test } from "vitest";
import { apply, onEveryDeployment } from "./support.ts";

onEveryDeployment(
  (dev, bench) => {
    const begins = async (run: RunHandle) => {
      for await (const update of run.watch()) if (update.type !== "progress" && update.run?.state === "running") return;
      throw new Error(`run ${run.id} ended before it was seen running`);
    };

    test("runs of a queue wait for each other", async () => {
      const folder = await bench.folder();
      const submit = () => dev.client().submit("holding", { folder });
      const [first, second, third, fourth] = [await submit(), await submit(), await submit(), await submit()];
      await begins(first);

      const described = await dev.troupe("describe", "run", third.id);
      expect(described.stdout, described.stderr).toMatch(/state +◌ waiting/);
      expect(described.stdout).toMatch(
        new RegExp(`waits +waits for run ${first.id} to end, and 1 before it \\(overlap "queue"\\)`),
      );
      const waiting = await dev.client().runs({ pipeline: "holding", states: ["waiting"] });
      expect(waiting.map(({ id }) => id)).toEqual([fourth.id, third.id, second.id]);

      const released = await dev.troupe("release", third.id);
      expect(released.code, released.stderr).toBe(0);
      await begins(third);
      expect((await second.get()).state).toBe("waiting");

      const watching = await dev.command("watch", fourth.id);
      expect((await dev.troupe("cancel", fourth.id)).code).toBe(0);
      expect((await watching.ended).code).toBe(6);
      expect(await fourth.get()).toMatchObject({ state: "cancelled", tasks: { cancelled: 1 } });

      await writeFile(join(folder, "go"), "");
      for (const run of [first, second, third]) expect((await run.wait()).state).toBe("succeeded");
      expect((await dev.troupe("release", second.id)).stderr).toContain("RUN_ENDED");
    });
  },
  (dev) => apply(dev, "chained"),
);

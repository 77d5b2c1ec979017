/** Goal: whoever waits is told why in one sentence, and what would change it; and that does change it. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { TaskStatus } from "@troupe/core";
import type { RunHandle } from "@troupe/sdk/client";
import { expect, test } from "vitest";
import { apply, onEveryDeployment } from "./support.ts";

onEveryDeployment(
  (dev, bench) => {
    const reaches = async (run: RunHandle, state: TaskStatus) => {
      for await (const update of run.watch()) {
        if (update.type === "snapshot" && update.tasks.some((task) => task.state === state)) return;
        if (update.type === "event" && update.after?.state === state) return;
      }
      throw new Error(`run ${run.id} ended before a task of it was ${state}`);
    };

    test("a task that waits for a pool says who holds it, and goes on when the pool grows", async () => {
      const folder = await bench.folder();
      const first = await dev.client().submit("loading", { folder });
      await reaches(first, "running");
      const second = await dev.client().submit("loading", { folder });
      await reaches(second, "queued");
      const explained = await dev.troupe("explain", second.id);
      expect(explained.code, explained.stderr).toBe(0);
      expect(explained.stdout.split("\n")[0]).toBe(
        `load waits for 1 slot of pool "db": 1 of 1 are held, by load of run ${first.id}`,
      );
      expect(explained.stdout).toMatch(
        /goes on if +a task that holds slots of "db" ends\n +troupe pool set db --slots 2/,
      );
      const data = JSON.parse((await dev.troupe("explain", second.id, "load", "-o", "json")).stdout);
      expect(data).toMatchObject({
        cause: "pool",
        queue: { place: 1, waiting: 1, limits: [{ kind: "pool", name: "db", limit: 1, used: 1 }] },
      });
      expect(data.queue.agents).toMatchObject([{ need: null }]);
      expect((await dev.troupe("get", "pools")).stdout).toMatch(/db +1 +1 +1/);
      expect((await dev.troupe("pool", "delete", "db")).stderr).toContain("POOL_IN_USE");
      const set = await dev.troupe("pool", "set", "db", "--slots", "2");
      expect(set.code, set.stderr).toBe(0);
      await reaches(second, "running");
      await writeFile(join(folder, "go"), "");
      expect((await second.wait()).state).toBe("succeeded");
      await first.wait();
      await dev.client().setPool("db", 1);
    });

    test("one run at a time does what has a key, the urgent one first", async () => {
      const folders = [await bench.folder(), await bench.folder(), await bench.folder()];
      const submit = (at: number, priority = 0) =>
        dev.client().submit("deploying", { folder: folders[at] ?? "", to: "production" }, { priority });
      const first = await submit(0);
      await reaches(first, "running");
      const second = await submit(1);
      const third = await submit(2);
      await Promise.all([reaches(second, "queued"), reaches(third, "queued")]);
      expect(await second.explain("deploy")).toMatchObject({ cause: "key", queue: { place: 1 } });
      const prioritized = await dev.troupe("prioritize", third.id, "60");
      expect(prioritized.code, prioritized.stderr).toBe(0);
      expect(await third.get()).toMatchObject({ priority: 60 });
      expect(await second.explain()).toMatchObject({
        summary: `waits for key "to-production": 1 of 1 run, by deploy of run ${first.id}`,
        queue: { place: 2 },
      });
      await writeFile(join(folders[0] ?? "", "go"), "");
      await reaches(third, "running");
      expect((await second.task("deploy")).state).toBe("queued");
      for (const folder of folders) await writeFile(join(folder, "go"), "");
      expect((await second.wait()).state).toBe("succeeded");
      expect((await dev.troupe("prioritize", third.id, "1")).stderr).toContain("RUN_ENDED");
    });

    test("a need that no agent can ever meet is said at once", async () => {
      const run = await dev.client().submit("oversized");
      await reaches(run, "queued");
      const explained = await run.explain();
      expect(explained).toMatchObject({ task: "huge", cause: "never" });
      expect(explained.summary).toMatch(
        /^fits no agent, however long it waits: \S+ has [\d.]+ cpus, 10000 are needed$/,
      );
      await run.cancel();
    });

    test("a pool that is not there is refused by name, with what to do", async () => {
      await dev.client().deletePool("db");
      const folder = await bench.folder();
      const refused = await dev.troupe("run", "loading", "-p", `folder=${folder}`);
      expect(refused.code).toBe(4);
      expect(refused.stderr).toMatch(/there is no pool "db"\s+→ make it with: troupe pool set db --slots 1/);
      await dev.client().setPool("db", 1);
    });
  },
  async (dev) => {
    await dev.client().setPool("db", 1, { description: "connections" });
    await apply(dev, "queues");
  },
);

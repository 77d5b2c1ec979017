/** Goal: what one pipeline hands on starts another, once for each revision, and people see who made what of what. */
import type { JsonObject } from "@troupe/core";
import type { Run } from "@troupe/sdk/client";
import { eventually } from "@troupe/testing/process";
import { expect, test } from "vitest";
import { apply, onEveryDeployment } from "./support.ts";

onEveryDeployment(
  (dev) => {
    /** Runs that the dataset has started, once there are so many and all have ended; oldest first. */
    const started = (count: number): Promise<readonly Run[]> =>
      eventually(
        async () => (await dev.client().runs({ pipeline: "totals" })).toReversed(),
        (runs) => runs.length >= count && runs.every(({ endedAt }) => endedAt !== null),
      );

    test("two pipelines are chained by a dataset", async () => {
      const producer = await dev.client().submit("writing", { rows: 3 });
      expect((await producer.wait()).published).toEqual([{ dataset: "chained/tables", revision: 1, task: "write" }]);
      const [run] = await started(1);
      expect(run).toMatchObject({
        state: "succeeded",
        cause: { kind: "dataset", dataset: "chained/tables", revision: "1" },
        datasets: [{ dataset: "chained/tables", revision: 1 }],
      });
      expect(await (await dev.client().run(run?.id ?? "")).outputs()).toEqual({ rows: 3, bytes: 6 });

      const described = await dev.troupe("describe", "dataset", "chained/tables");
      expect(described.stdout, described.stderr).toMatch(
        new RegExp(`1 +\\S+ +write of run ${producer.id} \\(writing\\)`),
      );
      expect(described.stdout).toMatch(new RegExp(`${run?.id} +totals +1 +✓ succeeded`));
      expect((await dev.troupe("get", "datasets")).stdout).toMatch(/chained\/tables +1 +\S+ +writing +totals/);
      const told = await dev.troupe("describe", "run", producer.id);
      expect(told.stdout).toMatch(/published +chained\/tables, revision 1, by write/);
      const found = await dev.troupe("get", "runs", "--dataset", "chained/tables", "--cause", "dataset", "-o", "name");
      expect(found.stdout.trim()).toBe(run?.id);
    });

    test("a run that fails hands nothing on", async () => {
      const producer = await dev.client().submit("writing", { rows: -1 });
      expect(await producer.wait()).toMatchObject({ state: "failed", published: [] });
      expect((await dev.client().dataset("chained/tables")).revision).toBe(1);
    });

    test("a revision from outside is checked, starts a run, and is one however often it is asked for", async () => {
      const [made] = await dev.client().revisions("chained/tables");
      const { file } = (made?.value ?? {}) as { file: JsonObject };
      const publish = () => dev.client().publish("chained/tables", { rows: 9, file }, { requestId: "from-outside" });
      expect((await publish()).revision).toBe(2);
      expect((await publish()).revision).toBe(2);
      const runs = await started(2);
      expect(await (await dev.client().run(runs.at(-1)?.id ?? "")).outputs()).toEqual({ rows: 9, bytes: 6 });
      expect(runs).toHaveLength(2);

      await expect(dev.client().publish("chained/tables", { rows: "many", file })).rejects.toMatchObject({
        code: "DATASET_MISFIT",
      });
      const nowhere = { kind: "csv", digest: `sha256:${"1".repeat(64)}`, size: 1 };
      await expect(dev.client().publish("chained/tables", { rows: 1, file: nowhere })).rejects.toMatchObject({
        code: "ARTIFACT_NOT_FOUND",
      });
    });

    test("revisions follow each other without a gap, and each starts its run", async () => {
      const all = await Promise.all([4, 5, 6].map((rows) => dev.client().submit("writing", { rows })));
      await Promise.all(all.map((run) => run.wait()));
      const revisions = await dev.client().revisions("chained/tables");
      expect(revisions.map(({ revision }) => revision)).toEqual([5, 4, 3, 2, 1]);
      const runs = await started(5);
      expect(runs.map(({ datasets }) => datasets[0]?.revision)).toEqual([1, 2, 3, 4, 5]);
    });
  },
  (dev) => apply(dev, "chained"),
);

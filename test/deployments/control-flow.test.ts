/** Goal: what decides, repeats and cleans up does so for whoever uses Troupe, and is seen from outside. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { apply, onEveryDeployment, untilRunning } from "./support.ts";

onEveryDeployment(
  (dev, bench) => {
    const ledgerIn = async () => join(await bench.folder(), "ledger");
    const params = (ledger: string, numbers: readonly number[]) => [
      "-p",
      `ledger=${ledger}`,
      "-p",
      `numbers=${JSON.stringify(numbers)}`,
    ];

    test("a run goes its ways, and cleans up", async () => {
      const ledger = await ledgerIn();
      const ran = await dev.troupe("run", "flowing", ...params(ledger, [1, -1, 3]), "-o", "json");
      expect(ran.code, ran.stderr).toBe(0);
      expect(JSON.parse(ran.stdout)).toMatchObject({ state: "succeeded", outputs: { there: 2, rounds: 3, sum: 4 } });
      expect(await readFile(ledger, "utf8")).toBe("succeeded 2\n");
      const { id } = JSON.parse(ran.stdout);
      const run = await dev.client().run(id);
      expect(await run.task("check[1]")).toMatchObject({ state: "failed" });
      expect(await run.task("little-add")).toMatchObject({ state: "succeeded", output: 4 });
      expect(await run.task("how-it-ended")).toMatchObject({ output: "succeeded" });
    });

    test("a map of which too much fails ends its run, and what is at its end runs", async () => {
      const ledger = await ledgerIn();
      const ran = await dev.troupe("run", "flowing", ...params(ledger, [-1, -2, -3]));
      expect(ran.code).toBe(1);
      expect(`${ran.stdout}${ran.stderr}`).toContain("rounds failed, and 1 may");
      expect(await readFile(ledger, "utf8")).toBe("failed nothing\n");
    });

    test("a cancelled run cleans up", async () => {
      const ledger = await ledgerIn();
      const run = await dev.client().submit("staying", { ledger });
      await untilRunning(run, "stay");
      expect((await dev.troupe("cancel", run.id, "--reason", "enough")).code).toBe(0);
      expect(await run.wait()).toMatchObject({ state: "cancelled" });
      expect(await readFile(ledger, "utf8")).toBe("cancelled 1\n");
    });

    test("the plan is shown as it was written", async () => {
      const described = await dev.troupe("describe", "pipeline", "flowing");
      expect(described.code, described.stderr).toBe(0);
      expect(described.stdout).toContain("1 of the rounds may fail");
      expect(described.stdout).toContain("up to 9 rounds, then it fails");
      expect(described.stdout).toContain("small | large");
      expect(described.stdout).toContain("at the end, for 600 s at most");
    });
  },
  (dev) => apply(dev, "flowing"),
);

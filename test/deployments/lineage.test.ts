/**
 * Goal: whoever holds a file learns what made it, from which data, code and params, and what used it; from every coordinator,
 * by the API and by the command.
 */
import { join } from "node:path";
import type { ArtifactValue } from "@troupe/core";
import type { ArtifactLink, Client, RunHandle } from "@troupe/sdk/client";
import { expect, test } from "vitest";
import { apply, callGateway, fromAll, onEveryDeployment } from "./support.ts";

const placeOf = ({ task, path }: Pick<ArtifactLink, "task" | "path">): string => `${task} ${path}`;

onEveryDeployment(
  (troupe, bench) => {
    /** A run of `training` whose second model wins. */
    async function trained(client: Client, rows: number): Promise<RunHandle> {
      const latch = await bench.latch();
      for (let turn = 0; turn < 2; turn++) latch.open();
      const to = join(await bench.folder(), "published.json");
      const run = await client.submit("training", { rows, latch: latch.path, to });
      expect((await run.wait()).state).toBe("succeeded");
      return run;
    }

    async function digestsOf(run: RunHandle): Promise<{ readonly table: string; readonly model: string }> {
      const [extract, train] = await Promise.all([run.task("extract"), run.task("train[1]")]);
      const { table } = extract.output as unknown as { readonly table: ArtifactValue };
      const { file } = train.output as unknown as { readonly file: ArtifactValue };
      return { table: table.digest, model: file.digest };
    }

    test("a file leads to what made it and to what read it, and to the data and code behind that", async () => {
      const client = troupe.client();
      const run = await trained(client, 24);
      const { version, params } = await run.get();
      const { table, model } = await digestsOf(run);

      const ofModel = await client.lineage(model);
      expect(ofModel).toMatchObject({ digest: model, kind: "json", name: "file", stored: true });
      expect(ofModel.madeBy).toMatchObject([
        {
          role: "made",
          runId: run.id,
          pipeline: "training",
          version,
          task: "train[1]",
          attempt: 1,
          path: "file",
          params,
        },
      ]);
      expect(ofModel.usedBy.map(placeOf).sort()).toEqual(["best models[1].file", "publish model.file"]);

      // What its maker read is the way back to the data.
      const read = (await client.artifactsOf(run.id)).filter(
        ({ role, task }) => role === "used" && task === "train[1]",
      );
      expect(read.map(({ digest }) => digest)).toEqual([table]);
      const ofTable = await client.lineage(table);
      expect(ofTable.madeBy).toMatchObject([{ task: "extract", path: "table", version, params: { rows: 24 } }]);
      expect(ofTable.usedBy.map(({ task }) => task).sort()).toEqual(["train[0]", "train[1]", "validate"]);

      // And the version to the code.
      expect(await client.pipeline("training", version)).toMatchObject({ version });
    });

    test("is the same on each coordinator, whoever leads", async () => {
      const run = await trained(troupe.client(), 25);
      const { model } = await digestsOf(run);
      // A catalog that knows how the run ended knows what it made.
      await fromAll(
        troupe,
        (gateway) => callGateway(gateway, "RunService/ListRuns", { pipeline: "training", pageSize: 1 }),
        ({ runs }) => runs[0]?.runId === run.id && runs[0].state === "RUN_STATE_SUCCEEDED",
      );
      const told = await Promise.all(
        (await troupe.gateways()).map((gateway) =>
          callGateway(gateway, "ArtifactService/GetLineage", { digest: model }),
        ),
      );
      for (const answer of told) {
        expect(answer).toEqual(told[0]);
        expect(answer).toMatchObject({
          digest: model,
          stored: true,
          madeBy: [{ role: "ARTIFACT_ROLE_MADE", runId: run.id, task: "train[1]", attempt: 1, path: "file" }],
          usedBy: [{ role: "ARTIFACT_ROLE_USED" }, { role: "ARTIFACT_ROLE_USED" }],
        });
      }
    });

    test("is told by the command, to people and to programs", async () => {
      const run = await trained(troupe.client(), 26);
      const { table } = await digestsOf(run);
      const listed = await troupe.troupe("get", "artifacts", run.id, "-o", "json");
      expect(JSON.parse(listed.stdout)).toEqual(
        expect.arrayContaining([expect.objectContaining({ digest: table, task: "extract", field: "table" })]),
      );
      const shown = await troupe.troupe("lineage", table);
      expect(shown.code, shown.stderr).toBe(0);
      expect(shown.stdout).toMatch(new RegExp(`Made by\\n.*\\n${run.id} +training +extract +table`));
      expect(shown.stdout).toMatch(new RegExp(`Used by[^]*\\n${run.id} +training +train\\[1\\] +data\\.table`));
      const data = JSON.parse((await troupe.troupe("lineage", table, "-o", "json")).stdout);
      expect(data).toMatchObject({ digest: table, kind: "csv", madeBy: [{ params: { rows: 26 } }] });
      const nobody = await troupe.troupe("lineage", `sha256:${"0".repeat(64)}`);
      expect(nobody.code).toBe(4);
      expect(nobody.stderr).toContain("ARTIFACT_NOT_FOUND");
    });

    test("names every run that made the same bytes, the newest first", async () => {
      const client = troupe.client();
      const first = await trained(client, 27);
      const second = await trained(client, 27);
      const { table } = await digestsOf(second);
      expect((await digestsOf(first)).table).toBe(table);
      const { madeBy, usedBy } = await client.lineage(table);
      expect(madeBy.map(({ runId }) => runId)).toEqual([second.id, first.id]);
      expect(usedBy).toHaveLength(6);
    });
  },
  (troupe) => apply(troupe, "training"),
);

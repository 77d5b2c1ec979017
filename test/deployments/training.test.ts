/**
 * Goal: a pipeline of Python, TypeScript and a program is run, watched and read while it runs.
 * Method: training is held in the middle, so that "while it runs" is a state and not a moment.
 */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { fixture, onEveryDeployment } from "./support.ts";

onEveryDeployment((dev, bench) => {
  test("artifacts, a check, a map with metrics and a gate, read while they run", async () => {
    const latch = await bench.latch();
    const to = join(await bench.folder(), "published.json");
    const run = await dev.command(
      "run",
      fixture("training"),
      "-p",
      `latch=${latch.path}`,
      "-p",
      `to=${to}`,
      "-o",
      "json",
    );
    await run.said(/train\[1\] +running/);

    const [logs, metrics] = await Promise.all([
      dev.command("logs", "-f", "@latest", "train"),
      dev.command("metrics", "-f", "@latest", "-o", "json"),
    ]);
    await Promise.all([0, 1].map((index) => logs.said(new RegExp(`train\\[${index}\\].*half of the epochs are done`))));
    await Promise.all(
      ["train[0]", "train[1]"].map((task) =>
        metrics.said((line) => {
          const point = JSON.parse(line);
          return point.task === task && point.name === "error" && point.step === 49;
        }),
      ),
    );
    expect(metrics.stdout).not.toContain('"step":50');
    const client = dev.client();
    const handle = await client.run("@latest");
    const held = await handle.task("train[0]");
    expect(held).toMatchObject({ state: "running", inputs: { rate: 0.001, data: { rows: 20 } }, output: null });
    expect(held.progress?.fraction).toBe(0.5);

    latch.open();
    latch.open();
    expect((await run.ended).code, run.stderr).toBe(0);
    const { outputs } = JSON.parse(run.stdout);
    expect(outputs).toMatchObject({ rows: 20, model: { rate: 0.02, file: { kind: "json" } } });
    // Who followed saw all of it, and was told when there was nothing more to come.
    expect((await logs.ended).code).toBe(0);
    expect((await metrics.ended).code).toBe(0);
    expect(metrics.stdout.trim().split("\n").length).toBe(200);

    // What the gate let through went to the program as a file.
    const published = JSON.parse(await readFile(to, "utf8"));
    expect(published.slope).toBeGreaterThan(1.9);
    const copy = join(await bench.folder(), "model.json");
    await client.download(outputs.model.file, copy);
    expect(JSON.parse(await readFile(copy, "utf8"))).toEqual(published);
  });

  test("nothing trains on what the check did not let through", async () => {
    const ran = await dev.troupe("run", "training", "-p", "rows=0", "-p", "latch=/none", "-p", "to=/none");
    expect(ran.code).toBe(1);
    expect(ran.stderr).toContain("there is nothing to learn from");
    const handle = await dev.client().run("@latest");
    const failed = await handle.task("validate");
    expect(failed).toMatchObject({ state: "failed", failure: { code: "CHECK_FAILED" } });
    expect(failed.attempts.length).toBe(1);
    expect((await handle.tasks()).filter(({ state }) => state === "skipped").map(({ name }) => name)).toEqual([
      "train[0]",
      "train[1]",
      "best",
      "publish",
    ]);
  });

  test("nothing is published that the gate did not let through", async () => {
    const latch = await bench.latch();
    for (let turn = 0; turn < 2; turn++) latch.open();
    const params = { latch: latch.path, to: "/none", worst: 0 };
    const run = await dev.client().submit("training", params);
    expect((await run.wait()).state).toBe("succeeded");
    expect(await run.task("publish")).toMatchObject({ state: "skipped", reason: "quality took otherwise" });
  });
});

/** Goal: whoever comes sees at once how everything does, of however many pipelines. Method: two hundred, and one question. */
import { command, pipeline } from "@troupe/sdk";
import { expect, test } from "vitest";
import { lookingAt } from "./support/looked-at.ts";
import { isShown } from "./support/screens.ts";
import { inMs } from "./support/smoothness.ts";

const many = 200;

lookingAt("home", (there) => {
  test("of 200 pipelines is there in a second, by one request", { timeout: 180_000 }, async () => {
    const { client, visit } = there();
    const ok = command("ok", { run: () => ["true"], resources: { cpus: 0.01 } });
    for (let number = 0; number < many; number++)
      await client.apply(
        pipeline(`p-${String(number).padStart(3, "0")}`, () => {
          ok();
        }),
      );
    const runs = await Promise.all(Array.from({ length: 20 }, (_, at) => client.submit(`p-00${at % 10}`)));
    for (const run of runs) expect((await run.wait()).state).toBe("succeeded");

    const { page } = await visit("/actions");
    await isShown(page);
    const asked: string[] = [];
    page.on("request", (request) => {
      const [, method] = /\/troupe\.v1\.(\w+\/\w+)$/.exec(new URL(request.url()).pathname) ?? [];
      if (method !== undefined) asked.push(method);
    });
    const began = Date.now();
    await page.goto(new URL("/", page.url()).href);
    await page.getByText(/\b20\d pipelines\b/).waitFor();
    await page.getByRole("link", { name: "p-000" }).first().waitFor();
    const tookMs = Date.now() - began;
    console.info(`home of ${many} pipelines: there after ${inMs(tookMs)}`);
    expect(asked).toEqual(["PipelineService/GetOverview"]);
    // The goal is a second (docs/console/README.md); a machine that does other things, too, takes longer.
    expect(tookMs).toBeLessThan(20_000);
  });
});

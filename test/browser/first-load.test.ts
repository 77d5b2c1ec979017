/** Goal: who opens the console waits for little. Method: all that a first visit loads, as it comes over the wire. */
import { globSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { expect, test } from "vitest";
import { siteFolder } from "../../scripts/console/site.ts";
import { lookingAt } from "./support/looked-at.ts";
import { isShown } from "./support/screens.ts";

const mostBytes = 350_000;

lookingAt("a first visit", (there) => {
  test("loads at most 350 kB, and nothing of what lays graphs out", async () => {
    const { page } = await there().visit("/");
    await isShown(page);
    const loaded = await page.evaluate(() =>
      [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")].map((entry) => {
        const { name, encodedBodySize } = entry as PerformanceResourceTiming;
        return { path: new URL(name).pathname, bytes: encodedBodySize };
      }),
    );
    const files = loaded.filter(({ path }) => !path.startsWith("/troupe."));
    const kilobytes = (bytes: number): number => Math.round(bytes / 1000);
    const total = files.reduce((sum, { bytes }) => sum + bytes, 0) + sharedWorkerBytes(files.map(({ path }) => path));
    console.info(`first load: ${kilobytes(total)} kB compressed, ${files.length} files`);
    expect(files.filter(({ path }) => /elk/.test(path))).toEqual([]);
    expect(files.length).toBeGreaterThan(2);
    expect(total, JSON.stringify(files)).toBeLessThanOrEqual(mostBytes);
  });
});

/** No page is told what its shared worker was made of. */
function sharedWorkerBytes(paths: readonly string[]): number {
  const names = new Set(paths.map((path) => basename(path)));
  return globSync(join(siteFolder, "assets/live-worker-*.js.br"))
    .filter((file) => !names.has(basename(file, ".br")))
    .reduce((sum, file) => sum + statSync(file).size, 0);
}

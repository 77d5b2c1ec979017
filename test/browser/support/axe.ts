/** What axe finds on a page as it is now. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { AxeResults } from "axe-core";
import type { Page } from "playwright-core";

const source = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Findings that keep people from using it: a line each with the rule, the first elements, and what to do. */
export async function seriousFindings(page: Page): Promise<readonly string[]> {
  // By the debugger, to which no policy of the page applies.
  const isThere = await page.evaluate(() => "axe" in window);
  if (!isThere) await page.evaluate(source);
  const { violations } = await page.evaluate<AxeResults>(
    `axe.run(document, { resultTypes: ["violations"], runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] })`,
  );
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, nodes }) =>
      nodes.slice(0, 5).map(({ target, failureSummary = "" }) => {
        const [, what = ""] = failureSummary.split("\n");
        return `${id}: ${target.join(" ")}: ${what.trim()}`;
      }),
    );
}

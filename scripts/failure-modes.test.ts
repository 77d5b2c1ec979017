/** The tests that docs/failure-modes.md names as proof exist. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

const root = join(import.meta.dirname, "..");
const text = readFileSync(join(root, "docs/failure-modes.md"), "utf8");
const proofs = [...text.matchAll(/`([^`|]+\.test\.ts)`: ([^|\n]+?) \|$/gm)].map(([, file = "", title = ""]) => ({
  file,
  title,
}));

describe("docs/failure-modes.md", () => {
  test("names a test in every row of a fault", () => {
    const rows = text.split("## Failpoints")[0]?.match(/^\| (?!fault|-)[^\n]+\|$/gm) ?? [];
    expect(rows.length).toBeGreaterThan(20);
    expect(proofs.length).toBe(rows.filter((row) => !row.startsWith("|---")).length);
  });

  test.each(proofs)("$file has: $title", ({ file, title }) => {
    expect(existsSync(join(root, file)), file).toBe(true);
    expect(readFileSync(join(root, file), "utf8")).toContain(title);
  });
});

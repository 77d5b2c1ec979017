import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { cliReference } from "./reference.ts";

test("docs/cli.md says what the commands say; if not, run: node scripts/cli-docs.ts", async () => {
  const written = await readFile(join(import.meta.dirname, "../../../docs/cli.md"), "utf8");
  expect(written).toBe(await cliReference());
});

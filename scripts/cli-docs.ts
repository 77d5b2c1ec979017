/** Writes docs/cli.md from the commands: `node scripts/cli-docs.ts`. A test says when it is due. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { cliReference } from "../packages/cli/src/reference.ts";

const path = join(import.meta.dirname, "../docs/cli.md");
await writeFile(path, await cliReference());
console.error(`wrote ${path}`);

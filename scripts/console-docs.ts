/** Writes docs/console/actions.md from the console's list of actions: `node scripts/console-docs.ts`. A test says when it is due. */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

// By name: the console is compiled for browsers, and is no part of the project that scripts are checked in.
const source = new URL("../packages/console/src/actions/actions-document.ts", import.meta.url).href;
const { actionsDocument } = (await import(source)) as { readonly actionsDocument: () => string };
const path = join(import.meta.dirname, "../docs/console/actions.md");
mkdirSync(dirname(path), { recursive: true });
writeFileSync(path, actionsDocument());
console.log(`wrote ${path}`);

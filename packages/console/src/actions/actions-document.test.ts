import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { actions } from "./actions.ts";
import { actionsDocument } from "./actions-document.ts";

test("docs/console/actions.md is what the list of actions says; if not, run: node scripts/console-docs.ts", () => {
  const path = join(import.meta.dirname, "../../../../docs/console/actions.md");
  expect(readFileSync(path, "utf8")).toBe(actionsDocument());
});

test("no two actions are called the same, and each has a command", () => {
  const all = Object.values(actions);
  expect(new Set(all.map(({ label, on }) => `${on} ${label}`)).size).toBe(all.length);
  for (const { shown, label } of all) expect(shown, label).toMatch(/^troupe [a-z]+/);
});

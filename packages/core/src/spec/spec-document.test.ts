import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { validateSpec } from "../index.ts";

it("documents a spec that is sound", () => {
  const text = readFileSync(new URL("../../../../docs/spec.md", import.meta.url), "utf8");
  const example = /```json\n([\s\S]*?)```/.exec(text)?.[1] ?? "";
  expect(validateSpec(JSON.parse(example))).toMatchObject({ ok: true });
});

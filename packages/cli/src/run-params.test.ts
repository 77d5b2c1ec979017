import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parsePairs, readParams } from "./run-params.ts";

const schema = {
  type: "object",
  properties: {
    name: { type: "string" },
    mode: { enum: ["fast", "slow"] },
    either: { anyOf: [{ type: "string" }, { const: "x" }] },
    count: { type: "integer" },
    auto: { anyOf: [{ type: "number" }, { const: "auto" }] },
    trees: { type: "array" },
  },
};

test.each([
  ["name=12", { name: "12" }],
  ["name=a=b", { name: "a=b" }],
  ["name=", { name: "" }],
  ["mode=fast", { mode: "fast" }],
  ["either=true", { either: "true" }],
  ["count=3", { count: 3 }],
  ["count=three", { count: "three" }],
  ["auto=0.5", { auto: 0.5 }],
  ["auto=auto", { auto: "auto" }],
  ["trees=[1,2]", { trees: [1, 2] }],
  ["unknown={}", { unknown: {} }],
])("-p %s", (pair, params) => {
  expect(parsePairs([pair], schema)).toEqual(params);
});

test("without a schema, what is JSON is JSON", () => {
  expect(parsePairs(["a=1", "b=x", "c=null"], null)).toEqual({ a: 1, b: "x", c: null });
});

test("what is no pair is a mistake of usage", () => {
  for (const pair of ["trees", "=3"]) expect(() => parsePairs([pair], schema)).toThrow(/name=value/);
});

test("pairs win over the file; a file that holds no object is refused", async () => {
  const folder = await mkdtemp(join(tmpdir(), "troupe-params-"));
  const file = join(folder, "params.json");
  await writeFile(file, `{"count": 1, "name": "file"}`);
  expect(await readParams({ pairs: ["count=2"], file }, schema)).toEqual({ count: 2, name: "file" });
  for (const text of ["[1]", "{"]) {
    await writeFile(file, text);
    await expect(readParams({ pairs: [], file }, schema)).rejects.toMatchObject({ code: "USAGE" });
  }
  await rm(folder, { recursive: true });
  await expect(readParams({ pairs: [], file }, schema)).rejects.toMatchObject({ code: "USAGE" });
});

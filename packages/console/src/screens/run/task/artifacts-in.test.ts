import { expect, test } from "vitest";
import { artifactsIn } from "./artifacts-in.ts";

const digest = `sha256:${"a".repeat(64)}`;
const file = { kind: "csv", digest, size: 12 };

test("artifacts are found by where they stand", () => {
  expect(artifactsIn(JSON.stringify({ model: { file }, tables: [{}, file] })).map(({ path }) => path)).toEqual([
    "model.file",
    "tables[1]",
  ]);
  expect(artifactsIn(JSON.stringify(file))).toEqual([{ path: "", ...file }]);
});

test("what only looks like one is none, and so is what is no JSON", () => {
  expect(artifactsIn(JSON.stringify({ kind: "csv", digest: "sha256:short" }))).toEqual([]);
  expect(artifactsIn("{")).toEqual([]);
});

test("a list of thousands is cut short", () => {
  expect(artifactsIn(JSON.stringify(Array.from({ length: 1000 }, () => file)))).toHaveLength(50);
});

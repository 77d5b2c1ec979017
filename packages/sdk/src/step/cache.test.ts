import { expect, test } from "vitest";
import { artifact, command, pipeline, python, task, z } from "../index.ts";

const output = z.object({ file: artifact("csv") });

test.each([
  [undefined, undefined],
  [false, undefined],
  [true, {}],
  [{ for: "7d", version: "2" } as const, { maxAgeMs: 604_800_000, version: "2" }],
  [{ code: ["b.py", "a", "b.py"] }, { files: ["a", "b.py"] }],
])("cache: %j is %j in the spec", (cache, expected) => {
  const step = python("clean", { run: "clean.py", output, ...(cache !== undefined && { cache }) });
  expect(step.declaration.cache).toEqual(expected);
});

test("one call may leave it out", () => {
  const clean = command("clean", { run: () => ["clean"], cache: true });
  const { spec } = pipeline("p", () => {
    clean();
    clean({}, { id: "anyway", cache: false });
  });
  expect(spec.nodes.map((node) => ("cache" in node ? node.cache : undefined))).toEqual([undefined, false]);
});

test("the files of a function cannot be named", () => {
  expect(() => task("best", { cache: { code: ["best.ts"] } }, () => {})).toThrow(/best\.cache\.code names files/);
  expect(() => python("clean", { run: "clean.py", cache: { code: [] } })).toThrow(/clean\.cache\.code names no file/);
});

import { defaultLimits, type PipelineSpec } from "@troupe/core";
import { expect, test } from "vitest";
import { withCachedCode } from "./cached-code.ts";

const spec = (files: readonly string[]): PipelineSpec => ({
  format: 1,
  name: "p",
  params: {},
  steps: {
    clean: { runs: { kind: "python", file: "steps/clean.py" }, input: {}, limits: defaultLimits, cache: { files } },
  },
  nodes: [],
});
const sources = { "steps/clean.py": "1", "steps/lib/a.py": "2", "steps/lib/b.py": "3", "steps/train.py": "4" };

function codeOf(files: readonly string[], changed: Partial<typeof sources> = {}) {
  const entries = Object.entries({ ...sources, ...changed });
  const [pipeline] = withCachedCode(
    [{ name: "p", spec: spec(files) }],
    entries.map(([path, text]) => ({ path, data: Buffer.from(text), isExecutable: false })),
  );
  return pipeline?.spec.steps.clean?.cache?.code;
}

test("the digest is of the files that are named, and of nothing else", () => {
  const code = codeOf(["steps/clean.py", "steps/lib"]);
  expect(code).toMatch(/^sha256:[0-9a-f]{64}$/);
  expect(codeOf(["steps/lib/", "./steps/clean.py", "steps/lib/a.py"])).toBe(code);
  expect(codeOf(["steps/clean.py", "steps/lib"], { "steps/train.py": "other" })).toBe(code);
  expect(codeOf(["steps/clean.py", "steps/lib"], { "steps/lib/b.py": "other" })).not.toBe(code);
});

test("a name that fits nothing is refused, with what may be meant", () => {
  expect(() => codeOf(["steps/claen.py"])).toThrow(
    expect.objectContaining({
      code: "MISSING_SCRIPT",
      message: expect.stringContaining("did you mean steps/clean.py?"),
    }),
  );
});

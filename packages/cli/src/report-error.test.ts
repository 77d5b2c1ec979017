import { TroupeError } from "@troupe/core";
import { expect, test } from "vitest";
import { exitCodeOf } from "./exit-code.ts";
import { plain } from "./render/style.ts";
import { errorReport } from "./report-error.ts";

const report = (error: unknown, debug = false): string => errorReport(error, { style: plain, debug });

test("a refusal is a line, and its remedy another", () => {
  const error = new TroupeError("run r-1 has ended; start another", { code: "RUN_ENDED", reaction: "reject" });
  expect(report(error)).toBe("error: run r-1 has ended [RUN_ENDED]\n  → start another");
});

test("what a coordinator says in sentences reads the same", () => {
  const message =
    'There is no pipeline "nosuch". `troupe get pipelines` lists what was applied; `troupe apply FILE` applies one.';
  const error = new TroupeError(message, { code: "PIPELINE_NOT_FOUND", reaction: "reject" });
  expect(report(error).split("\n")).toEqual([
    'error: There is no pipeline "nosuch" [PIPELINE_NOT_FOUND]',
    "  → `troupe get pipelines` lists what was applied",
    "  → `troupe apply FILE` applies one",
  ]);
});

test("problems are listed by their place, once", () => {
  const problems = [
    { field: `steps["a"].run`, message: "names a.py, which is not in /p", fix: "did you mean b.py?" },
    { field: `steps["c"].run`, message: "names c.py, which is not in /p", fix: "" },
  ];
  const message = problems.map(({ message, fix }) => `${message}; ${fix}`).join("\n");
  const error = new TroupeError(message, { code: "MISSING_SCRIPT", reaction: "reject", problems });
  expect(report(error).split("\n")).toEqual([
    "error: a step names a file that is not there [MISSING_SCRIPT]",
    `  steps["a"].run  names a.py, which is not in /p`,
    "    → did you mean b.py?",
    `  steps["c"].run  names c.py, which is not in /p`,
  ]);
});

test("what the compiler says is shown as it says it", () => {
  const problems = [{ field: "a.ts:1:2", message: "Unexpected", fix: "mend it" }];
  const frames = "✘ [ERROR] Unexpected\n\n    a.ts:1:1:";
  const error = new TroupeError(`a.ts does not compile\n\n${frames}`, {
    code: "BUNDLE_FAILED",
    reaction: "reject",
    problems,
  });
  expect(report(error)).toBe(`error: a.ts does not compile [BUNDLE_FAILED]\n\n${frames}`);
});

test("what the module printed stands below", () => {
  const details = { printed: "loading…\n" };
  const error = new TroupeError("a.ts throws", { code: "PIPELINE_IMPORT_FAILED", reaction: "reject", details });
  expect(report(error)).toBe("error: a.ts throws [PIPELINE_IMPORT_FAILED]\n  it printed:\n  loading…");
});

test("a bug keeps its stack; a refusal has one only on demand", () => {
  expect(report(new RangeError("index"))).toMatch(/^error: RangeError: index\n {4}at [\s\S]*This is a bug in Troupe/);
  const cause = new Error("ECONNREFUSED");
  const error = new TroupeError("no", { code: "X", reaction: "reject", cause });
  expect(report(error)).not.toContain("    at ");
  expect(report(error, true)).toMatch(/ {4}at [\s\S]*caused by Error: ECONNREFUSED/);
});

test.each([
  ["COORDINATOR_UNREACHABLE", "retry", 5],
  ["RUN_NOT_FOUND", "reject", 4],
  ["INVALID_PARAMS", "reject", 3],
  ["MISSING_SCRIPT", "reject", 3],
  ["USAGE", "reject", 2],
  ["STORE_FULL", "retry", 1],
] as const)("%s (%s) exits with %d", (code, reaction, exitCode) => {
  expect(exitCodeOf(new TroupeError("", { code, reaction }))).toBe(exitCode);
});

test("a bug exits with 1", () => {
  expect(exitCodeOf(new Error("bug"))).toBe(1);
});

import { expect, test } from "vitest";
import { printTrace, type TreeSpan, traceProblems, traceTree } from "./trace-tree.ts";

function span(name: string, parentSpanId: string | null, startMs: number, endMs: number): TreeSpan {
  return { traceId: "t", spanId: name, parentSpanId, name, startMs, endMs };
}

const whole = [span("b", "root", 20, 30), span("a", "root", 0, 20), span("a1", "a", 5, 10), span("root", null, 0, 30)];

test("a tree is printed in the order of time", () => {
  expect(printTrace(whole)).toBe(["root 30 ms", "├─ a 20 ms", "│  └─ a1 5 ms", "└─ b 10 ms"].join("\n"));
});

test("a whole trace has no problems, also if a span came twice", () => {
  expect(traceProblems([...whole, ...whole.slice(0, 1)])).toEqual([]);
  expect(traceTree([...whole, ...whole])[0]?.children).toHaveLength(2);
});

test.each([
  ["no root", [span("a", "a", 0, 1)], ["there are 0 roots: "]],
  ["two roots", [span("a", null, 0, 1), span("b", null, 0, 1)], ["there are 2 roots: a (a), b (b)"]],
  [
    "an orphan",
    [span("root", null, 0, 1), span("a", "lost", 0, 1)],
    ["a (a) is an orphan: nobody sent its parent lost"],
  ],
  [
    "a child that is longer than its parent",
    [span("root", null, 5, 10), span("a", "root", 4, 11)],
    ["a (a) starts before its parent root (root)", "a (a) ends after its parent root (root)"],
  ],
  ["a span that ends before it starts", [span("root", null, 5, 4)], ["root (root) ends before it starts"]],
  [
    "a span that is two",
    [span("root", null, 0, 1), span("root", null, 0, 2)],
    ["root (root) was sent twice, and differently"],
  ],
])("%s is a problem", (_, spans, problems) => {
  expect(traceProblems(spans)).toEqual(problems);
});

test("a caller's span counts as there", () => {
  const [, ...below] = [span("caller", null, 0, 10), span("run", "caller", 1, 9), span("a", "run", 2, 3)];
  expect(traceProblems(below, ["caller"])).toEqual([]);
  expect(traceProblems(below)).not.toEqual([]);
});

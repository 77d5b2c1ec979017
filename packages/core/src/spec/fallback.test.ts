/** What a join may count on: of something that may fail, and what runs if it has, one is there. */
import { expect, it } from "vitest";
import type { Expression } from "./expression.ts";
import { defaultLimits, type Node, type PipelineSpec } from "./pipeline-spec.ts";
import { validateSpec } from "./validate-spec.ts";

const model = { type: "object", properties: { name: { type: "string" } }, required: ["name"] } as const;
const maybeModel = { anyOf: [model, { type: "null" }] } as const;

const ref = (step: string, path: readonly string[] = []): Expression => ({ kind: "step", step, path });
const train = (id: string, more: Partial<Node> = {}, step = "train"): Node =>
  ({ kind: "step", id, scope: [], step, input: {}, ...more }) as Node;
const ifFailed = (...after: string[]) => ({ after, when: "any-failed" }) as const;
const mayFail = { mayFail: true } as const;

function problemsOf(nodes: readonly Node[], ...items: Expression[]): readonly string[] {
  const runs = { kind: "command", argv: ["work"] } as const;
  const nothing = { type: "object", properties: {} } as const;
  const asks = { type: "object", properties: { model }, required: ["model"] } as const;
  const make = { runs, input: nothing, limits: defaultLimits };
  const spec: PipelineSpec = {
    format: 1,
    name: "p",
    params: nothing,
    steps: { train: { ...make, output: model }, try: { ...make, output: maybeModel }, use: { ...make, input: asks } },
    nodes: [...nodes, { kind: "step", id: "use", scope: [], step: "use", input: { model: { kind: "first", items } } }],
  };
  const checked = validateSpec(spec);
  return checked.ok ? [] : checked.problems.map(({ field, message }) => `${field} ${message}`);
}

it("is sure of what runs where something has failed, and of a whole chain of them", () => {
  expect(problemsOf([train("a", mayFail), train("b", ifFailed("a"))], ref("a"), ref("b"))).toEqual([]);
  expect(problemsOf([train("a", mayFail), train("b", ifFailed("a"))], ref("b"), ref("a"))).toEqual([]);
  const chain = [train("a", mayFail), train("b", { ...ifFailed("a"), ...mayFail }), train("c", ifFailed("b"))];
  expect(problemsOf(chain, ref("a"), ref("b"), ref("c"))).toEqual([]);
});

it("is sure of a fallback for what a group yields", () => {
  const group = { kind: "group", id: "g", scope: [], ...mayFail } as const;
  const nodes = [group, train("a", { scope: ["g/body"] }), train("b", ifFailed("g"))];
  expect(problemsOf(nodes, { kind: "group", group: "g", of: ref("a") }, ref("b"))).toEqual([]);
});

it.each([
  ["the fallback may fail", [train("a", mayFail), train("b", { ...ifFailed("a"), ...mayFail })]],
  ["the fallback is for something else", [train("a", mayFail), train("c", mayFail), train("b", ifFailed("c"))]],
  ["the fallback runs in any case, but may fail", [train("a", mayFail), train("b", mayFail)]],
  ["what it is for may yield nothing", [train("a", mayFail, "try"), train("b", ifFailed("a"))]],
  ["the fallback may yield nothing", [train("a", mayFail), train("b", ifFailed("a"), "try")]],
  [
    "it is a fallback of a fallback that nobody reads",
    [train("x", mayFail), train("a", ifFailed("x")), train("b", ifFailed("a"))],
  ],
])("is not sure where %s", (_, nodes) => {
  expect(problemsOf(nodes, ref("a"), ref("b")).join()).toContain("may be absent");
});

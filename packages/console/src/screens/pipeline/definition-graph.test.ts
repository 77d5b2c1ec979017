import { defaultLimits, type Node, type PipelineSpec } from "@troupe/core";
import { describe, expect, it } from "vitest";
import { definitionGraph } from "./definition-graph.ts";
import { conditionText, expressionText } from "./expression-text.ts";

const step = (id: string, reads: readonly string[] = [], scope: readonly string[] = [], rest: object = {}): Node => ({
  kind: "step",
  id,
  scope,
  step: "work",
  input: Object.fromEntries(reads.map((source, at) => [`i${at}`, { kind: "step", step: source, path: [] }])),
  ...rest,
});

const spec = (nodes: readonly Node[]): PipelineSpec => ({
  format: 1,
  name: "p",
  params: { type: "object" },
  steps: { work: { runs: { kind: "python", file: "a.py" }, input: { type: "object" }, limits: defaultLimits } },
  nodes,
});

const lines = (nodes: readonly Node[]) =>
  definitionGraph(spec(nodes))
    .edges.map(({ from, to, arm, isLenient }) => `${from} ${isLenient ? "~" : "-"}${arm}> ${to}`)
    .sort();

const over = { kind: "step", step: "list", path: ["items"] } as const;
const gathered = { x: { kind: "gather", map: "each", of: { kind: "step", step: "train", path: [] } } } as const;

describe("the graph of a definition", () => {
  it("puts what a map does into a box, and ends lines that cross its edge there", () => {
    const nodes: Node[] = [
      step("list"),
      step("settings"),
      { kind: "map", id: "each", scope: [], over },
      step("clean", ["settings"], ["each[]"]),
      step("train", ["clean"], ["each[]"]),
      { ...step("best"), input: gathered } as Node,
    ];
    expect(lines(nodes)).toEqual(["clean -> train", "each -> best", "list -> each", "settings -> each"]);
    const graph = definitionGraph(spec(nodes));
    expect(graph.nodes.filter(({ parent }) => parent === "each").map(({ id }) => id)).toEqual(["clean", "train"]);
    expect(graph.nodes.find(({ id }) => id === "each")).toMatchObject({ isBox: true, note: "each of list.items" });
    expect(graph.nodes.find(({ id }) => id === "clean")).toMatchObject({ runs: "python", note: "work" });
  });

  it("names arms on the lines into them, and hangs what follows on their last steps", () => {
    const arm = (name: string, id: string) =>
      ({ kind: "arm", branch: "quality", arm: name, of: { kind: "step", step: id, path: [] } }) as const;
    expect(
      lines([
        step("train"),
        {
          kind: "gate",
          id: "quality",
          scope: [],
          subject: { kind: "step", step: "train", path: ["accuracy"] },
          arms: [
            { name: "good", if: { test: "holds", of: { kind: "step", step: "train", path: ["good"] } } },
            { name: "bad", if: { test: "otherwise" } },
          ],
        },
        step("pack", [], ["quality/good"]),
        step("deploy", ["pack"], ["quality/good"]),
        { ...step("tell"), input: { good: arm("good", "deploy") } } as Node,
      ]),
    ).toEqual(["deploy -> tell", "pack -> deploy", "quality -bad> tell", "quality -good> pack", "train -> quality"]);
  });

  it("marks lines whose source need not have succeeded", () => {
    expect(lines([step("a"), step("b", [], [], { after: ["a"], when: "all-done" })])).toEqual(["a ~> b"]);
  });

  it("puts a branch in a map into the map's box, and its arms beside it", () => {
    const graph = definitionGraph(
      spec([
        step("list"),
        { kind: "map", id: "each", scope: [], over },
        { kind: "branch", id: "choose", scope: ["each[]"], arms: [{ name: "then", if: { test: "otherwise" } }] },
        step("act", [], ["each[]", "choose/then"]),
        { kind: "finalizer", id: "end", scope: [], timeoutMs: 1000 },
        step("tidy", [], ["end/body"]),
      ]),
    );
    const parents = Object.fromEntries(graph.nodes.map(({ id, parent }) => [id, parent]));
    expect(parents).toEqual({ list: null, each: null, choose: "each", act: "each", end: null, tidy: "end" });
    expect(graph.edges).toContainEqual({ from: "choose", to: "act", arm: "then", isLenient: false });
  });

  it("lays a definition of the largest size out in lines before anyone gets bored", () => {
    const nodes = Array.from({ length: 20_000 }, (_, at) => step(`s${at}`, at === 0 ? [] : [`s${at - 1}`]));
    const { nodes: placed, edges } = definitionGraph(spec(nodes));
    expect([placed.length, edges.length]).toEqual([20_000, 19_999]);
  });
});

describe("expressions and conditions in words", () => {
  const accuracy = { kind: "step", step: "train", path: ["scores", "0", "accuracy"] } as const;
  const param = { kind: "param", path: ["production"] } as const;

  it("reads like code", () => {
    expect(expressionText({ kind: "object", fields: { accuracy, production: { ...param, path: [] } } })).toBe(
      "{ accuracy: train.scores[0].accuracy, production: params }",
    );
    expect(expressionText({ kind: "text", parts: ["at ", { kind: "interval", fact: "end" }] })).toBe(
      '"at {interval.end}"',
    );
  });

  it("says what a gate asks", () => {
    const isGood = { test: "gte", left: accuracy, right: param } as const;
    const isSmall = {
      test: "lt",
      left: { kind: "param", path: ["size"] },
      right: { kind: "literal", value: 5 },
    } as const;
    expect(
      conditionText({ test: "all", of: [isGood, { test: "any", of: [isSmall, { test: "not", of: isGood }] }] }),
    ).toBe(
      "train.scores[0].accuracy ≥ params.production and (params.size < 5 or not train.scores[0].accuracy ≥ params.production)",
    );
  });
});

import { compile, type Node, type PipelineSpec } from "@troupe/core";
import { describe, expect, test } from "vitest";
import { buildGraph, type Graph, type GraphNode, shownRounds } from "./graph-model.ts";

const reads = (...steps: readonly string[]) =>
  Object.fromEntries(steps.map((step) => [step, { kind: "step", step, path: [] }]));

const step = (id: string, scope: readonly string[], ...needs: readonly string[]): Node =>
  ({ kind: "step", id, scope, step: id, input: reads(...needs) }) as unknown as Node;

function plan(nodes: readonly unknown[]) {
  return compile({ format: 1, name: "p", params: {}, steps: {}, nodes } as unknown as PipelineSpec);
}

const map = (id: string, scope: readonly string[], over: string) => ({
  kind: "map",
  id,
  scope,
  over: { kind: "step", step: over, path: [] },
});

/** "a → b" lines and boxes with what is in them. */
function draw(graph: Graph): object {
  const content = (node: GraphNode) => (node.children === undefined ? "" : draw(node.children));
  return {
    ...Object.fromEntries(graph.nodes.map((node) => [node.id, content(node)])),
    ...(graph.edges.length > 0 && { "→": graph.edges.map(({ from, to }) => `${from} ${to}`).sort() }),
  };
}

const nested = plan([
  step("load", []),
  map("each", [], "load"),
  step("train", ["each[]"], "load"),
  step("score", ["each[]"], "train"),
  {
    kind: "step",
    id: "best",
    scope: [],
    step: "best",
    input: { all: { kind: "gather", map: "each", of: reads("score").score } },
  },
]);

const open = () => true;
const closed = () => false;

describe("of a definition", () => {
  test("each step is drawn once, and a box waits for what is in it", () => {
    expect(draw(buildGraph({ plan: nested, isOpen: open }))).toEqual({
      load: "",
      each: { train: "", score: "", "→": ["train score"] },
      best: "",
      "→": ["each best", "load each"],
    });
  });

  test("a closed box hides what is in it and keeps its edges", () => {
    const outside = plan([step("a", []), { kind: "group", id: "eu", scope: [] }, step("b", ["eu/body"], "a")]);
    expect(draw(buildGraph({ plan: outside, isOpen: closed }))).toEqual({ a: "", eu: "", "→": ["a eu"] });
  });
});

describe("of a run", () => {
  const tasks = ["load", "train[0]", "score[0]", "train[1]", "score[1]", "best"];

  test("each round is a box with its own tasks", () => {
    expect(draw(buildGraph({ plan: nested, tasks, isOpen: open }))).toEqual({
      load: "",
      each: {
        "each[0]": { "train[0]": "", "score[0]": "", "→": ["train[0] score[0]"] },
        "each[1]": { "train[1]": "", "score[1]": "", "→": ["train[1] score[1]"] },
      },
      best: "",
      "→": ["each best", "load each"],
    });
  });

  test("rounds of one step are its tasks", () => {
    const simple = plan([step("load", []), map("each", [], "load"), step("train", ["each[]"])]);
    expect(draw(buildGraph({ plan: simple, tasks: ["load", "train[0]", "train[1]"], isOpen: open }))).toEqual({
      load: "",
      each: { "train[0]": "", "train[1]": "" },
      "→": ["load each"],
    });
  });

  test("a map that is not open yet shows what its rounds will be, and who stands for them", () => {
    const graph = buildGraph({ plan: nested, tasks: ["load"], isOpen: open });
    expect(draw(graph)).toMatchObject({ each: { train: "", score: "" } });
    expect(graph.nodes[1]?.tasks).toEqual(["train[]", "score[]"]);
  });

  test("a closed map counts the tasks in it", () => {
    const graph = buildGraph({ plan: nested, tasks, isOpen: closed });
    expect(graph.nodes[1]).toMatchObject({
      kind: "map",
      rounds: 2,
      tasks: ["train[0]", "train[1]", "score[0]", "score[1]"],
    });
  });

  test("an open map shows so many rounds and says how many more there are", () => {
    const many = Array.from({ length: shownRounds + 7 }, (_, round) => `train[${round}]`);
    const simple = plan([step("load", []), map("each", [], "load"), step("train", ["each[]"])]);
    const children =
      buildGraph({ plan: simple, tasks: ["load", ...many], isOpen: open }).nodes[1]?.children?.nodes ?? [];
    expect(children).toHaveLength(shownRounds + 1);
    expect(children.at(-1)).toMatchObject({ kind: "more", label: "7 more rounds" });
  });

  test("rounds of a loop wait for each other", () => {
    const loop = plan([
      step("load", []),
      {
        kind: "loop",
        id: "tune",
        scope: [],
        start: { kind: "literal", value: 0 },
        next: reads("try").try,
        until: { test: "otherwise" },
        max: 9,
        onLimit: "fail",
      },
      step("try", ["tune[]"], "load"),
    ]);
    expect(draw(buildGraph({ plan: loop, tasks: ["load", "try[0]", "try[1]"], isOpen: open }))).toEqual({
      load: "",
      tune: { "try[0]": "", "try[1]": "", "→": ["try[0] try[1]"] },
      "→": ["load tune"],
    });
  });

  test("arms are boxes in the box of their branch, also inside of rounds", () => {
    const inner = plan([
      step("load", []),
      map("each", [], "load"),
      step("train", ["each[]"]),
      {
        kind: "branch",
        id: "good",
        scope: ["each[]"],
        arms: [
          { name: "yes", if: { test: "holds", of: reads("train").train } },
          { name: "no", if: { test: "otherwise" } },
        ],
      },
      step("keep", ["each[]", "good/yes"], "train"),
    ]);
    expect(draw(buildGraph({ plan: inner, tasks: ["load", "train[0]", "keep[0]"], isOpen: open }))).toMatchObject({
      each: {
        "each[0]": {
          "train[0]": "",
          "good[0]": { "good[0]/yes": { "keep[0]": "" }, "good[0]/no": "" },
          "→": ["train[0] good[0]"],
        },
      },
    });
  });
});

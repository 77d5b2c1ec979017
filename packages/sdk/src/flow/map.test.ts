import { describe, expect, it } from "vitest";
import { artifact, map, pipeline, python, task, z } from "../index.ts";

const Model = z.object({ accuracy: z.number(), file: artifact("joblib") });
const train = python("train", {
  run: "train.py",
  input: { trees: z.int(), from: artifact("joblib").optional() },
  output: Model,
});
const notify = task("notify", { input: { accuracy: z.number() } }, () => {});
const step = (id: string, ...path: string[]) => ({ kind: "step", step: id, path });
const nodesOf = (body: () => void) => pipeline("p", body).spec.nodes;

describe("map", () => {
  it("is named after the step that it yields, before what is in it", () => {
    const spec = pipeline("p", { params: { trees: z.array(z.int()) } }, ({ params }) => ({
      models: map(params.trees, (trees, index) => train({ trees: trees, from: undefined }, { after: [] }) && { index }),
      again: map(params.trees, (trees) => train({ trees }, { id: "other" }).accuracy, { concurrency: 3, id: "others" }),
    })).spec;
    expect(spec.nodes).toEqual([
      { kind: "map", id: "each-train", scope: [], over: { kind: "param", path: ["trees"] } },
      {
        kind: "step",
        id: "train",
        step: "train",
        scope: ["each-train[]"],
        input: { trees: { kind: "item", map: "each-train", path: [] } },
      },
      { kind: "map", id: "others", scope: [], over: { kind: "param", path: ["trees"] }, concurrency: 3 },
      {
        kind: "step",
        id: "other",
        step: "train",
        scope: ["others[]"],
        input: { trees: { kind: "item", map: "others", path: [] } },
      },
    ]);
    expect(spec.outputs).toEqual({
      kind: "object",
      fields: {
        models: {
          kind: "gather",
          map: "each-train",
          of: { kind: "object", fields: { index: { kind: "index", map: "each-train" } } },
        },
        again: { kind: "gather", map: "others", of: step("other", "accuracy") },
      },
    });
  });

  it("nests, and gives each map a name of its own", () => {
    const nodes = nodesOf(() => {
      map([[1], [2, 3]], (row) => map(row, (trees) => train({ trees })));
      map([1], (trees) => {
        notify({ accuracy: trees });
      });
      map(["a"], () => {});
    });
    expect(nodes.map(({ id, scope }) => [id, ...scope])).toEqual([
      ["each-train-2"],
      ["each-train", "each-train-2[]"],
      ["train", "each-train-2[]", "each-train[]"],
      ["each-notify"],
      ["notify", "each-notify[]"],
      ["each"],
    ]);
    expect(nodes[1]).toMatchObject({ over: { kind: "item", map: "each-train-2", path: [] } });
  });

  it("waits for what it is told to", () => {
    const nodes = nodesOf(() => {
      const first = train({ trees: 1 });
      map([2, 3], (trees) => train({ trees }, { id: "more" }), { after: [first] });
    });
    expect(nodes[1]).toMatchObject({ id: "each-more", after: ["train"] });
  });

  it("has a name that fits, however long that of its step is", () => {
    const long = `${"a".repeat(51)}-${"b".repeat(11)}`;
    const nodes = nodesOf(() => {
      map([2], (trees) => train({ trees }, { id: long }));
    });
    expect(nodes[0]?.id).toBe(`each-${"a".repeat(51)}`);
  });
});

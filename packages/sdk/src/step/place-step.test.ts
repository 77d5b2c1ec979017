import { describe, expect, it } from "vitest";
import { artifact, at, gt, map, pipeline, python, task, when, z } from "../index.ts";

const Model = z.object({ accuracy: z.number(), file: artifact("joblib") });
const train = python("train", {
  run: "train.py",
  input: { trees: z.int(), from: artifact("joblib").optional() },
  output: Model,
});
const step = (id: string, ...path: string[]) => ({ kind: "step", step: id, path });
const literal = (value: unknown) => ({ kind: "literal", value });
const nodesOf = (body: () => void) => pipeline("p", body).spec.nodes;

describe("a call", () => {
  it("places a step under its name, or the id that it is given", () => {
    const nodes = nodesOf(() => {
      train({ trees: 3 });
      train({ trees: 4 }, { id: "train-4" });
    });
    expect(nodes).toEqual([
      { kind: "step", id: "train", step: "train", scope: [], input: { trees: literal(3) } },
      { kind: "step", id: "train-4", step: "train", scope: [], input: { trees: literal(4) } },
    ]);
  });

  it("passes on fields, literals with references inside, and nothing for what is left out", () => {
    const join = task(
      "join",
      { input: { all: z.array(z.number()), by: z.object({ a: z.number(), b: z.int() }) } },
      () => {},
    );
    const nodes = nodesOf(() => {
      const model = train({ trees: 3 });
      train({ trees: 4, from: model.file }, { id: "again" });
      join({ all: [model.accuracy, 1], by: { a: model.accuracy, b: 2 } });
    });
    expect(nodes.slice(1)).toMatchObject([
      { input: { trees: literal(4), from: step("train", "file") } },
      {
        input: {
          all: { kind: "list", items: [step("train", "accuracy"), literal(1)] },
          by: { kind: "object", fields: { a: step("train", "accuracy"), b: literal(2) } },
        },
      },
    ]);
  });

  it("sets limits for itself, each of them in full", () => {
    const gpu = python("gpu", {
      run: "a.py",
      resources: { cpus: 4, labels: { gpu: "h100" } },
      retries: { max: 2, backoff: "10s" },
    });
    const [node] = nodesOf(() => gpu({}, { resources: { gpus: 2 }, retries: { max: 5 }, timeout: "1m", grace: "0s" }));
    expect(node).toMatchObject({
      limits: {
        resources: { millicpus: 4000, memoryBytes: 0, gpus: 2, labels: { gpu: "h100" } },
        retries: { budgets: { failure: 5, oom: 5, timeout: 5, lost: 3, error: 3 }, backoff: { initialMs: 10_000 } },
        timeoutMs: 60_000,
        graceMs: 0,
      },
    });
  });

  it("waits for what it is told to, through fields, maps and arms", () => {
    const nodes = nodesOf(() => {
      const model = train({ trees: 1 });
      const all = map([1, 2], (trees) => train({ trees }, { id: "each" }));
      const some = when("some", gt(model.accuracy, 0.5), () => train({ trees: 2 }, { id: "more" }));
      train({ trees: 3 }, { id: "last", after: [model.file, all, some, at(all, 0)] });
    });
    expect(nodes.at(-1)).toMatchObject({ id: "last", after: ["train", "each-each", "some"] });
  });
});

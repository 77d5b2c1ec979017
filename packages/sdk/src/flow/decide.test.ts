import { describe, expect, it } from "vitest";
import {
  allOf,
  anyOf,
  artifact,
  at,
  beats,
  branch,
  equals,
  evaluation,
  evaluationSet,
  gate,
  gte,
  holds,
  lt,
  lte,
  map,
  not,
  pipeline,
  present,
  python,
  task,
  when,
  z,
} from "../index.ts";

const Model = z.object({ accuracy: z.number(), file: artifact("joblib") });
const train = python("train", {
  run: "train.py",
  input: { trees: z.int(), from: artifact("joblib").optional() },
  output: Model,
});
const notify = task("notify", { input: { accuracy: z.number() } }, () => {});
const step = (id: string, ...path: string[]) => ({ kind: "step", step: id, path });
const literal = (value: unknown) => ({ kind: "literal", value });
const nodesOf = (body: () => void) => pipeline("p", body).spec.nodes;

describe("branch, gate and when", () => {
  it("hold their arms in order, what is always taken last", () => {
    const spec = pipeline("p", { params: { debug: z.boolean(), stage: z.string() } }, ({ params }) => {
      const { accuracy } = train({ trees: 1 });
      const way = branch("way", {
        otherwise: () => notify({ accuracy }),
        high: [
          allOf(gte(accuracy, 0.9), not(holds(params.debug))),
          () => ({ more: train({ trees: 2 }, { id: "more" }) }),
        ],
        low: [anyOf(lt(accuracy, 0.1), lte(0.2, accuracy), equals(params.stage, "x")), () => {}],
      });
      return { file: way.high.more.file, rest: way.low };
    }).spec;
    const accuracy = step("train", "accuracy");
    expect(spec.nodes[1]).toEqual({
      kind: "branch",
      id: "way",
      scope: [],
      arms: [
        {
          name: "high",
          if: {
            test: "all",
            of: [
              { test: "gte", left: accuracy, right: literal(0.9) },
              { test: "not", of: { test: "holds", of: { kind: "param", path: ["debug"] } } },
            ],
          },
        },
        {
          name: "low",
          if: {
            test: "any",
            of: [
              { test: "lt", left: accuracy, right: literal(0.1) },
              { test: "lte", left: literal(0.2), right: accuracy },
              { test: "equals", left: { kind: "param", path: ["stage"] }, right: literal("x") },
            ],
          },
        },
        { name: "otherwise", if: { test: "otherwise" } },
      ],
    });
    expect(spec.nodes.slice(2).map(({ id, scope }) => [id, ...scope])).toEqual([
      ["more", "way/high"],
      ["notify", "way/otherwise"],
    ]);
    expect(spec.outputs).toMatchObject({
      fields: {
        file: { kind: "arm", branch: "way", arm: "high", of: step("more", "file") },
        rest: { kind: "arm", branch: "way", arm: "low", of: literal(null) },
      },
    });
  });

  it("pass what a gate judged, and its parts, into the arm", () => {
    const release = python("release", { run: "r.py", input: { file: artifact("joblib") } });
    const nodes = nodesOf(() => {
      const model = train({ trees: 1 });
      gate("quality", model, {
        production: [gte(model.accuracy, 0.9), (passedModel) => release({ file: passedModel.file })],
        otherwise: (rejected) => notify({ accuracy: rejected.accuracy }),
      });
    });
    expect(nodes[1]).toMatchObject({ kind: "gate", subject: step("train") });
    const whole = { kind: "passed", gate: "quality", arm: "production", of: step("train") };
    expect(nodes[2]).toMatchObject({
      scope: ["quality/production"],
      input: { file: { kind: "field", of: whole, path: ["file"] } },
    });
    expect(nodes[3]).toMatchObject({ scope: ["quality/otherwise"], input: { accuracy: step("train", "accuracy") } });
  });

  it("know inside of when that a value is present", () => {
    const nodes = nodesOf(() => {
      const models = map([1], (trees) => train({ trees }));
      when("first", at(models, 0), ({ accuracy }) => notify({ accuracy }));
      when("there", present(at(models, 1)), () => notify({ accuracy: 1 }, { id: "second" }));
    });
    const gathered = { kind: "gather", map: "each-train", of: step("train") };
    const first = { kind: "at", of: gathered, key: literal(0) };
    expect(nodes[2]).toEqual({
      kind: "branch",
      id: "first",
      scope: [],
      arms: [{ name: "then", if: { test: "present", of: first } }],
    });
    expect(nodes[3]).toMatchObject({
      input: { accuracy: { kind: "field", of: { kind: "present", of: first }, path: ["accuracy"] } },
    });
    expect(nodes[4]).toMatchObject({ arms: [{ if: { test: "present", of: { kind: "at", key: literal(1) } } }] });
  });

  it("compare evaluations on one set", () => {
    const Holdout = evaluationSet("holdout", artifact("csv"));
    const evaluate = python("evaluate", { run: "e.py", output: evaluation(Holdout, { auc: z.number() }) });
    const { nodes, steps } = pipeline("p", () => {
      const [challenger, champion] = [evaluate(), evaluate({}, { id: "champion" })];
      when("better", beats(challenger, champion, "auc", { by: 0.01 }), () => notify({ accuracy: challenger.auc }));
    }).spec;
    expect(nodes[2]).toMatchObject({
      arms: [
        { if: { test: "beats", challenger: step("evaluate"), champion: step("champion"), metric: "auc", by: 0.01 } },
      ],
    });
    expect(steps.evaluate?.output).toMatchObject({ evaluatedOn: "holdout", required: ["auc"] });
  });
});

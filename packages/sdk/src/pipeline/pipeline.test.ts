import { validateSpec } from "@troupe/core";
import { describe, expect, it } from "vitest";
import { artifact, gt, latest, pipeline, previous, python, task, text, when, z } from "../index.ts";

const Model = z.object({ accuracy: z.number(), file: artifact("joblib") });
const train = python("train", {
  run: "train.py",
  input: { trees: z.int(), from: artifact("joblib").optional() },
  output: Model,
});

describe("texts, the run and other runs", () => {
  it("write texts with references, literals becoming part of the text", () => {
    const fetch = task("fetch", { input: { from: z.string() } }, () => {});
    const [node] = pipeline("p", { params: { day: z.string() } }, ({ params, run }) => {
      fetch({ from: text`s3://${"bucket"}/${params.day}/${run.id}-${run.createdAt}.csv` });
    }).spec.nodes;
    expect(node).toMatchObject({
      input: {
        from: {
          kind: "text",
          parts: [
            "s3://bucket/",
            { kind: "param", path: ["day"] },
            "/",
            { kind: "run", fact: "id" },
            "-",
            { kind: "run", fact: "createdAt" },
            ".csv",
          ],
        },
      },
    });
  });

  it("read what this pipeline's and another's latest runs left", () => {
    const first = pipeline("first", () => ({
      model: train({ trees: 1 }),
      maybe: when("w", gt(1, 0), () => train({ trees: 2 }, { id: "t" })),
    }));
    const second = pipeline("second", () => {
      when("mine", previous(z.object({ model: Model })), ({ model }) => train({ trees: 1, from: model.file }));
      when("theirs", latest(first), ({ model }) => train({ trees: 2, from: model.file }, { id: "theirs-2" }));
      return { model: train({ trees: 3 }, { id: "own" }) };
    });
    expect(second.spec.uses).toMatchObject({
      "": { required: ["model"], properties: { model: { required: ["accuracy", "file"] } } },
      first: {
        required: ["model"],
        properties: { model: { properties: { file: { artifact: "joblib" } } }, maybe: { type: "object" } },
      },
    });
    expect(second.spec.nodes[1]).toMatchObject({
      input: {
        from: { kind: "field", of: { kind: "present", of: { kind: "previous", path: [] } }, path: ["model", "file"] },
      },
    });
    expect(second.spec.nodes[3]).toMatchObject({
      input: { from: { of: { of: { kind: "latest", pipeline: "first", path: [] } } } },
    });
  });
});

it("says what the pipeline is, and passes the coordinator's own check", () => {
  const { spec } = pipeline("p", { description: "Says so", timeout: "6h" }, () => {
    train({ trees: 1 });
  });
  expect(spec).toMatchObject({ format: 1, name: "p", description: "Says so", timeoutMs: 21_600_000 });
  expect(validateSpec(JSON.parse(JSON.stringify(spec)))).toMatchObject({ ok: true });
});

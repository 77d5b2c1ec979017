import type { PipelineSpec, StepNode } from "@troupe/core";
import { describe, expect, it } from "vitest";
import { command, pipeline, python, text, z } from "../index.ts";

const load = python("load", { run: "load.py", output: z.object({ table: z.string() }), pool: "db", priority: 5 });
const deploy = command("deploy", {
  run: () => ["deploy"],
  input: { to: z.string() },
  concurrency: { key: "production" },
});

function node(spec: PipelineSpec, id: string): StepNode {
  const found = spec.nodes.find((each) => each.id === id);
  if (found?.kind !== "step") throw new Error(`${id} is no step`);
  return found;
}

describe("a step", () => {
  it("takes a slot of a pool, or several, and a head start, for all of its calls or one", () => {
    const { spec } = pipeline("p", () => {
      load();
      load({}, { id: "more", pool: { name: "db", slots: 3 }, priority: -10 });
    });
    expect(spec.steps.load?.limits).toMatchObject({ pool: { name: "db", slots: 1 }, priority: 5 });
    expect(node(spec, "load").limits).toBeUndefined();
    expect(node(spec, "more").limits).toEqual({ pool: { name: "db", slots: 3 }, priority: -10 });
  });

  it("has the key of its declaration, or one of its call that a run completes and that is waited for", () => {
    const { spec } = pipeline("p", { params: { to: z.string() } }, ({ params }) => {
      const { table } = load();
      deploy({ to: params.to });
      deploy({ to: "x" }, { id: "by-param", concurrency: { key: params.to, limit: 2 } });
      deploy({ to: "x" }, { id: "by-text", concurrency: { key: text`deploy-${table}` } });
    });
    expect(node(spec, "deploy").concurrency).toEqual({ key: { kind: "literal", value: "production" }, limit: 1 });
    expect(node(spec, "by-param").concurrency).toEqual({ key: { kind: "param", path: ["to"] }, limit: 2 });
    expect(node(spec, "by-text").concurrency?.key).toMatchObject({ kind: "text" });
  });

  it.each([
    [() => load({}, { priority: 0.5 }), /load\.priority is 0\.5/],
    [() => load({}, { pool: "Data Base" }), /pool\.name/],
    [() => load({}, { pool: { name: "db", slots: 0 } }), /pool\.slots/],
    [() => deploy({ to: "x" }, { concurrency: { key: "x", limit: 0 } }), /concurrency\.limit/],
    [() => deploy({ to: "x" }, { concurrency: { key: load() as never } }), /concurrency\.key/],
  ])("is refused with what cannot be: %s", (body, expected) => {
    expect(() => pipeline("p", () => void body())).toThrow(expected);
  });
});

describe("a pipeline", () => {
  it("has a priority, a weight and as many parallel tasks as it says", () => {
    const options = { priority: 60, weight: 3, maxParallel: 4 };
    expect(pipeline("p", options, () => void load()).spec).toMatchObject({
      priority: 60,
      weight: 3,
      maxParallel: { run: 4 },
    });
    const { spec } = pipeline("p", { maxParallel: { pipeline: 9 } }, () => void load());
    expect(spec.maxParallel).toEqual({ pipeline: 9 });
    expect(() => pipeline("p", { weight: 0 }, () => void load())).toThrow(/weight is 0/);
  });
});

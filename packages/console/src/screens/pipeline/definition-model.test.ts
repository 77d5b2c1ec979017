import { defaultLimits, type Node, type PipelineSpec } from "@troupe/core";
import { describe, expect, it } from "vitest";
import { neighboursOf, noteOf, readDefinition } from "./definition-model.ts";

const step = (id: string, reads: readonly string[] = [], scope: readonly string[] = []): Node => ({
  kind: "step",
  id,
  scope,
  step: "work",
  input: Object.fromEntries(reads.map((source, at) => [`i${at}`, { kind: "step", step: source, path: [] }])),
});

const each: Node = { kind: "map", id: "each", scope: [], over: { kind: "step", step: "list", path: ["items"] } };
const quality: Node = {
  kind: "gate",
  id: "quality",
  scope: [],
  subject: { kind: "step", step: "list", path: [] },
  arms: [{ name: "good", if: { test: "otherwise" } }],
};

const spec: PipelineSpec = {
  format: 1,
  name: "p",
  params: { type: "object" },
  steps: { work: { runs: { kind: "python", file: "a.py" }, input: { type: "object" }, limits: defaultLimits } },
  nodes: [
    step("list"),
    each,
    step("clean", [], ["each[]"]),
    step("train", ["clean"], ["each[]"]),
    quality,
    step("deploy", ["list"], ["quality/good"]),
  ],
};

describe("a definition", () => {
  const { outline, plan } = readDefinition(spec);

  it("has an outline in its own order, with what is inside of maps and arms below them", () => {
    expect(outline.map(({ id, depth, runs }) => `${"  ".repeat(depth)}${id} ${runs}`)).toEqual([
      "list python",
      "each map",
      "  clean python",
      "  train python",
      "quality gate",
      "  deploy python",
    ]);
  });

  it("knows who needs whom", () => {
    expect(neighboursOf("list", plan)).toEqual({ needs: [], neededBy: ["each", "quality", "deploy"] });
    expect(neighboursOf("train", plan)).toEqual({ needs: ["clean"], neededBy: [] });
  });

  it("says on one line what a node is about", () => {
    expect([each, quality, step("list")].map(noteOf)).toEqual(["each of list.items", "on list", "work"]);
  });
});

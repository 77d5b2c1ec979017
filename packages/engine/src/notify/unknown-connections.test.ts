import type { PipelineSpec } from "@troupe/core";
import { expect, test } from "vitest";
import { unknownConnections } from "./unknown-connections.ts";

const spec: PipelineSpec = {
  format: 1,
  name: "churn",
  params: true,
  steps: {},
  nodes: [],
  notify: [
    { to: { kind: "slack", connection: "alerts" }, on: ["failed"] },
    { to: { kind: "slack", connection: "alerts" }, on: ["succeeded"] },
    { to: { kind: "webhook", connection: "ops" }, on: ["failed"] },
  ],
};

test("each connection that is not there, or is of another kind, is said once", () => {
  const known = [{ name: "ops", kind: "slack" }] as const;
  expect(unknownConnections(spec, known).map((warning) => warning.split(":")[0])).toEqual([
    'nobody can be told by slack "alerts"',
    'nobody can be told by webhook "ops"',
  ]);
});

test("what is there is not worth a word, nor is a pipeline that tells nobody", () => {
  const known = [
    { name: "alerts", kind: "slack" },
    { name: "ops", kind: "webhook" },
  ] as const;
  expect(unknownConnections(spec, known)).toEqual([]);
  const { notify: _none, ...quiet } = spec;
  expect(unknownConnections(quiet, [])).toEqual([]);
});

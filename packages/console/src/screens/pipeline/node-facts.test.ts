import { defaultLimits, type Node, type PipelineSpec, type StepDeclaration } from "@troupe/core";
import { describe, expect, it } from "vitest";
import { nodeFacts, runsText } from "./node-facts.ts";

const declared: StepDeclaration = {
  runs: { kind: "python", file: "train.py", function: "train" },
  input: { type: "object" },
  metrics: ["loss"],
  limits: {
    ...defaultLimits,
    resources: { millicpus: 1500, memoryBytes: 2 ** 31, gpus: 1, labels: { zone: "a" } },
    timeoutMs: 60_000,
    watchdog: { stallMs: 30_000, action: "restart" },
    rules: [{ metric: "loss", when: { test: "nan" }, action: "fail" }],
  },
};

const spec = (nodes: readonly Node[]): PipelineSpec => ({
  ...{ format: 1, name: "p", params: { type: "object" }, nodes },
  steps: { train: declared },
});

const facts = (node: Node): Readonly<Record<string, string>> =>
  Object.fromEntries(nodeFacts(node, spec([node])).map(({ name, lines }) => [name, lines.join("; ")]));

describe("what a definition says of a step", () => {
  const step: Node = {
    ...{ kind: "step", id: "train", scope: [], step: "train" },
    input: { rate: { kind: "param", path: ["rate"] } },
  };

  it("is what runs, with what, on what, and what if it fails", () => {
    expect(facts(step)).toEqual({
      runs: "train.py:train",
      inputs: "rate = params.rate",
      yields: "nothing",
      metrics: "loss",
      resources: "1.5 CPU, 2.0 GiB, 1 GPU, zone=a",
      "tried again": "3 times after a lost agent; 3 times after an error of ours",
      time: "1 min an attempt",
      watchdog: "restarts it after 30 s without progress",
      rules: "fail when loss is NaN",
    });
  });

  it("takes what the call sets over what the step declares, and says what it waits for", () => {
    const called = facts({
      ...step,
      limits: { retries: { ...defaultLimits.retries, budgets: { ...defaultLimits.retries.budgets, failure: 1 } } },
      after: ["extract"],
      when: "any-failed",
    });
    expect(called["tried again"]).toMatch(/^once after a failure;/);
    expect([called.after, called["runs when"]]).toEqual(["extract", "something that it waits for has failed"]);
  });
});

describe("what it says of the others", () => {
  it("is the conditions of arms", () => {
    const gate: Node = {
      ...{ kind: "gate", id: "quality", scope: [], subject: { kind: "step", step: "train", path: ["accuracy"] } },
      arms: [{ name: "good", if: { test: "otherwise" } }],
    };
    expect(facts(gate)).toEqual({ judges: "train.accuracy", good: "otherwise" });
  });

  it("is what becomes of a map whose rounds fail", () => {
    const map = (fail: object): string | undefined =>
      facts({ kind: "map", id: "each", scope: [], over: { kind: "param", path: ["items"] }, ...fail })["failed rounds"];
    expect([map({}), map({ fail: "stop" }), map({ fail: { atMost: 0.1, per: "share" } })]).toEqual([
      "fail the map once the others are over",
      "end the others",
      "up to 10 % do nothing",
    ]);
  });
});

it("says in one line what runs, of each kind", () => {
  expect(
    [
      { kind: "command", argv: ["echo", { text: ["hi ", { input: ["who"] }] }] },
      { kind: "poll", for: { kind: "file" }, everyMs: 5000 },
      { kind: "wait", for: { kind: "duration", ms: 60_000 } },
      { kind: "approval", approvers: ["anna"] },
      { kind: "trigger", pipeline: "churn", wait: true },
    ].map((runs) => runsText(runs as StepDeclaration["runs"])),
  ).toEqual([
    "echo hi {who}",
    "looks for a file every 5.0 s",
    "waits for 1 min",
    "asks anna",
    "runs churn and waits for it",
  ]);
});

import { expect, it } from "vitest";
import {
  compile,
  defaultLimits,
  noticesOf,
  type PipelineSpec,
  type RunEvent,
  spoken,
  startRun,
  textOf,
} from "../index.ts";

const digest = `sha256:${"0".repeat(64)}` as const;
const nothing = { type: "object", properties: {}, additionalProperties: false } as const;
const slack = { kind: "slack", connection: "ml" } as const;
const spec: PipelineSpec = {
  format: 1,
  name: "churn",
  params: nothing,
  steps: { train: { runs: { kind: "command", argv: ["true"] }, input: nothing, limits: defaultLimits } },
  nodes: [{ kind: "step", id: "train", scope: [], step: "train", input: {} }],
  notify: [
    { to: slack, on: ["failed", "timed-out"] },
    { to: { kind: "email", connection: "email", to: ["a@b.de"] }, on: ["failed", "succeeded", "cancelled"] },
    { to: { kind: "webhook", connection: "ops" }, on: ["approval"] },
  ],
};
const created = {
  type: "RunCreated",
  at: 1000,
  runId: "r1",
  pipeline: "churn",
  version: digest,
  params: { trees: 50 },
  uses: {},
  requestId: null,
  traceparent: null,
} as const;
const failure = { exitClass: "failure", code: "TASK_FAILED", message: "exited with code 1: no rows" } as const;
const failed: RunEvent = { type: "RunFailed", at: 3_725_000, task: "train[1]", failure };

const noticesAfter = (event: RunEvent, notify = spec.notify) =>
  noticesOf(startRun(compile({ ...spec, ...(notify && { notify }) }), created), event);

it("tells everybody who asked for it, each under an id of its own that is always the same", () => {
  const told = noticesAfter(failed);
  expect(told.map(({ id, target }) => [id, target.kind])).toEqual([
    ["r1.ended.0", "slack"],
    ["r1.ended.1", "email"],
  ]);
  expect(noticesAfter(failed)).toEqual(told);
});

it("knows every way in which a run ends, and an approval", () => {
  const causes = (event: RunEvent) => noticesAfter(event).map(({ cause }) => cause);
  expect(causes({ type: "RunSucceeded", at: 1, outputs: null })).toEqual(["succeeded"]);
  expect(causes({ type: "RunCancelled", at: 1, reason: "enough" })).toEqual(["cancelled"]);
  expect(causes({ type: "RunTimedOut", at: 1, timeoutMs: 1 })).toEqual(["timed-out"]);
  const on = { kind: "approval", ask: "Deploy?", deadline: null } as const;
  const waiting: RunEvent = { type: "TaskWaiting", at: 1, task: "ask", attempt: 1, on };
  expect(noticesAfter(waiting).map(({ id, why }) => [id, why])).toEqual([["r1.approval.ask.1.2", "Deploy?"]]);
  expect(causes({ ...waiting, on: { kind: "time", until: 5, deadline: null } })).toEqual([]);
});

it("is nobody's business where nobody asked", () => {
  expect(noticesOf(startRun(compile({ ...spec, notify: [] }), created), failed)).toEqual([]);
});

it("says what failed, why, for how long, and what one does now", () => {
  const [notice] = noticesAfter(failed);
  if (notice === undefined) throw new Error("nobody is told");
  expect(textOf(notice, { lastLines: ["no rows"], link: null })).toEqual({
    title: "churn failed at train[1]",
    facts: [
      ["pipeline", "churn"],
      ["run", "r1"],
      ["task", "train[1]"],
      ["why", "exited with code 1: no rows"],
      ["code", "TASK_FAILED"],
      ["after", "1 h 2 min"],
      ["params", '{"trees":50}'],
    ],
    lastLines: ["no rows"],
    commands: [
      ["see it", "troupe describe run r1"],
      ["its logs", "troupe logs r1 'train[1]'"],
      ["run it again", "troupe rerun r1"],
    ],
    link: null,
  });
});

it.each([
  [0, "0 s"],
  [59_000, "59 s"],
  [61_000, "1 min 1 s"],
  [3_600_000, "1 h"],
  [90_061_000, "1 d 1 h"],
])("speaks of %d ms as %s", (ms, text) => {
  expect(spoken(ms)).toBe(text);
});

import { describe, expect, test } from "vitest";
import { emptyView, foldRun, type WatchMessage } from "./run-view.ts";

const run = (state: string) => ({ runId: "r", state, sequence: 3 }) as unknown as WatchMessage["snapshot"] & object;
const task = (name: string, state: string, more = {}) => ({
  name,
  node: name.replace(/\[.*/, ""),
  state: `TASK_STATE_${state}`,
  attempts: [],
  inputsJson: "",
  ...more,
});
const snapshot = (tasks: readonly object[], more = false) =>
  ({ snapshot: { run: run("RUN_STATE_RUNNING"), tasks, more } }) as unknown as WatchMessage;
const event = (type: string, more: object = {}) =>
  ({ event: { sequence: 4, type, task: "", eventJson: "{}", ...more } }) as unknown as WatchMessage;

const states = (messages: readonly WatchMessage[]) =>
  Object.fromEntries([...foldRun(emptyView, messages).tasks].map(([name, { state }]) => [name, state.slice(11)]));

test("a snapshot in parts is one, and a second snapshot replaces it", () => {
  const parts = [snapshot([task("a", "RUNNING")], true), snapshot([task("b", "PENDING")])];
  expect(states(parts)).toEqual({ a: "RUNNING", b: "PENDING" });
  expect(foldRun(emptyView, parts.slice(0, 1)).isWhole).toBe(false);
  expect(states([...parts, snapshot([task("c", "PENDING")])])).toEqual({ c: "PENDING" });
});

test("an event brings the task as it is after it", () => {
  const started = event("AttemptStarted", { task: "a", after: task("a", "RUNNING") });
  expect(states([snapshot([task("a", "QUEUED")]), started])).toEqual({ a: "RUNNING" });
});

test("what stood for all tasks of a step goes when the first of them is there, at any depth", () => {
  const first = [
    snapshot([task("train[]", "PENDING")]),
    event("TaskQueued", { task: "train[0]", after: task("train[0]", "QUEUED") }),
  ];
  expect(states(first)).toEqual({ "train[0]": "QUEUED" });
  const deep = event("TaskQueued", { task: "score[1][0]", after: task("score[1][0]", "QUEUED") });
  expect(states([snapshot([task("score[][]", "PENDING"), task("train[]", "PENDING")]), deep])).toEqual({
    "train[]": "PENDING",
    "score[1][0]": "QUEUED",
  });
});

test("a skipped step has no state after it in the event, and is skipped all the same", () => {
  const skipped = event("NodeSkipped", {
    eventJson: JSON.stringify({ type: "NodeSkipped", node: "b", path: [], because: "a failed" }),
  });
  expect(states([snapshot([task("b", "PENDING")]), skipped])).toEqual({ b: "SKIPPED" });
});

test("progress is kept when an event brings the task without it", () => {
  const view = foldRun(emptyView, [
    snapshot([task("a", "RUNNING", { inputsJson: '{"n":1}' })]),
    { progress: { task: "a", progress: { fraction: 0.5, message: "", at: "" } } } as unknown as WatchMessage,
    event("CheckpointSaved", { task: "a", after: task("a", "RUNNING") }),
  ]);
  expect(view.tasks.get("a")).toMatchObject({ progress: { fraction: 0.5 }, inputsJson: '{"n":1}' });
});

describe("an event without the state after it says that the view is behind", () => {
  const whole = snapshot([task("a", "QUEUED")]);
  test.each([
    ["AttemptStarted", "a", true],
    ["RunSucceeded", "", true],
    ["RunCancelRequested", "", false],
  ])("%s", (type, name, isBehind) => {
    expect(foldRun(emptyView, [whole, event(type, { task: name })]).isBehind).toBe(isBehind);
  });

  test("until the next snapshot", () => {
    expect(foldRun(emptyView, [whole, event("RunFailed"), whole]).isBehind).toBe(false);
  });
});

test("decisions are kept by node and path", () => {
  const decided = (type: string, more: object) => event(type, { eventJson: JSON.stringify({ type, ...more }) });
  const view = foldRun(emptyView, [
    snapshot([]),
    decided("MapExpanded", { node: "each", path: [2], count: 40 }),
    decided("BranchDecided", { node: "quality", path: [], arm: "production" }),
    decided("LoopContinued", { node: "tune", path: [], round: 0 }),
  ]);
  expect([...view.rounds]).toEqual([
    ["each[2]", 40],
    ["tune", 1],
  ]);
  expect([...view.arms]).toEqual([["quality", "production"]]);
});

import { compile, type PipelineSpec } from "@troupe/core";
import { expect, test } from "vitest";
import type { Task } from "../../../api/messages.ts";
import { criticalPath } from "./critical-path.ts";

const plan = compile({
  format: 1,
  name: "p",
  params: {},
  steps: {},
  nodes: [
    step("slow", []),
    step("fast", []),
    { kind: "map", id: "each", scope: [], over: read("slow") },
    step("train", ["each[]"], "fast"),
    step("score", ["each[]"], "train"),
    {
      kind: "step",
      id: "best",
      scope: [],
      step: "best",
      input: { all: { kind: "gather", map: "each", of: read("score") } },
    },
    {
      kind: "loop",
      id: "tune",
      scope: [],
      start: read("best"),
      next: read("try"),
      until: { test: "otherwise" },
      max: 9,
      onLimit: "fail",
    },
    step("try", ["tune[]"]),
  ],
} as unknown as PipelineSpec);

function read(id: string) {
  return { kind: "step", step: id, path: [] };
}

function step(id: string, scope: readonly string[], ...needs: readonly string[]) {
  return { kind: "step", id, scope, step: id, input: Object.fromEntries(needs.map((need) => [need, read(need)])) };
}

const at = (second: number) => new Date(second * 1000).toISOString();

function ended(name: string, second: number): readonly [string, Task] {
  const task = { name, state: "TASK_STATE_SUCCEEDED", attempts: [{ queuedAt: at(1), endedAt: at(second) }] };
  return [name, task as unknown as Task];
}

function running(name: string, queued: number): readonly [string, Task] {
  return [name, { name, state: "TASK_STATE_RUNNING", attempts: [{ queuedAt: at(queued) }] } as unknown as Task];
}

const trained = [
  ended("slow", 9),
  ended("fast", 3),
  ended("train[0]", 12),
  ended("train[1]", 20),
  ended("score[0]", 22),
  ended("score[1]", 21),
];

test("each task of it is the one that the next waited for longest, through boxes", () => {
  expect(criticalPath(plan, new Map([...trained, ended("best", 30)]))).toEqual([
    "slow",
    "train[0]",
    "score[0]",
    "best",
  ]);
});

test("rounds of a loop wait for the one before", () => {
  const tasks = new Map([...trained, ended("best", 30), ended("try[0]", 31), ended("try[1]", 40)]);
  expect(criticalPath(plan, tasks).slice(-3)).toEqual(["best", "try[0]", "try[1]"]);
});

test("of a live run it leads to what runs longest", () => {
  const tasks = new Map([ended("slow", 9), ended("fast", 3), running("train[1]", 9), running("train[0]", 10)]);
  expect(criticalPath(plan, tasks)).toEqual(["slow", "train[1]"]);
});

test("nothing has begun: it is empty", () => {
  expect(
    criticalPath(
      plan,
      new Map([["slow", { name: "slow", state: "TASK_STATE_QUEUED", attempts: [] } as unknown as Task]]),
    ),
  ).toEqual([]);
});

import { expect, test } from "vitest";
import type { Task } from "../../../api/messages.ts";
import { barsOf, phasesInEvents } from "./phases.ts";

const at = (ms: number) => new Date(ms).toISOString();

function task(attempt: object, state = "TASK_STATE_SUCCEEDED"): Task {
  return {
    name: "a",
    state,
    attempts: [{ number: 1, agent: "g1", exitClass: "EXIT_CLASS_SUCCESS", ...attempt }],
  } as unknown as Task;
}

const phases = (of: Task, agent: object = {}) =>
  barsOf(of, new Map([["a 1", agent]])).flatMap((bar) => bar.phases.map(({ name, from, to }) => [name, from, to]));

const times = { queuedAt: at(1000), assignedAt: at(2000), startedAt: at(3000), endedAt: at(9000) };

test("with what the agent told, all phases are there", () => {
  expect(phases(task(times), { inputsAt: 2200, runningAt: 2900, outputsAt: 8000, endedAt: 8900 })).toEqual([
    ["queued", 1000, 2000],
    ["assigned", 2000, 2200],
    ["inputs", 2200, 2900],
    ["running", 2900, 8000],
    ["outputs", 8000, 9000],
  ]);
});

test("without it, it is assigned until it starts", () => {
  expect(phases(task(times))).toEqual([
    ["queued", 1000, 2000],
    ["assigned", 2000, 3000],
    ["running", 3000, 9000],
  ]);
});

test("what goes on has no end", () => {
  expect(phases(task({ queuedAt: at(1000), assignedAt: at(2000) }, "TASK_STATE_ASSIGNED"))).toEqual([
    ["queued", 1000, 2000],
    ["assigned", 2000, undefined],
  ]);
});

test("an agent whose clock is behind turns nothing around", () => {
  expect(phases(task(times), { inputsAt: 500, runningAt: 600, outputsAt: 7000 })).toEqual([
    ["queued", 1000, 2000],
    ["running", 2000, 7000],
    ["outputs", 7000, 9000],
  ]);
});

test("an agent whose clock is ahead ends nothing after the end", () => {
  expect(phases(task(times), { inputsAt: 20_000, runningAt: 30_000 })).toEqual([
    ["queued", 1000, 2000],
    ["assigned", 2000, 9000],
  ]);
});

test("what no agent has waits", () => {
  expect(phases(task({ agent: "", queuedAt: at(1000) }, "TASK_STATE_WAITING"))).toEqual([["waiting", 1000, undefined]]);
  expect(phases(task({ agent: "", queuedAt: at(1000) }, "TASK_STATE_QUEUED"))).toEqual([["queued", 1000, undefined]]);
});

test("the history tells the phases of ended attempts", () => {
  const event = (type: string, json: object) => ({ type, task: "a", eventJson: JSON.stringify(json) });
  const found = phasesInEvents([
    event("AttemptFailed", { attempt: 1, phases: { runningAt: 5 } }),
    event("AttemptStarted", { attempt: 2 }),
    event("TaskSucceeded", { attempt: 2 }),
  ]);
  expect([...found]).toEqual([["a 1", { runningAt: 5 }]]);
});

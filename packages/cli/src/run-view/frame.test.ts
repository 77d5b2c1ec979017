import type { Task } from "@troupe/sdk/client";
import { expect, test } from "vitest";
import { plain } from "../render/style.ts";
import { anAttempt, aRun, aTask, at } from "../testing/records.ts";
import { bar, type FrameOptions, frame } from "./frame.ts";
import { RunModel } from "./run-model.ts";

const options: FrameOptions = { now: at(12).getTime(), columns: 100, rows: 40, tick: 0, style: plain };

function modelOf(tasks: readonly Task[], nodes: readonly string[] = []): RunModel {
  const model = new RunModel(nodes);
  model.update({ type: "snapshot", run: aRun(), tasks });
  return model;
}

const done = (name: string, seconds: number): Task =>
  aTask(name, { state: "succeeded", attempts: [anAttempt({ endedAt: at(1 + seconds), exitClass: "success" })] });

test("a run in the middle", () => {
  const model = modelOf(
    [
      done("extract", 1.2),
      aTask("best", { reason: "waits for train" }),
      done("train[0]", 3.1),
      aTask("train[10]", { state: "queued", reason: "waits for an agent with 1 GPU" }),
      aTask("train[1]", {
        state: "running",
        attempts: [anAttempt(), anAttempt({ number: 2, startedAt: at(9) })],
        progress: { fraction: 0.4, message: "epoch 4 of 10", at: at(11) },
      }),
    ],
    ["extract", "train", "best"],
  );
  const measure = (task: string, value: number): void =>
    model.measure({ task, attempt: 1, name: "loss", step: null, value, at: at(5) });
  measure("train[0]", 0.231);
  measure("train[1]", 0.51);
  measure("train[1]", 0.4432);
  expect(frame(model, options)).toBe(
    [
      "churn  r-1  ● running  12s",
      "",
      " ✓ extract      succeeded  1.2s",
      " ⠋ train        1/3 done         ███░░░░░░░  33%",
      "   ✓ train[0]   succeeded  3.1s                   loss 0.231",
      "   ⠋ train[1]   running    3.0s  ████░░░░░░  40%  loss 0.4432 ↓  attempt 2, on gpu-1, epoch 4 of 10",
      "   ◌ train[10]  queued                                           waits for an agent with 1 GPU",
      " ○ best         pending                                          waits for train",
      "",
      "○ 1 pending  ◌ 1 queued  ● 1 running  ✓ 2 succeeded",
    ].join("\n"),
  );
});

test("in a narrow terminal columns go before a line wraps, and the reason stays", () => {
  const model = modelOf([
    aTask("train[0]", {
      state: "running",
      attempts: [anAttempt({ startedAt: at(9) })],
      progress: { fraction: 0.4, message: "epoch 4 of 10", at: at(11) },
    }),
    aTask("train[1]", { state: "queued", reason: "waits for an agent with 1 GPU" }),
  ]);
  model.measure({ task: "train[0]", attempt: 1, name: "loss", step: null, value: 0.5, at: at(5) });
  model.measure({ task: "train[0]", attempt: 1, name: "system.memory", step: null, value: 5e6, at: at(6) });
  const lines = (columns: number): readonly string[] =>
    frame(model, { ...options, columns })
      .split("\n")
      .slice(2, 5);
  expect(lines(80)[1]).toContain("40%  loss 0.5  on gpu-1, epo");
  expect(lines(60)[1]).toMatch(/running +3.0s +loss 0.5 +on gpu-1, epoch 4/);
  expect(lines(60)[2]).toMatch(/queued +waits for an.*…$/);
  for (const columns of [40, 60, 80]) expect(lines(columns).every((line) => line.length < columns)).toBe(true);
});

test("more than twenty tasks collapse to what moves and what failed", () => {
  const tasks = [
    done("extract", 1),
    ...Array.from({ length: 30 }, (_, index) =>
      index === 7
        ? aTask("train[7]", {
            state: "failed",
            attempts: [anAttempt({ endedAt: at(4) })],
            failure: {
              task: "train[7]",
              exitClass: "failure",
              code: "",
              message: "ValueError: no\nmore",
              exitCode: 1,
              signal: null,
            },
          })
        : index < 12
          ? done(`train[${index}]`, 2)
          : index < 18
            ? aTask(`train[${index}]`, { state: "running", attempts: [anAttempt({ startedAt: at(10) })] })
            : aTask(`train[${index}]`, { state: "queued" }),
    ),
    ...["a", "b", "c"].map((name) => aTask(name)),
  ];
  expect(frame(modelOf(tasks), options)).toBe(
    [
      "churn  r-1  ● running  12s",
      "",
      " ✓ 1 succeeded",
      " ✗ train        12/30 done        ████░░░░░░  40%",
      "   ✗ train[7]   failed      3.0s                   ValueError: no",
      "   ⠋ train[12]  running     2.0s                   on gpu-1",
      "   ⠋ train[13]  running     2.0s                   on gpu-1",
      "   ⠋ train[14]  running     2.0s                   on gpu-1",
      "   … 3 more",
      " ○ 3 pending",
      "",
      "○ 3 pending  ◌ 12 queued  ● 6 running  ✓ 12 succeeded  ✗ 1 failed",
    ].join("\n"),
  );
});

test("a frame is never higher than the terminal, nor wider", () => {
  const tasks = Array.from({ length: 19 }, (_, index) =>
    aTask(`step-${index}`, {
      state: "running",
      attempts: [anAttempt({ agent: "an-agent-with-a-name-that-goes-on-and-on" })],
    }),
  );
  const lines = frame(modelOf(tasks), { ...options, rows: 14, columns: 50 }).split("\n");
  expect(lines.length).toBeLessThan(14);
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(50);
  expect(lines.at(-3)).toBe(" … 11 more");
});

test("before the first snapshot there is something to read", () => {
  expect(frame(new RunModel(), options)).toContain("waiting for the run…");
});

test("bars stay within their bounds", () => {
  expect([-1, 0, 0.999, 2, Number.NaN].map(bar)).toEqual([
    "░░░░░░░░░░   0%",
    "░░░░░░░░░░   0%",
    "█████████░  99%",
    "██████████ 100%",
    "░░░░░░░░░░   0%",
  ]);
});

import { describe, expect, test } from "vitest";
import { plain } from "../render/style.ts";
import { anAttempt, anEvent, aRun, aTask, at } from "../testing/records.ts";
import { eventLine } from "./event-line.ts";
import { exitWords } from "./exit-words.ts";
import { failureCard } from "./failure-card.ts";
import { summary } from "./summary.ts";

test("a summary names the outcome, the outputs and where to look on", () => {
  const run = aRun({
    state: "succeeded",
    endedAt: at(74),
    traceId: "0af7651916cd43dd8448eb211c80319c",
    outputs: {
      accuracy: 0.93127,
      model: { kind: "joblib", digest: `sha256:${"0123456789abcdef".repeat(4)}`, size: 12_582_912 },
      trees: [10, 50],
      best: { loss: 1.5e-9, by: "train[1]" },
    },
  });
  expect(summary(run, plain)).toBe(
    [
      "✓ churn succeeded in 1m14s",
      "  run       r-1",
      "  outputs   accuracy   0.9313",
      "            model      joblib 0123456789ab (12 MiB)",
      "            trees      [10,50]",
      '            best       loss 1.50e-9, by "train[1]"',
      "  logs      troupe logs r-1",
      "  trace     0af7651916cd43dd8448eb211c80319c",
    ].join("\n"),
  );
});

test("a failure card shows why, how, the last words, and what to do", () => {
  const failure = {
    task: "train[1]",
    exitClass: "oom",
    code: "OUT_OF_MEMORY",
    message: "the attempt used 2.1 GiB of 2.0 GiB",
    exitCode: null,
    signal: "SIGKILL",
  } as const;
  const card = failureCard({
    runId: "r-1",
    failure,
    task: aTask("train[1]", { state: "failed", attempts: [anAttempt(), anAttempt({ number: 2, agent: "gpu-2" })] }),
    lastLines: [
      ...Array.from({ length: 30 }, (_, line) => `epoch ${line}`),
      "a very long line that does not fit at all",
    ],
    columns: 40,
    style: plain,
  });
  const lines = card.split("\n");
  expect(lines.slice(0, 9)).toEqual([
    "✗ train[1] failed",
    "",
    "  why       the attempt used 2.1 GiB of 2.0 GiB",
    "  class     out of memory: the kernel's counters say so",
    "  exit      SIGKILL: killed from outside: by an operator, or by the kernel when the machine ran out of memory",
    "  attempt   2, the last, on gpu-2",
    "  code      OUT_OF_MEMORY",
    "",
    "  its last lines",
  ]);
  expect(lines.filter((line) => line.startsWith("  │"))).toHaveLength(20);
  expect(lines).toContain("  │ a very long line that does not fit…");
  expect(lines.slice(-3)).toEqual([
    "  all it wrote   troupe logs r-1 'train[1]'",
    "  its inputs     troupe describe task r-1 'train[1]'",
    `  remedy         give the step more: resources: { memory: "…" }`,
  ]);
});

test("a failure without a task points at the run", () => {
  const failure = { task: null, exitClass: null, code: "X", message: "no item", exitCode: null, signal: null };
  const card = failureCard({ runId: "r-1", failure, task: null, lastLines: [], columns: 80, style: plain });
  expect(card).toContain("✗ the run failed");
  expect(card).toContain("troupe describe run r-1");
});

test.each([
  [{ exitCode: 127, signal: null }, "exit code 127: there is no such program"],
  [{ exitCode: 3, signal: null }, "exit code 3"],
  [{ exitCode: null, signal: "SIGSEGV" }, "SIGSEGV: crashed: it used memory that was not its own"],
  [{ exitCode: 0, signal: null }, null],
])("%o in words", (exit, words) => {
  expect(exitWords(exit)).toBe(words);
});

describe("a run's history, a line an event", () => {
  const task = "train[1]";
  const failure = { exitClass: "failure", code: "X", message: "\nValueError: no\nmore" } as const;
  const when = at(64).getTime();
  test.each([
    [{ type: "MapExpanded", node: "each", path: [], count: 1 }, "each  maps over 1 item"],
    [{ type: "BranchDecided", node: "quality", path: [], arm: "staging" }, "quality  took staging"],
    [
      { type: "TaskAssigned", task, attempt: 2, agent: "gpu-1", devices: [], granted: false },
      "train[1]  starting on gpu-1, attempt 2",
    ],
    [
      { type: "AttemptFailed", task, attempt: 1, agent: "gpu-1", failure },
      "train[1]  attempt 1 ended (failure): ValueError: no",
    ],
    [{ type: "TaskRetryScheduled", task, attempt: 2, until: when + 10_000 }, "train[1]  tries again in 10s"],
    [{ type: "RunFailed", task, failure }, "run  failed: train[1]: ValueError: no"],
    [{ type: "RunTimedOut", timeoutMs: 60_000 }, "run  timed out after 1m00s"],
  ] as const)("%o", (event, line) => {
    expect(eventLine(anEvent({ at: when, ...event }))).toMatch(/^\d\d:01:04 {2}/);
    expect(eventLine(anEvent({ at: when, ...event }))?.slice(10)).toBe(line);
  });

  test("a success says how long it took", () => {
    const after = aTask(task, { state: "succeeded", attempts: [anAttempt({ endedAt: at(3.5) })] });
    const record = anEvent(
      { at: when, type: "TaskSucceeded", task, attempt: 1, agent: "gpu-1", output: null },
      { after },
    );
    expect(eventLine(record)).toContain("train[1]  succeeded in 2.5s");
  });

  test("what says nothing to a reader, or is not known, is left out", () => {
    expect(eventLine(anEvent({ at: when, type: "AttemptGranted", task, attempt: 1, agent: "gpu-1" }))).toBeNull();
    expect(
      eventLine({ ...anEvent({ at: when, type: "RunSucceeded", outputs: null }), detail: { type: "New" } }),
    ).toBeNull();
  });
});

import { email, failWhen, pipeline, python, slack } from "@troupe/sdk";
import type { AppliedPipeline } from "@troupe/sdk/client";
import { expect, test } from "vitest";
import { plain as plainStyle } from "../render/style.ts";
import { anAttempt, aTask, at, start } from "../testing/records.ts";
import { notificationsText } from "./notifications-text.ts";
import { pipelineText } from "./pipeline-text.ts";
import { taskText } from "./task-text.ts";

const view = { now: start + 60_000, style: plainStyle };
const plain = python("plain", { run: "steps/plain.py" });
const train = python("train", {
  run: "steps/train.py",
  resources: { memory: "2GiB" },
  retries: { max: 2, memoryOnOom: 2 },
  timeout: "1h",
  within: "6h",
  watchdog: { stalls: "10m" },
  rules: [failWhen("loss", { isNaN: true })],
});
const applied = (spec: AppliedPipeline["spec"]): AppliedPipeline => ({
  name: "churn",
  description: "",
  version: "sha256:1",
  codeDigest: null,
  appliedAt: at(0),
  generation: 1,
  spec,
});

test("a pipeline shows what it says about failures, and nothing where it says nothing", () => {
  const { spec } = pipeline("churn", { notify: [slack("ml"), email(["a@b.de"], { on: ["succeeded"] })] }, () => {
    plain();
    train();
  });
  const text = pipelineText(applied(spec), view);
  expect(text).toMatch(/tells +slack ml: failed, timed-out\n +|tells/);
  expect(text).toContain("email email to a@b.de: succeeded");
  expect(text).toContain(
    "2 retries, memory × 2 after oom, timeout 1h00m, within 6h00m, restart after 10m00s of no progress, 1 rule",
  );
  const quiet = pipelineText(applied(pipeline("churn", () => void plain()).spec), view);
  expect(quiet).not.toContain("FAILURES");
  expect(quiet).not.toContain("tells");
});

test("a task shows its checkpoint, the rules that fired, and what each attempt had", () => {
  const checkpoint = { kind: "pt", digest: "sha256:abc", size: 1024, step: 7 };
  const fired = [
    { rule: 0, action: "mark", metric: "loss", value: Number.NaN, step: 3, at: at(1), message: "loss is NaN" },
  ];
  const stalled = {
    exitClass: "timeout",
    code: "STEP_STALLED",
    signal: "SIGTERM",
    message: "made no progress for 600 s",
  } as const;
  const task = aTask("train", {
    checkpoint,
    attempts: [
      anAttempt({ ...stalled, endedAt: at(9), fired }),
      anAttempt({ number: 2, from: checkpoint, memoryBytes: 2 ** 31 }),
    ],
  });
  const text = taskText("r-1", task, view);
  expect(text).toMatch(/checkpoint +step 7, pt, 1 KiB, sha256:abc/);
  expect(text).toMatch(/rule +mark: loss is NaN at step 3, attempt 1/);
  expect(text).toContain("timeout made no progress for 600 s");
  expect(text).toMatch(/step 7 +2 GiB/);
});

test("who was told stands with how that went", () => {
  const one = {
    id: "r-1.ended.0",
    cause: "failed",
    kind: "slack",
    connection: "ml",
    to: [],
    state: "sent",
    at: at(0),
    attempts: 1,
    nextAt: null,
    settledAt: at(2),
    problem: "",
  } as const;
  const text = notificationsText(
    [
      one,
      {
        ...one,
        kind: "email",
        connection: "email",
        to: ["a@b.de"],
        state: "due",
        nextAt: at(90),
        problem: "no answer",
      },
      { ...one, kind: "webhook", connection: "ops", state: "given-up", attempts: 9, problem: "ops answered 410" },
    ],
    view,
  );
  expect(text).toMatch(/failed +slack ml +sent after 2\.0s +1/);
  expect(text).toMatch(/failed +email +a@b\.de +again in 30s +1 +no answer/);
  expect(text).toMatch(/failed +webhook ops +given up +9 +ops answered 410/);
  expect(notificationsText([], view)).toBe("");
});

import { expect, test } from "vitest";
import { attemptSpanId, attemptTraceparent, phaseSpanId, rootSpanId, runTraceId, taskSpanId } from "./trace-ids.ts";
import { parseTraceparent } from "./traceparent.ts";

const caller = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

test("the derivation is part of the format: an upgrade in the middle of a run must not split its trace", () => {
  expect({
    trace: runTraceId("run", null),
    run: rootSpanId("run"),
    task: taskSpanId("run", "task[0]"),
    attempt: attemptSpanId("run", "task[0]", 1),
    phase: phaseSpanId("run", "task[0]", 1, "running"),
  }).toEqual({
    trace: "606008dcbdb6703bced5d058544e941e",
    run: "30bf08ec1aea3455",
    task: "6da55226629a3d02",
    attempt: "e0f5a1c5009624c7",
    phase: "3342d7cf71ee5898",
  });
});

test("ids differ by everything that they are derived from", () => {
  const ids = [
    rootSpanId("a"),
    rootSpanId("b"),
    taskSpanId("a", "t"),
    taskSpanId("a", "t[1]"),
    attemptSpanId("a", "t", 1),
    attemptSpanId("a", "t", 11),
    attemptSpanId("a", "t1", 1),
    phaseSpanId("a", "t", 1, "queued"),
    phaseSpanId("a", "t", 1, "running"),
  ];
  expect(new Set(ids).size).toBe(ids.length);
  for (const id of ids) expect(id).toMatch(/^[0-9a-f]{16}$/);
});

test("what a step makes hangs under its attempt, in the caller's trace if there is one", () => {
  expect(parseTraceparent(attemptTraceparent("a", null, "t", 2))).toEqual({
    traceId: runTraceId("a", null),
    spanId: attemptSpanId("a", "t", 2),
    sampled: true,
  });
  expect(parseTraceparent(attemptTraceparent("a", caller, "t", 2, false))).toEqual({
    traceId: "4bf92f3577b34da6a3ce929d0e0e4736",
    spanId: attemptSpanId("a", "t", 2),
    sampled: false,
  });
});

test("a caller that makes no sense is no caller", () => {
  expect(runTraceId("a", "nonsense")).toBe(runTraceId("a", null));
});

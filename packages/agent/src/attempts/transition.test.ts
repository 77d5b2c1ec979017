import { describe, expect, test } from "vitest";
import type { AttemptInput, AttemptState, Stop } from "./attempt-state.ts";
import { transition } from "./transition.ts";

const exit = { exitCode: 0, signal: null, oom: false };
const failure = { exitClass: "error", code: "NO_ENVIRONMENT", message: "no" } as const;
const cancel: AttemptInput = { type: "CancelRequested", message: "enough" };
const success = { exitClass: "success", outputJson: null, outputDigest: null } as const;

const preparing: AttemptState = { status: "preparing", granted: false };
const granted: AttemptState = { status: "preparing", granted: true };
const prepared: AttemptState = { status: "prepared" };
const starting: AttemptState = { status: "starting", stop: null };
const running: AttemptState = { status: "running", stop: null };
const finishing: AttemptState = { status: "finishing", exit, stop: null };
const ended: AttemptState = { status: "ended", outcome: success };
const closing: AttemptState = { status: "closing" };
const all = [preparing, granted, prepared, starting, running, finishing, ended, closing];

const effects = (state: AttemptState, input: AttemptInput) =>
  transition(state, input).effects.map((each) => each.effect);
const status = (state: AttemptState, input: AttemptInput) => transition(state, input).state.status;

describe("starting", () => {
  test("needs both the grant and the preparation, in either order", () => {
    expect(effects(prepared, { type: "Granted" })).toEqual(["StartExecution"]);
    expect(transition(preparing, { type: "Granted" })).toEqual({ state: granted, effects: [] });
    expect(effects(granted, { type: "Prepared" })).toEqual(["StartExecution"]);
    expect(transition(preparing, { type: "Prepared" })).toEqual({ state: prepared, effects: [] });
  });

  test("happens once: no input starts what is past it", () => {
    const inputs: AttemptInput[] = [{ type: "Granted" }, { type: "Prepared" }, { type: "Started" }, cancel];
    for (const state of [starting, running, finishing, ended, closing])
      for (const input of inputs) expect(effects(state, input)).not.toContain("StartExecution");
  });

  test("nothing starts after a refusal, a cancel, or being superseded", () => {
    for (const input of [{ type: "Refused" }, { type: "Superseded" }, cancel] satisfies AttemptInput[])
      for (const state of [preparing, granted, prepared]) {
        const after = transition(state, input).state;
        expect(effects(after, { type: "Granted" })).toEqual([]);
        expect(effects(after, { type: "Prepared" })).toEqual([]);
      }
  });
});

describe("a cancel", () => {
  test.each([preparing, granted, prepared])("before the start ends it at once: %j", (state) => {
    expect(effects(state, cancel)).toEqual(["AbortPreparation", "ReportResult"]);
    expect(transition(state, cancel).state).toMatchObject({ outcome: { exitClass: "cancelled" } });
  });

  test("during the start is kept until there is something to stop", () => {
    const after = transition(starting, cancel).state;
    expect(effects(after, { type: "Started" })).toEqual(["StopExecution"]);
  });

  test("stops what runs, once, and the outcome says so", () => {
    const { state } = transition(running, cancel);
    expect(effects(running, cancel)).toEqual(["StopExecution"]);
    expect(effects(state, cancel)).toEqual([]);
    expect(transition(state, { type: "Exited", exit }).effects).toEqual([
      { effect: "CollectOutcome", exit, stop: { reason: "cancelled", message: "enough" } },
    ]);
  });

  test("gives up the collecting of outputs", () => {
    expect(effects(finishing, cancel)).toEqual(["AbortCollecting", "CollectOutcome"]);
  });

  test("of what has ended repeats the result, which stands", () => {
    expect(transition(ended, cancel)).toEqual({ state: ended, effects: [{ effect: "ReportResult" }] });
    expect(transition(closing, cancel)).toEqual({ state: closing, effects: [] });
  });
});

describe("a timeout", () => {
  test("stops what runs; a later cancel does not change why", () => {
    const { state } = transition(running, { type: "TimeIsUp" });
    expect(state).toEqual({ status: "running", stop: { reason: "timeout" } });
    expect(transition(state, cancel)).toEqual({ state, effects: [] });
  });

  test("means nothing elsewhere", () => {
    for (const state of all.filter((each) => each !== running))
      expect(transition(state, { type: "TimeIsUp" })).toEqual({ state, effects: [] });
  });
});

describe("being superseded", () => {
  test("is never followed by a report", () => {
    for (const state of all) {
      let current = transition(state, { type: "Superseded" }).state;
      const seen: string[] = effects(state, { type: "Superseded" });
      for (const input of [
        { type: "Started" },
        { type: "Exited", exit },
        { type: "Finished", outcome: success },
        cancel,
      ])
        for (const effect of transition(current, input as AttemptInput).effects) {
          seen.push(effect.effect);
          current = transition(current, input as AttemptInput).state;
        }
      expect(seen).not.toContain("ReportResult");
      expect(seen).not.toContain("ReportRunning");
    }
  });

  test("kills what runs, also if it was being cancelled", () => {
    const stop: Stop = { reason: "cancelled", message: "" };
    expect(effects({ status: "running", stop }, { type: "Superseded" })).toEqual(["StopExecution"]);
    const dying: AttemptState = { status: "running", stop: { reason: "superseded" } };
    expect(effects(dying, { type: "Exited", exit })).toEqual(["ShipTheRest"]);
  });
});

test("a late refusal does not kill what a grant has started", () => {
  for (const state of [starting, running, finishing, ended])
    expect(transition(state, { type: "Refused" })).toEqual({ state, effects: [] });
});

test("a preparation or start that fails is an error of this machine", () => {
  expect(transition(preparing, { type: "PreparationFailed", failure }).state).toMatchObject({
    status: "ended",
    outcome: { exitClass: "error", failure: { code: "NO_ENVIRONMENT" } },
  });
  expect(status(starting, { type: "StartFailed", failure })).toBe("ended");
});

test("a result stays until it is acknowledged, the logs until they are shipped", () => {
  expect(status(ended, { type: "Shipped" })).toBe("ended");
  expect(effects(ended, { type: "ResultAcknowledged" })).toEqual(["ShipTheRest"]);
  expect(effects(closing, { type: "Shipped" })).toEqual(["Forget"]);
});

describe("what an attempt tells of itself", () => {
  const firing = { rule: 0, metric: "loss", value: "NaN", step: 1, at: 0, message: "loss is NaN" } as const;
  const fired = (action: "stop" | "fail" | "mark"): AttemptInput => ({
    type: "RuleFired",
    firing: { ...firing, action },
  });
  const stalled: AttemptInput = { type: "Stalled", idleMs: 1000, isFinal: false };

  test("stops it while it runs, or as soon as it does; the first reason stands", () => {
    for (const input of [stalled, fired("stop"), fired("fail")]) {
      expect(effects(running, input)).toEqual(["StopExecution"]);
      for (const state of [preparing, granted, prepared, ended, closing]) expect(effects(state, input)).toEqual([]);
    }
    const { state } = transition(starting, fired("stop"));
    expect(effects(state, { type: "Started" })).toEqual(["StopExecution"]);
    expect(effects(transition(running, fired("stop")).state, stalled)).toEqual([]);
  });

  test("may be nothing but a mark", () => {
    expect(transition(running, fired("mark"))).toEqual({ state: running, effects: [{ effect: "ReportNote" }] });
  });

  test("fails what has ended already, and stops it no more", () => {
    expect(effects(finishing, fired("fail"))).toEqual(["AbortCollecting", "CollectOutcome"]);
    expect(effects(finishing, fired("stop"))).toEqual([]);
  });
});

import { expect, it } from "vitest";
import { email, failWhen, pipeline, plateau, python, slack, stopWhen, webhook } from "../index.ts";

const run = "train.py:train";

it("writes retry rules, limits, watchdog and rules about metrics into the spec", () => {
  const train = python("train", {
    run,
    metrics: ["loss"],
    resources: { memory: "1GiB" },
    retries: { max: 2, only: { errors: ["OSError"] }, never: { exitCodes: [2] }, memoryOnOom: 2, maxMemory: "4GiB" },
    within: "6h",
    watchdog: { stalls: "10m" },
    rules: [
      failWhen("loss", { isNaN: true }),
      stopWhen("loss", { lt: 0.1, points: 3 }),
      plateau("loss", { window: 9 }),
    ],
  });
  expect(train.declaration.limits).toMatchObject({
    withinMs: 21_600_000,
    watchdog: { stallMs: 600_000, action: "restart" },
    retries: {
      only: { errors: ["OSError"] },
      never: { exitCodes: [2] },
      memoryOnOom: { factor: 2, maxBytes: 4 * 2 ** 30 },
    },
    rules: [
      { metric: "loss", when: { test: "nan" }, action: "fail" },
      { metric: "loss", when: { test: "lt", value: 0.1, points: 3 }, action: "stop" },
      { metric: "loss", when: { test: "plateau", window: 9, minDelta: 0, goal: "min" }, action: "stop" },
    ],
  });
});

it("writes nothing of what nobody asked for, so that versions stay what they are", () => {
  const { limits } = python("train", { run }).declaration;
  expect(Object.keys(limits).toSorted()).toEqual(["graceMs", "resources", "retries"]);
  expect(Object.keys(limits.retries).toSorted()).toEqual(["backoff", "budgets"]);
});

it("lets a call set its own", () => {
  const train = python("train", { run, within: "6h" });
  const { spec } = pipeline("p", () => void train({}, { within: "1h", watchdog: { stalls: "1m", do: "fail" } }));
  expect(spec.nodes[0]).toMatchObject({
    limits: { withinMs: 3_600_000, watchdog: { stallMs: 60_000, action: "fail" } },
  });
});

it("refuses what could not mean anything, with what to do", () => {
  expect(() => stopWhen("loss", { gt: 1, lt: 0 } as never)).toThrow("has gt and lt");
  expect(() => plateau("loss", { window: 0 })).toThrow("is 0");
  expect(() => python("t", { run, retries: { max: 1, maxMemory: "1GiB" } })).toThrow("caps what does not grow");
  const stuck = python("stuck", { run, watchdog: { stalls: "1m" } });
  expect(() => pipeline("p", () => void stuck())).toThrow("no attempt is left for that");
});

it("names connections and never addresses", () => {
  const train = python("train", { run });
  const { spec } = pipeline(
    "p",
    { notify: [slack("ml-alerts"), webhook("ops", { on: ["succeeded", "succeeded"] }), email(["a@b.de"])] },
    () => void train(),
  );
  expect(spec.notify).toEqual([
    { to: { kind: "slack", connection: "ml-alerts" }, on: ["failed", "timed-out"] },
    { to: { kind: "webhook", connection: "ops" }, on: ["succeeded"] },
    { to: { kind: "email", connection: "email", to: ["a@b.de"] }, on: ["failed", "timed-out"] },
  ]);
  expect(() => slack("https://hooks.slack.com/services/T0/B0/x")).toThrow("would stand in the spec");
});

/**
 * Golden scenarios: a pipeline, what becomes of its tasks, and where all of them are in the end. Tasks end in the order
 * in which they are named; those that are not named succeed. `cancel` and `restart` happen in between.
 */
import { expect, it } from "vitest";
import type { Expression } from "../spec/expression.ts";
import { defaultLimits, type Node, type PipelineSpec } from "../spec/pipeline-spec.ts";
import { validateSpec } from "../spec/validate-spec.ts";
import type { WaitingExecutable } from "../spec/waiting.ts";
import { inputsOf } from "./reading.ts";
import { World } from "./testing/world.ts";

const ref = (step: string): Expression => ({ kind: "step", step, path: [] });
const ended = (of: Expression): Expression => ({ kind: "ended", of });
const literal = (value: unknown): Expression => ({ kind: "literal", value: value as never });
const step = (id: string, reads: Record<string, Expression> = {}, more: object = {}): Node => ({
  kind: "step",
  id,
  scope: [],
  step: "work",
  input: reads,
  ...more,
});
/** Steps that no agent has: for half a minute, for a person, for another run. */
const pause = (id: string, more: object = {}): Node => step(id, {}, { step: "pause", ...more });
const ask = (id: string, more: object = {}): Node => step(id, {}, { step: "ask", ...more });
const call = (id: string, more: object = {}): Node => step(id, {}, { step: "call", ...more });
const inside = (scope: string) => ({ scope: [scope] });
const map = (id: string, over: unknown, more: object = {}): Node => ({
  kind: "map",
  id,
  scope: [],
  over: Array.isArray(over) ? literal(over) : (over as Expression),
  ...more,
});
const gather = (map: string, of: string): Expression => ({ kind: "gather", map, of: ref(of) });
const always = { test: "otherwise" } as const;
const never = { test: "holds", of: literal(false) } as const;
const branch = (id: string, taken: "left" | "right", more: object = {}): Node => ({
  kind: "branch",
  id,
  scope: [],
  arms: [
    { name: "left", if: taken === "left" ? always : never },
    { name: "right", if: always },
  ],
  ...more,
});
const arm = (branch: string, name: string, of: string): Expression => ({ kind: "arm", branch, arm: name, of: ref(of) });
const first = (...items: Expression[]): Expression => ({ kind: "first", items });
const loop = (id: string, max: number, more: object = {}): Node => ({
  kind: "loop",
  id,
  scope: [],
  start: literal(0),
  next: ref("round"),
  until: { test: "gte", left: { kind: "state", loop: id, path: [] }, right: literal(3) },
  max,
  onLimit: "fail",
  ...more,
});
const group = (id: string, more: object = {}): Node => ({ kind: "group", id, scope: [], ...more });
const finalizer = (id = "end"): Node => ({ kind: "finalizer", id, scope: [], timeoutMs: 60_000 });
const cleanUp = step("clean-up", {}, inside("end/body"));

function specOf(nodes: readonly Node[]): PipelineSpec {
  const input = { type: "object", additionalProperties: {} } as const;
  const work = { runs: { kind: "function" as const }, input, output: { type: "number" }, limits: defaultLimits };
  const waiting = (runs: WaitingExecutable) => ({ runs, input, output: {}, limits: defaultLimits });
  const steps = {
    work,
    pause: waiting({ kind: "wait", for: { kind: "duration", ms: 30_000 } }),
    ask: waiting({ kind: "approval" }),
    call: waiting({ kind: "trigger", pipeline: "child", wait: true }),
  };
  return { format: 1, name: "p", params: { type: "object", properties: {} }, steps, nodes };
}

type Scenario = readonly [what: string, nodes: readonly Node[], happens: string, comesTo: string];

const scenarios: readonly Scenario[] = [
  // what is needed
  ["a chain", [step("a"), step("b", { x: ref("a") })], "", "succeeded: a ✓ b ✓"],
  ["a chain that breaks", [step("a"), step("b", { x: ref("a") })], "a fails", "failed: a ✗ b –"],
  ["a side that does not care", [step("a"), step("b")], "a fails", "failed: a ✗ b ✓"],
  ["order without reading", [step("a"), step("b", {}, { after: ["a"] })], "a fails", "failed: a ✗ b –"],
  // rules
  ["all-done, all went well", [step("a"), step("b", {}, { after: ["a"], when: "all-done" })], "", "succeeded: a ✓ b ✓"],
  [
    "all-done after a failure",
    [step("a"), step("b", {}, { after: ["a"], when: "all-done" })],
    "a fails",
    "failed: a ✗ b ✓",
  ],
  ["any-failed, none did", [step("a"), step("b", {}, { after: ["a"], when: "any-failed" })], "", "succeeded: a ✓ b –"],
  [
    "any-failed, one did",
    [step("a"), step("b", {}, { after: ["a"], when: "any-failed" })],
    "a fails",
    "failed: a ✗ b ✓",
  ],
  [
    "any-failed, further up",
    [step("a"), step("b", { x: ref("a") }), step("c", {}, { after: ["b"], when: "any-failed" })],
    "a fails",
    "failed: a ✗ b – c ✓",
  ],
  [
    "what needs a step that was not needed",
    [step("a"), step("b", {}, { after: ["a"], when: "any-failed" }), step("c", { x: ref("b") })],
    "",
    "succeeded: a ✓ b – c ✓",
  ],
  [
    "a rule, and a value that is not there",
    [step("a"), step("b"), step("c", { x: ref("b") }, { after: ["a"], when: "all-done" })],
    "b fails",
    "failed: a ✓ b ✗ c –",
  ],
  ["how it ended", [step("a"), step("b", { x: ended(ref("a")) })], "a fails", "failed: a ✗ b ✓"],
  [
    "a step that may fail",
    [step("a", {}, { mayFail: true }), step("b", { x: ref("a") })],
    "a fails",
    "succeeded: a ✗ b ✓",
  ],
  [
    "a step that may fail, and was skipped",
    [step("a"), step("b", { x: ref("a") }, { mayFail: true }), step("c", { x: ref("b") })],
    "a fails",
    "failed: a ✗ b – c –",
  ],
  // rules of what waits
  [
    "a person is asked only if something failed",
    [step("a"), ask("q", { after: ["a"], when: "any-failed" }), step("b", { x: ref("q") })],
    "",
    "succeeded: a ✓ q – b ✓",
  ],
  [
    "a person is asked because something failed",
    [step("a"), ask("q", { after: ["a"], when: "any-failed" }), step("b", { x: ref("q") })],
    "a fails, restart, q is approved",
    "failed: a ✗ q ✓ b ✓",
  ],
  [
    "a rejection that may be",
    [ask("q", { mayFail: true }), step("b", { x: ref("q") })],
    "q is rejected, restart",
    "succeeded: q ✗ b ✓",
  ],
  ["a rejection that may not be", [ask("q"), step("b", { x: ref("q") })], "q is rejected", "failed: q ✗ b –"],
  [
    "a triggered run that may fail",
    [call("c", { mayFail: true }), step("b", { x: ref("c") }), step("d", { x: ended(ref("c")) })],
    "c begins, restart, c comes to nothing",
    "succeeded: c ✗ b ✓ d ✓",
  ],
  [
    "another pipeline as the fallback",
    [step("a"), call("c", { after: ["a"], when: "any-failed" }), step("j", { x: ref("c") })],
    "a fails, c begins, c is there",
    "failed: a ✗ c ✓ j ✓",
  ],
  [
    "a pause before a fallback, which nobody needs",
    [step("a", {}, { mayFail: true }), pause("p", { after: ["a"], when: "any-failed" }), step("b", { x: ref("p") })],
    "a succeeds",
    "succeeded: a ✓ p – b ✓",
  ],
  [
    "a pause before a fallback",
    [step("a", {}, { mayFail: true }), pause("p", { after: ["a"], when: "any-failed" }), step("b", { x: ref("p") })],
    "a fails, restart, wait",
    "succeeded: a ✗ p ✓ b ✓",
  ],
  [
    "a pause whatever happened",
    [step("a"), pause("p", { after: ["a"], when: "all-done" }), step("b", {}, { after: ["p"] })],
    "a fails, wait",
    "failed: a ✗ p ✓ b ✓",
  ],
  [
    "a wait in each round, one of which may fail",
    [
      map("m", [1, 2], { fail: "continue" }),
      call("c", { ...inside("m[]"), mayFail: true }),
      step("t", { x: ref("c") }, inside("m[]")),
      step("z", { x: gather("m", "t") }),
    ],
    "c[0] begins, c[0] comes to nothing, c[1] begins, c[1] is there",
    "succeeded: c[0] ✗ c[1] ✓ t[0] ✓ t[1] ✓ z ✓",
  ],
  [
    "a cancel while all sorts of things are waited for",
    [pause("p"), ask("q", { mayFail: true }), call("c"), step("b", {}, { after: ["p"], when: "always" })],
    "c begins, cancel, c is cancelled",
    "cancelled: p ⊘ q ⊘ c ⊘ b ✓",
  ],
  // branches and joins
  [
    "a join of both arms",
    [
      branch("q", "left"),
      step("l", {}, inside("q/left")),
      step("r", {}, inside("q/right")),
      step("j", { x: arm("q", "left", "l"), y: arm("q", "right", "r") }),
    ],
    "",
    "succeeded: l ✓ j ✓ r (not born)",
  ],
  [
    "the first that is there",
    [
      branch("q", "right"),
      step("l", {}, inside("q/left")),
      step("r", {}, inside("q/right")),
      step("j", { x: first(arm("q", "left", "l"), arm("q", "right", "r")) }),
    ],
    "",
    "succeeded: r ✓ j ✓ l (not born)",
  ],
  [
    "a join after an arm that failed",
    [
      branch("q", "left"),
      step("l", {}, inside("q/left")),
      step("j", { x: arm("q", "left", "l") }),
      step("k", {}, { after: ["q"], when: "all-done" }),
    ],
    "l fails",
    "failed: l ✗ j – k ✓",
  ],
  [
    "a branch that is there for failures",
    [
      step("a"),
      branch("q", "left", { after: ["a"], when: "any-failed" }),
      step("l", {}, inside("q/left")),
      step("j", { x: arm("q", "left", "l") }),
    ],
    "",
    "succeeded: a ✓ j ✓ l (not born)",
  ],
  // maps
  [
    "an empty map",
    [map("m", []), step("t", {}, inside("m[]")), step("z", { x: gather("m", "t") })],
    "",
    "succeeded: z ✓ t (not born)",
  ],
  [
    "a map, one fails",
    [map("m", [1, 2]), step("t", {}, inside("m[]")), step("z", { x: gather("m", "t") })],
    "t[0] fails",
    "failed: t[0] ✗ t[1] ✓ z –",
  ],
  [
    "a map that stops",
    [
      map("m", [1, 2, 3, 4], { fail: "stop", concurrency: 2 }),
      step("t", {}, inside("m[]")),
      step("z", { x: gather("m", "t") }),
    ],
    "t[1] starts, t[0] fails, t[1] fails",
    "failed: t[0] ✗ t[1] ⊘ z – t[2] ⊘",
  ],
  [
    "a map that goes on",
    [
      map("m", [1, 2], { fail: "continue" }),
      step("t", {}, inside("m[]")),
      step("u", { x: ref("t") }, inside("m[]")),
      step("z", { x: gather("m", "u") }),
    ],
    "t[0] fails",
    "succeeded: t[0] ✗ t[1] ✓ u[0] – u[1] ✓ z ✓",
  ],
  [
    "a map that allows one of three",
    [
      map("m", [1, 2, 3], { fail: { atMost: 0.34, per: "share" } }),
      step("t", {}, inside("m[]")),
      step("z", { x: gather("m", "t") }),
    ],
    "t[0] fails",
    "succeeded: t[0] ✗ t[1] ✓ t[2] ✓ z ✓",
  ],
  [
    "a map of which two of three fail",
    [
      map("m", [1, 2, 3], { fail: { atMost: 1, per: "rounds" } }),
      step("t", {}, inside("m[]")),
      step("z", { x: gather("m", "t") }),
    ],
    "t[0] fails, t[2] fails",
    "failed: t[0] ✗ t[2] ✗ t[1] ⊘ z –",
  ],
  [
    "a map that stops across a restart",
    [map("m", [1, 2, 3], { fail: "stop" }), step("t", {}, inside("m[]")), step("u", { x: ref("t") }, inside("m[]"))],
    "t[1] starts, t[0] fails, restart, t[1] succeeds, restart",
    "failed: t[0] ✗ t[1] ✓ t[2] ⊘ u[0] – u[1] ⊘ u[2] ⊘",
  ],
  // loops
  [
    "a loop",
    [loop("l", 5), step("round", {}, inside("l[]")), step("z", { x: { kind: "loop", loop: "l", path: ["rounds"] } })],
    "round[0] is 1, round[1] is 3",
    "succeeded: round[0] ✓ round[1] ✓ z ✓",
  ],
  ["a loop at its bound", [loop("l", 2), step("round", {}, inside("l[]"))], "", "failed: round[0] ✓ round[1] ✓"],
  [
    "a loop that takes the last",
    [loop("l", 2, { onLimit: "take-last" }), step("round", {}, inside("l[]"))],
    "",
    "succeeded: round[0] ✓ round[1] ✓",
  ],
  [
    "a loop in which a round fails",
    [loop("l", 5), step("round", {}, inside("l[]")), step("z", { x: { kind: "loop", loop: "l", path: ["state"] } })],
    "round[0] succeeds, round[1] fails",
    "failed: round[0] ✓ round[1] ✗ z –",
  ],
  [
    "a loop across a restart",
    [loop("l", 5), step("round", {}, inside("l[]"))],
    "round[0] is 1, restart, round[1] is 2, restart, round[2] is 3",
    "succeeded: round[0] ✓ round[1] ✓ round[2] ✓",
  ],
  // groups
  [
    "a group that fails as one",
    [group("g"), step("a", {}, inside("g/body")), step("z", {}, { after: ["g"] })],
    "a fails",
    "failed: a ✗ z –",
  ],
  [
    "a group that may fail",
    [
      group("g", { mayFail: true }),
      step("a", {}, inside("g/body")),
      step("z", { x: { kind: "group", group: "g", of: ref("a") } }),
    ],
    "a fails",
    "succeeded: a ✗ z ✓",
  ],
  // finalizers
  ["a finalizer after success", [step("a"), finalizer(), cleanUp], "", "succeeded: a ✓ clean-up ✓"],
  [
    "a finalizer after a failure",
    [step("a"), step("b", { x: ref("a") }), finalizer(), cleanUp],
    "a fails",
    "failed: a ✗ b – clean-up ✓",
  ],
  [
    "a finalizer after a cancel",
    [step("a"), step("b", { x: ref("a") }), finalizer(), cleanUp],
    "a starts, cancel, a is cancelled",
    "cancelled: a ⊘ clean-up ✓ b ⊘",
  ],
  [
    "a finalizer across a restart",
    [step("a"), finalizer(), cleanUp],
    "a fails, restart, clean-up starts, restart",
    "failed: a ✗ clean-up ✓",
  ],
  ["a finalizer that fails", [step("a"), finalizer(), cleanUp], "a succeeds, clean-up fails", "failed: a ✓ clean-up ✗"],
  [
    "a finalizer that fails after a cancel",
    [step("a"), finalizer(), cleanUp],
    "cancel, clean-up fails",
    "cancelled: a ⊘ clean-up ✗",
  ],
  [
    "a finalizer that is cancelled too",
    [step("a"), finalizer(), cleanUp],
    "cancel, clean-up starts, wait, cancel, clean-up is cancelled",
    "cancelled: a ⊘ clean-up ⊘",
  ],
  [
    "a cancel that is said twice",
    [step("a"), finalizer(), cleanUp],
    "cancel, clean-up starts, cancel",
    "cancelled: a ⊘ clean-up ✓",
  ],
  [
    "a cancel while finalizing",
    [step("a"), finalizer(), cleanUp],
    "a succeeds, clean-up starts, cancel, clean-up is cancelled",
    "cancelled: a ✓ clean-up ⊘",
  ],
  [
    "a finalizer that takes too long",
    [step("a"), finalizer(), cleanUp],
    "a succeeds, clean-up starts, wait, clean-up is cancelled",
    "failed: a ✓ clean-up ⊘",
  ],
  // cancel in each state
  ["a cancel before anything", [step("a"), step("b", { x: ref("a") })], "cancel", "cancelled: a ⊘ b ⊘"],
  [
    "a cancel in a map",
    [map("m", [1, 2, 3], { concurrency: 1 }), step("t", {}, inside("m[]"))],
    "t[0] succeeds, t[1] starts, cancel, t[1] is cancelled",
    "cancelled: t[0] ✓ t[1] ⊘ t[2] ⊘",
  ],
  [
    "a cancel in a loop",
    [loop("l", 5), step("round", {}, inside("l[]"))],
    "round[0] is 1, round[1] starts, cancel, round[1] succeeds",
    "cancelled: round[0] ✓ round[1] ✓",
  ],
  [
    "a cancel of a map that stops",
    [map("m", [1, 2], { fail: "stop" }), step("t", {}, inside("m[]"))],
    "t[1] starts, t[0] fails, cancel, t[1] is cancelled",
    "cancelled: t[0] ✗ t[1] ⊘",
  ],
  [
    "what runs always, after a cancel",
    [step("a"), step("b", {}, { after: ["a"], when: "always" })],
    "a starts, cancel, a is cancelled",
    "cancelled: a ⊘ b ✓",
  ],
  [
    "what runs always, while a cancel",
    [step("a"), step("b", {}, { after: ["a"], when: "always" }), step("c", {}, { after: ["b"] })],
    "a fails, b starts, cancel",
    "cancelled: a ✗ b ✓ c ⊘",
  ],
];

const signs: Readonly<Record<string, string>> = {
  succeeded: "✓",
  failed: "✗",
  skipped: "–",
  cancelled: "⊘",
  pending: "⊘",
};

function happen(world: World, what: string): void {
  const [name = "", ...words] = what.split(" ");
  const verb = words.join(" ");
  if (what === "restart") return world.restart();
  if (what === "cancel") return world.cancel();
  if (what === "wait") return world.tick(61_000);
  if (world.state.waiting.has(name)) return endWait(world, name, verb);
  if (world.state.queued.has(name)) world.start(name);
  expect(world.state.onAgents.has(name), `${name} runs`).toBe(true);
  if (verb === "fails") world.fail(name);
  else if (verb === "is cancelled") world.fail(name, "cancelled");
  else if (verb === "succeeds") world.succeed(name);
  else if (verb.startsWith("is ")) world.succeed(name, Number(verb.slice(3)));
}

const noLuck = { exitClass: "failure", code: "TRIGGERED_RUN_FAILED", message: "no" } as const;

function endWait(world: World, task: string, verb: string): void {
  if (verb === "is approved") world.answer(task, "approved");
  else if (verb === "is rejected") world.answer(task, "rejected");
  else if (verb === "begins") world.endWait(task, { runId: "c" });
  else if (verb === "is there") world.endWait(task);
  else if (verb === "comes to nothing") world.endWait(task, { failure: noLuck });
  else if (verb === "is cancelled") world.endWait(task, { failure: { ...noLuck, exitClass: "cancelled" } });
  else throw new Error(`${task} waits, and cannot be told that it ${verb}`);
}

function finish(world: World): void {
  for (let left = 100; !world.isOver && left > 0; left--) {
    const [task] = [...world.state.onAgents, ...world.state.queued];
    if (task === undefined) return;
    if (world.state.queued.has(task)) world.start(task);
    world.succeed(task);
  }
}

/** In the order in which the tasks came to their end; then what never began, and what was never born. */
function picture({ state }: World): string {
  const born = state.plan.steps.flatMap(({ id }) => state.instances.of(id).map(({ name }) => name));
  const unborn = state.plan.steps.filter(({ id }) => state.instances.of(id).length === 0).map(({ id }) => id);
  const shown = born.map((name) => `${name} ${signs[state.tasks.get(name)?.state.status ?? "pending"]}`);
  return [`${state.header.status}:`, ...shown, ...unborn.map((id) => `${id} (not born)`)].join(" ");
}

const sorted = (text: string) => text.split(/ (?=[a-z-]+(?:\[\d+\])* )/).toSorted();

it.each(scenarios)("%s", (_, nodes, happens, comesTo) => {
  const spec = specOf(nodes);
  const checked = validateSpec(spec);
  expect(checked.ok ? [] : checked.problems).toEqual([]);
  const world = new World(spec);
  for (const what of happens.split(", ").filter((each) => each !== "")) happen(world, what);
  finish(world);
  expect(sorted(picture(world))).toEqual(sorted(comesTo));
  expect(world.replay().header).toEqual(world.state.header);
});

it("tells who reads it how something ended", () => {
  const world = new World(specOf([step("a"), step("b", { end: ended(ref("a")) })]));
  world.start("a");
  world.fail("a", "failure", "no luck");
  expect(inputsOf(world.state, "b")).toEqual({
    end: { status: "failed", failure: { class: "failure", code: "TASK_FAILED", message: "no luck" } },
  });
});

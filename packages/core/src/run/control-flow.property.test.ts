/**
 * Goal: whatever a pipeline looks like, and whatever happens to its tasks, its coordinator and whoever cancels it, the run
 * ends, nothing runs that may not, and the state follows from the history, and from the records.
 * Method: random pipelines of every kind of node and step, what waits among them, with random rules, and random luck.
 */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Expression } from "../spec/expression.ts";
import { defaultLimits, type Node, type NodeRule, type PipelineSpec } from "../spec/pipeline-spec.ts";
import { validateSpec } from "../spec/validate-spec.ts";
import type { WaitingExecutable } from "../spec/waiting.ts";
import { isFine, runsAlways } from "./instances.ts";
import { inputsOf } from "./reading.ts";
import type { RunEvent } from "./run-event.ts";
import type { RunState } from "./run-state.ts";
import { countTasks } from "./task-counts.ts";
import { World } from "./testing/world.ts";
import type { WaitingOn } from "./waiting-on.ts";

const number = { type: "number" } as const;
const literal = (value: unknown): Expression => ({ kind: "literal", value: value as never });

function specOf(nodes: readonly Node[]): PipelineSpec {
  const input = { type: "object", additionalProperties: {} } as const;
  const retries = {
    budgets: { ...defaultLimits.retries.budgets, failure: 0, lost: 1 },
    backoff: { initialMs: 100, factor: 1, maxMs: 100, jitter: 0 },
  };
  const work = { runs: { kind: "function" as const }, input, output: number, limits: { ...defaultLimits, retries } };
  const needs = { type: "object", properties: { it: {} }, required: ["it"] } as const;
  const waiting = (runs: WaitingExecutable) => ({ runs, input, output: {}, limits: { ...defaultLimits, retries } });
  const pause = waiting({ kind: "wait", for: { kind: "duration", ms: 1000 } });
  const ask = waiting({ kind: "approval" });
  const call = waiting({ kind: "trigger", pipeline: "child", wait: true });
  return {
    format: 1,
    name: "p",
    params: { type: "object", properties: {} },
    steps: { work, needy: { ...work, input: needs }, pause, ask, call },
    nodes,
    timeoutMs: 1_000_000,
  };
}

interface Seen {
  readonly id: string;
  readonly value: Expression;
  /** It may not be there for those who read it. */
  readonly isSure: boolean;
}

/** Reads numbers off a list, again and again, and makes a pipeline of them. */
class Author {
  readonly nodes: Node[] = [];
  readonly #seed: readonly number[];
  #at = 0;

  constructor(seed: readonly number[]) {
    this.#seed = seed;
    this.#body([], [], 0);
    if (this.#pick(2) === 0) this.#finalizer();
  }

  #pick(below: number): number {
    return (this.#seed[this.#at++ % this.#seed.length] ?? 0) % below;
  }

  #id(): string {
    return `n${this.nodes.length}`;
  }

  #body(scope: readonly string[], around: readonly Seen[], depth: number): readonly Seen[] {
    const seen = [...around];
    for (let left = 1 + this.#pick(4); left > 0; left--) {
      const made = this.#node(scope, seen, depth);
      if (made !== undefined) seen.push(made);
    }
    return seen;
  }

  #node(scope: readonly string[], seen: readonly Seen[], depth: number): Seen | undefined {
    switch (depth < 2 ? this.#pick(11) : 0) {
      case 5:
      case 6:
        return this.#map(scope, seen, depth);
      case 7:
        return this.#branch(scope, seen, depth);
      case 8:
        return this.#loop(scope, seen, depth);
      case 9:
        return this.#group(scope, seen, depth);
      case 10:
        return this.#fallback(scope, seen);
      default:
        return this.#step(scope, seen);
    }
  }

  #rule(seen: readonly Seen[], scope: readonly string[]): { after?: readonly string[]; when?: NodeRule } {
    const mine = seen.filter(({ id }) => id !== "" && this.#isVisible(id, scope));
    if (mine.length === 0 || this.#pick(3) > 0) return {};
    const after = [mine[this.#pick(mine.length)]?.id ?? ""];
    const when = ([undefined, "all-done", "any-failed", "always"] as const)[this.#pick(4)];
    return { after, ...(when === undefined ? {} : { when }) };
  }

  #isVisible(id: string, scope: readonly string[]): boolean {
    const node = this.nodes.find((each) => each.id === id);
    return node?.scope.every((each, depth) => scope[depth] === each) ?? false;
  }

  #inputs(seen: readonly Seen[]): Record<string, Expression> {
    return Object.fromEntries(
      Array.from({ length: this.#pick(3) }, (_, at) => {
        const read = seen[this.#pick(Math.max(1, seen.length))]?.value ?? literal(0);
        return [`x${at}`, this.#pick(5) === 0 ? ({ kind: "ended", of: read } as const) : read];
      }),
    );
  }

  #step(scope: readonly string[], seen: readonly Seen[], input = this.#inputs(seen)): Seen {
    const id = this.#id();
    // A rule about what is read as well would be about nothing.
    const unread = seen.filter((each) => !JSON.stringify(input).includes(`"${each.id}"`));
    const rule = this.#rule(unread, scope);
    const mayFail = this.#pick(8) === 0;
    const step = (["pause", "ask", "call"] as const)[this.#pick(9)] ?? "work";
    this.nodes.push({ kind: "step", id, scope, step, input, ...rule, ...(mayFail ? { mayFail } : {}) });
    return { id, value: { kind: "step", step: id, path: [] }, isSure: !mayFail && rule.when !== "any-failed" };
  }

  #map(scope: readonly string[], seen: readonly Seen[], depth: number): Seen {
    const id = this.#id();
    const policies = [
      undefined,
      undefined,
      "stop",
      "continue",
      { atMost: 1, per: "rounds" },
      { atMost: 0.5, per: "share" },
    ] as const;
    const fail = policies[this.#pick(policies.length)];
    const { when, ...rule } = this.#rule(seen, scope);
    this.nodes.push({
      kind: "map",
      id,
      scope,
      over: literal(Array.from({ length: this.#pick(5) }, (_, item) => item)),
      ...rule,
      ...(when === undefined || when === "any-failed" ? {} : { when }),
      ...(this.#pick(2) === 0 ? { concurrency: 1 + this.#pick(2) } : {}),
      ...(fail === undefined ? {} : { fail }),
    });
    const item: Seen = { id: "", value: { kind: "item", map: id, path: [] }, isSure: true };
    const inside = this.#body([...scope, `${id}[]`], [...seen, item], depth + 1);
    return { id, value: { kind: "gather", map: id, of: inside.at(-1)?.value ?? literal(0) }, isSure: true };
  }

  #branch(scope: readonly string[], seen: readonly Seen[], depth: number): Seen {
    const id = this.#id();
    const test = { test: "gt", left: literal(this.#pick(2)), right: literal(0) } as const;
    const arms = [
      { name: "left", if: test },
      { name: "right", if: { test: "otherwise" } },
    ] as const;
    this.nodes.push({ kind: "branch", id, scope, arms, ...this.#rule(seen, scope) });
    const left = this.#body([...scope, `${id}/left`], seen, depth + 1);
    if (this.#pick(2) === 0) this.#body([...scope, `${id}/right`], seen, depth + 1);
    return { id, value: { kind: "arm", branch: id, arm: "left", of: left.at(-1)?.value ?? literal(0) }, isSure: false };
  }

  #loop(scope: readonly string[], seen: readonly Seen[], depth: number): Seen {
    const id = this.#id();
    const at = this.nodes.length;
    const max = 1 + this.#pick(4);
    const until = { test: "gte", left: { kind: "index", map: id }, right: literal(1 + this.#pick(4)) } as const;
    const onLimit = this.#pick(2) === 0 ? ("fail" as const) : ("take-last" as const);
    const own = { kind: "loop" as const, id, scope, start: literal(0), until, max, onLimit };
    this.nodes.push({ ...own, next: literal(0) });
    const state: Seen = { id: "", value: { kind: "state", loop: id, path: [] }, isSure: true };
    const inside = this.#body([...scope, `${id}[]`], [...seen, state], depth + 1).filter(({ isSure }) => isSure);
    this.nodes[at] = { ...own, next: inside.at(-1)?.value ?? literal(0) };
    return { id, value: { kind: "loop", loop: id, path: ["state"] }, isSure: true };
  }

  #group(scope: readonly string[], seen: readonly Seen[], depth: number): Seen {
    const id = this.#id();
    const mayFail = this.#pick(3) === 0;
    const rule = this.#rule(seen, scope);
    this.nodes.push({ kind: "group", id, scope, ...rule, ...(mayFail ? { mayFail } : {}) });
    const inside = this.#body([...scope, `${id}/body`], seen, depth + 1);
    const of = inside.at(-1)?.value ?? literal(0);
    return { id, value: { kind: "group", group: id, of }, isSure: false };
  }

  /** Something that may fail, what runs if it has, and somebody who needs one of the two. */
  #fallback(scope: readonly string[], seen: readonly Seen[]): Seen {
    const [first, second, id] = [`${this.#id()}-first`, `${this.#id()}-second`, this.#id()];
    const step = (["pause", "ask", "call"] as const)[this.#pick(4)] ?? "work";
    const common = { kind: "step", scope } as const;
    this.nodes.push({ ...common, id: first, step, input: this.#inputs(seen), mayFail: true });
    const rule = { after: [first], when: "any-failed" } as const;
    this.nodes.push({ ...common, id: second, step: this.#pick(2) === 0 ? "call" : "work", input: {}, ...rule });
    const both = [first, second].map((of) => ({ kind: "step", step: of, path: [] }) as const);
    this.nodes.push({ ...common, id, step: "needy", input: { it: { kind: "first", items: both } } });
    return { id, value: { kind: "step", step: id, path: [] }, isSure: true };
  }

  #finalizer(): void {
    const id = this.#id();
    const outside = this.nodes.filter((node) => node.scope.length === 0 && node.kind === "step");
    const some = outside[this.#pick(Math.max(1, outside.length))];
    this.nodes.push({ kind: "finalizer", id, scope: [], timeoutMs: 5000 });
    const input: Record<string, Expression> =
      some === undefined ? {} : { x: { kind: "ended", of: { kind: "step", step: some.id, path: [] } } };
    const first = this.#step([`${id}/body`], [], input);
    this.#step([`${id}/body`], [first]);
  }
}

/** What must hold at each event. */
function check(event: RunEvent, state: RunState): void {
  const { header, instances } = state;
  if ((event.type !== "TaskQueued" && event.type !== "TaskWaiting") || event.attempt > 1) return;
  // One that waits goes on with what it knows now.
  if (state.waiting.has(event.task)) return;
  const instance = instances.get(event.task);
  expect(instance, event.task).toBeDefined();
  if (instance === undefined) return;
  const { node, needs, lenient } = instance.node;
  if (node.kind === "step" && node.step === "needy") expect(inputsOf(state, event.task)).toHaveProperty("it");
  for (const need of needs) {
    const needed = instances.needed(instance, need);
    if (needed === undefined) continue;
    expect(needed.settled, `${event.task} waits for ${need}`).not.toBeNull();
    if (!lenient.has(need)) expect(isFine(needed), `${event.task} needs ${need}`).toBe(true);
  }
  if (node.when === "any-failed") expect(instances.hasFailedNeed(instance)).toBe(true);
  const owners = node.scope.map((scope) => state.plan.nodes.get(scope.replace(/(\[\]|\/.*)$/, ""))?.node.kind);
  expect(owners.includes("finalizer") && header.status !== "finalizing", `${event.task} before the end`).toBe(false);
  if (header.status === "cancelling") expect(runsAlways(instance), event.task).toBe(true);
  if (header.status === "finalizing") expect(owners.includes("finalizer") || runsAlways(instance)).toBe(true);
}

/** Everything that the state says, but for what a restart may make anew: when something was queued, and how many events there were. */
function pictureOf(state: RunState): unknown {
  const { sequence: _, ...header } = state.header;
  const tasks = [...state.tasks].map(([name, { state: task, attempts }]) => {
    const { since: __, ...rest } = { since: 0, ...task };
    return [name, rest, attempts.length];
  });
  const live = state.plan.spec.nodes.flatMap(({ id }) =>
    state.instances
      .of(id)
      .map(({ name, settled, nextRound, openScopes, waiting, lost, isStopped, isClosed }) =>
        [name, settled, nextRound, openScopes, waiting, lost, isStopped, isClosed].join(" "),
      ),
  );
  const sorted = (names: Iterable<string>) => [...names].sort();
  return JSON.parse(
    JSON.stringify({
      header,
      tasks: tasks.sort(([a], [b]) => (String(a) < String(b) ? -1 : 1)),
      controls: [...state.controls].sort(([a], [b]) => (a < b ? -1 : 1)),
      live: live.sort(),
      queued: sorted(state.queued),
      onAgents: sorted(state.onAgents),
      ending: sorted(state.ending),
      counts: countTasks(state),
    }),
  );
}

function move(world: World, dice: () => number): void {
  const { state } = world;
  const tasks = [...state.queued, ...state.backingOff, ...state.waiting, ...state.onAgents];
  const task = tasks[dice() % Math.max(1, tasks.length)];
  if (dice() < 2) {
    world.now += 20_000;
    return world.cancel(`luck ${world.now}`);
  }
  if (task === undefined) return world.tick(6000);
  const record = state.tasks.get(task);
  if (record?.state.status === "queued") world.start(task);
  else if (record?.state.status === "waiting") endWait(world, task, record.state.on, dice);
  else if (record?.state.status === "backing-off") {
    world.now = Math.max(world.now, record.state.until);
    world.tick(0);
  } else if (record?.ending !== undefined || state.header.status === "cancelling") {
    if (dice() < 50) world.fail(task, dice() < 50 ? "failure" : "cancelled");
    else world.succeed(task);
  } else if (dice() < 80) world.succeed(task);
  else world.fail(task, dice() < 40 ? "lost" : "failure");
}

function endWait(world: World, task: string, on: WaitingOn, dice: () => number): void {
  const failure = { exitClass: "failure", code: "TRIGGERED_RUN_FAILED", message: "no" } as const;
  switch (on.kind) {
    case "time":
      world.now = Math.max(world.now, on.until);
      return world.tick(0);
    case "approval":
      return world.answer(task, dice() < 80 ? "approved" : "rejected");
    case "run":
      if (on.ending !== undefined && dice() < 70)
        return world.endWait(task, { failure: { ...failure, exitClass: "cancelled" } });
      if (on.runId === null && dice() < 70) return world.endWait(task, { runId: "c" });
      return dice() < 80 ? world.endWait(task) : world.endWait(task, { failure });
    default:
      throw new Error(`nothing here waits for a ${on.kind}`);
  }
}

const seeds = fc.array(fc.nat(1000), { minLength: 30, maxLength: 120 });

function play(seed: readonly number[], luck: readonly number[], restarts: boolean): World {
  const spec = specOf(new Author(seed).nodes);
  const checked = validateSpec(spec);
  expect(checked.ok ? [] : checked.problems).toEqual([]);
  const world = new World(spec, {}, check);
  let at = 0;
  const dice = () => ((luck[at++ % luck.length] ?? 0) * 31 + at * 17) % 100;
  for (let moves = 0; !world.isOver; moves++) {
    if (moves > 3000) throw new Error(`it does not end: ${JSON.stringify(pictureOf(world.state), null, 1)}`);
    move(world, dice);
    if (restarts && dice() < 15) {
      const before = pictureOf(world.state);
      world.restart();
      expect(pictureOf(world.state)).toEqual(before);
    }
  }
  return world;
}

/** More of them by hand: `TROUPE_PROPERTY_RUNS=10000`. */
const runs = Number(process.env.TROUPE_PROPERTY_RUNS ?? 300);
const lucks = fc.array(fc.nat(99), { minLength: 20, maxLength: 80 });

describe("a run of any pipeline", { timeout: 120_000 }, () => {
  it("ends, runs nothing that may not run, and is what its records say at every point", () => {
    fc.assert(
      fc.property(seeds, lucks, (seed, luck) => {
        const { state } = play(seed, luck, true);
        expect([
          ...state.queued,
          ...state.backingOff,
          ...state.waiting,
          ...state.onAgents,
          ...state.instances.ending,
        ]).toEqual([]);
      }),
      { numRuns: runs, endOnFailure: true },
    );
  });

  it("is what its history says", () => {
    fc.assert(
      fc.property(seeds, lucks, (seed, luck) => {
        const world = play(seed, luck, false);
        expect(pictureOf(world.replay())).toEqual(pictureOf(world.state));
      }),
      { numRuns: runs / 2, endOnFailure: true },
    );
  });

  it("goes the same way with the same luck", () => {
    fc.assert(
      fc.property(seeds, lucks, (seed, luck) => {
        expect(play(seed, luck, true).events).toEqual(play(seed, luck, true).events);
      }),
      { numRuns: runs / 4, endOnFailure: true },
    );
  });
});

/** What a rerun takes over, as people see it: which tasks run again, and why. */
import { describe, expect, it } from "vitest";
import {
  apply,
  compile,
  decide,
  defaultLimits,
  type Expression,
  type Json,
  type Kept,
  keep,
  type Node,
  type PipelineSpec,
  type RerunRequest,
  type RunEvent,
  type RunInput,
  type RunState,
  startRun,
} from "../index.ts";

const digest = `sha256:${"0".repeat(64)}` as const;
const ref = (step: string): Expression => ({ kind: "step", step, path: [] });
const work = (id: string, input: Record<string, Expression> = {}, more: object = {}): Node => ({
  kind: "step",
  id,
  scope: [],
  step: "work",
  input,
  ...more,
});
const limits = {
  ...defaultLimits,
  retries: { ...defaultLimits.retries, budgets: { failure: 0, oom: 0, timeout: 0, lost: 0, error: 0 } },
};

function spec(nodes: readonly Node[], output: object = { type: "number" }): PipelineSpec {
  const runs = { kind: "function" } as const;
  return {
    format: 1,
    name: "p",
    params: { type: "object" },
    steps: { work: { runs, input: { type: "object" }, output: output as never, limits } },
    nodes,
  };
}

/** Runs to its end: every task yields 1, but for those that fail. */
function run(
  of: PipelineSpec,
  failing: readonly string[] = [],
  given?: RunState["kept"],
  ran: string[] = [],
): RunState {
  const created: RunEvent = {
    at: 0,
    type: "RunCreated",
    runId: "old",
    pipeline: of.name,
    version: digest,
    params: { list: [1, 2, 3], score: 1 },
    uses: {},
    requestId: null,
    traceparent: null,
  };
  let state = startRun(compile(of), created as never, given);
  const feed = (input: RunInput): number => {
    const events = decide(state, input, { now: 0, random: 0 });
    for (const event of events) state = apply(state, event);
    return events.length;
  };
  for (;;) {
    while (feed({ type: "Advance" }) > 0);
    const [task] = state.queued;
    if (task === undefined) return state;
    ran.push(task);
    const key = { task, attempt: 1, agent: "a" };
    feed({ type: "AssignTask", ...key, devices: [], claimed: true });
    const failure = { exitClass: "failure", code: "TASK_FAILED", message: "no" } as const;
    const result = failing.includes(task)
      ? ({ exitClass: "failure", failure } as const)
      : ({ exitClass: "success", output: { value: 1 } } as const);
    feed({ type: "ReportResult", ...key, result });
  }
}

const chain = [work("a"), work("b", { x: ref("a") }), work("c", { x: ref("b") }), work("d")];
const each: Node = { kind: "map", id: "each", scope: [], over: { kind: "param", path: ["list"] } };
const mapped = [
  each,
  work("train", {}, { scope: ["each[]"] }),
  work("score", { x: ref("train") }, { scope: ["each[]"] }),
  work("best", { all: { kind: "gather", map: "each", of: ref("score") } }),
];
const branched: readonly Node[] = [
  work("look"),
  {
    kind: "branch",
    id: "good",
    scope: [],
    arms: [{ name: "yes", if: { test: "gte", left: ref("look"), right: { kind: "param", path: ["score"] } } }],
  },
  work("deploy", {}, { scope: ["good/yes"] }),
  work("after", {}, { after: ["good"] }),
];

const state: Expression = { kind: "state", loop: "tune", path: [] };
const looped: readonly Node[] = [
  work("seed"),
  {
    kind: "loop",
    id: "tune",
    scope: [],
    start: ref("seed"),
    next: ref("step"),
    until: { test: "not", of: { test: "otherwise" } },
    max: 3,
    onLimit: "take-last",
  },
  work("step", { x: state }, { scope: ["tune[]"] }),
  work("report", {}, { after: ["tune"] }),
  { kind: "finalizer", id: "clean", scope: [], timeoutMs: 60_000 },
  work("wipe", {}, { scope: ["clean/body"] }),
];

const from = (...names: string[]): RerunRequest => ({ from: names, only: false, marks: {} });
const again = ({ again: all }: Kept): readonly string[] => [...all.keys()].sort();

describe("what runs again", () => {
  it.each<[what: string, nodes: readonly Node[], failing: string[], request: RerunRequest, expected: string[]]>([
    ["from failure: what failed, and what needs it", chain, ["b"], from(), ["b", "c"]],
    ["from a step: it and all after it", chain, [], from("b"), ["b", "c"]],
    ["one step only", chain, [], { ...from("b"), only: true }, ["b"]],
    ["nothing, if nothing failed and nothing is named", chain, [], from(), []],
    ["a round of a map, and what gathers it", mapped, ["train[1]"], from(), ["best", "score[1]", "train[1]"]],
    ["one task of a map by its name", mapped, [], from("train[2]"), ["best", "score[2]", "train[2]"]],
    ["all rounds by the node's name", mapped, [], from("score"), ["best", "score[0]", "score[1]", "score[2]"]],
    [
      "all that is in a map whose list is made anew",
      mapped,
      [],
      from("each"),
      ["best", ...["score[0]", "score[1]", "score[2]", "train[0]", "train[1]", "train[2]"]],
    ],
    ["what stands in an arm that is decided anew", branched, [], from("look"), ["after", "deploy", "look"]],
    [
      "the rounds of a loop that go on from one that runs again",
      looped,
      [],
      from("step[1]"),
      ["report", "step[1]", "step[2]"],
    ],
    [
      "a loop that starts from something else",
      looped,
      [],
      from("seed"),
      ["report", "seed", "step[0]", "step[1]", "step[2]"],
    ],
    ["nothing of a finalizer by itself: it runs anyway", looped, [], from(), []],
    ["what waits for a branch, if something in it failed", branched, ["deploy"], from(), ["after", "deploy"]],
  ])("%s", (_, nodes, failing, request, expected) => {
    const old = run(spec(nodes), failing);
    expect(again(keep(old, compile(spec(nodes)), request))).toEqual(expected);
  });

  it("says why", () => {
    const kept = keep(run(spec(chain), ["b"]), compile(spec(chain)), from("d"));
    expect(Object.fromEntries(kept.again)).toEqual({
      b: "it failed",
      c: "it was skipped",
      d: "it was named",
    });
  });

  it("is what the new version defines otherwise, and what its schema does not take any more", () => {
    const old = run(spec(chain));
    const rewired = spec([work("a"), work("b", { y: ref("a") }), work("c", { x: ref("b") }), work("d")]);
    expect(Object.fromEntries(keep(old, compile(rewired), from()).again)).toEqual({
      b: "its definition has changed",
      c: "it needs b, which runs again",
    });
    const stricter = compile(spec(chain, { type: "number", minimum: 2 }));
    expect(again(keep(old, stricter, from()))).toEqual(["a", "b", "c", "d"]);
  });
});

describe("a rerun", () => {
  it.each([
    ["a chain", chain, ["b"]],
    ["a map", mapped, ["train[1]", "score[0]"]],
    ["a branch", branched, ["deploy"]],
    ["a loop, and its finalizer", looped, ["step[1]"]],
  ])("of %s runs what runs again and nothing else, and succeeds", (_, nodes, failing) => {
    const { results, again: all } = keep(run(spec(nodes), failing), compile(spec(nodes)), from());
    const origin = { kind: "rerun", runId: "old", task: "" } as const;
    const kept = new Map([...results].map(([task, output]) => [task, { output, origin: { ...origin, task } }]));
    const ran: string[] = [];
    const state = run(spec(nodes), [], kept, ran);
    expect(state.header.status).toBe("succeeded");
    const final = nodes === looped ? ["wipe"] : [];
    const unborn = nodes === looped ? ["step[2]"] : [];
    expect(ran.sort()).toEqual([...all.keys(), ...final, ...unborn].sort());
  });

  it("takes a result that a person gives, and what needs it runs on", () => {
    const old = run(spec(chain), ["b"]);
    const kept = keep(old, compile(spec(chain)), { from: [], only: false, marks: { b: 7 } });
    expect(kept.results.get("b")).toEqual({ value: 7 });
    expect(again(kept)).toEqual(["c"]);
  });

  it.each<[string, Partial<RerunRequest>, string]>([
    ["a name that is not there", { from: ["e"] }, 'from[0] "e" is neither a step nor a task of this run'],
    ["a mark on nothing", { marks: { e: 1 } }, 'marks["e"] is no task of this run'],
    ["a mark that breaks the schema", { marks: { b: "x" as Json } }, 'marks["b"]'],
  ])("refuses %s", (_, request, message) => {
    const plan = compile(spec(chain));
    expect(() => keep(run(spec(chain)), plan, { ...from(), ...request })).toThrow(message);
  });

  it("of 20,000 tasks is worked out at once", () => {
    const long = spec(
      Array.from({ length: 20_000 }, (_, at) => work(`s${at}`, at === 0 ? {} : { x: ref(`s${at - 1}`) })),
    );
    const old = run(long, ["s10"]);
    const begun = process.threadCpuUsage();
    expect(keep(old, compile(long), from()).again.size).toBe(19_990);
    // Quadratic, it would take minutes.
    expect(process.threadCpuUsage(begun).user / 1000).toBeLessThan(15_000);
  });
});

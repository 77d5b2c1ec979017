/** Control flow as authors write it, from the SDK through the engine of production to what a run comes to. */
import {
  atEnd,
  branch,
  choose,
  ended,
  endedOf,
  firstOf,
  group,
  gte,
  holds,
  inline,
  loop,
  map,
  maybe,
  pipeline,
  task,
  z,
} from "@troupe/sdk";
import { describe, expect, it } from "vitest";
import { run } from "./run.ts";

const Model = z.object({ accuracy: z.number() });
const train = task("train", { input: { trees: z.int() }, output: Model }, ({ trees }) => {
  if (trees < 0) throw new Error(`${trees} trees`);
  return { accuracy: trees / 100 };
});
const use = task("use", { input: { model: Model }, output: z.number() }, ({ model }) => model.accuracy);
const useIfThere = task("use-if-there", { input: { model: Model.optional() }, output: z.string() }, ({ model }) =>
  model === undefined ? "nothing" : String(model.accuracy),
);
const alert = task("alert", { input: { about: z.string() }, output: z.string() }, ({ about }) => about);
const report = task("report", { input: { model: endedOf(Model) }, output: z.string() }, ({ model }) =>
  model.status === "failed" ? model.failure.message : model.status,
);
const gatherUp = task(
  "gather-up",
  { input: { models: z.array(Model.nullable()) }, output: z.array(z.number()) },
  ({ models }) => models.map((model) => model?.accuracy ?? -1),
);

const statuses = (result: { readonly tasks: Readonly<Record<string, { readonly status: string }>> }) =>
  Object.fromEntries(Object.entries(result.tasks).map(([name, { status }]) => [name, status]));

describe("a choice by value", () => {
  const stages = pipeline("stages", { params: { stage: z.enum(["staging", "production"]) } }, ({ params }) => {
    const { staging, production } = choose("by-stage", params.stage, {
      staging: () => train({ trees: 10 }, { id: "train-small" }),
      production: () => train({ trees: 90 }, { id: "train-large" }),
    });
    return { accuracy: use({ model: firstOf(staging, production) }) };
  });

  it.each([
    ["staging", 0.1],
    ["production", 0.9],
  ] as const)("goes the way of %s, and the join goes on with what is there", async (stage, accuracy) => {
    const result = await run(stages, { params: { stage } });
    expect(result.outputs).toEqual({ accuracy });
    expect(Object.values(statuses(result)).filter((status) => status === "skipped")).toHaveLength(1);
  });

  it("is made by a step too", async () => {
    const decideWay = task("decide-way", { output: z.boolean() }, () => false);
    const ways = pipeline("ways", () => {
      choose("way", decideWay(), {
        true: () => alert({ about: "yes" }, { id: "yes" }),
        false: () => alert({ about: "no" }, { id: "no" }),
      });
    });
    expect(statuses(await run(ways))).toEqual({ "decide-way": "succeeded", yes: "skipped", no: "succeeded" });
  });

  it("must leave something for a join: that is checked when the pipeline is read", () => {
    expect(() =>
      pipeline("holey", { params: { go: z.boolean() } }, ({ params }) => {
        const { yes } = branch("maybe", { yes: [holds(params.go), () => train({ trees: 1 })] });
        use({ model: firstOf(yes) });
      }),
    ).toThrow(/use.*model.*may be absent/);
  });
});

describe("a step that may fail", () => {
  const nightly = pipeline("nightly", { params: { trees: z.int() } }, ({ params }) => {
    const model = train({ trees: params.trees });
    alert({ about: "it failed" }, { when: "any-failed", after: [model] });
    report({ model: ended(model) });
    useIfThere({ model: maybe(model) });
    use({ model });
  });

  it("is told of to those who wait for its end", async () => {
    const result = await run(nightly, { params: { trees: -1 } });
    expect(result).toMatchObject({ status: "failed", failure: { task: "train", message: "-1 trees" } });
    expect(statuses(result)).toEqual({
      train: "failed",
      alert: "succeeded",
      report: "succeeded",
      "use-if-there": "succeeded",
      use: "skipped",
    });
    expect(result.task("report").output).toBe("-1 trees");
    expect(result.task("use-if-there").output).toBe("nothing");
  });

  it("is no failure of anything if it does not", async () => {
    const result = await run(nightly, { params: { trees: 50 } });
    expect(result.status).toBe("succeeded");
    expect(result.task("alert")).toMatchObject({ status: "skipped", reason: "nothing of train has failed" });
    expect(result.task("report").output).toBe("succeeded");
    expect(result.task("use-if-there").output).toBe("0.5");
  });

  it("leaves nothing behind if the run may go on without it", async () => {
    const forgiving = pipeline("forgiving", () => {
      const extra = train({ trees: -1 }, { id: "extra", mayFail: true });
      return { model: firstOf(extra, train({ trees: 5 })), said: useIfThere({ model: extra }) };
    });
    const result = await run(forgiving);
    expect(result.outputs).toEqual({ model: { accuracy: 0.05 }, said: "nothing" });
    expect(result.task("extra").status).toBe("failed");
  });
});

describe("a map whose rounds may fail", () => {
  const tries = (fail: "stop" | "continue" | { atMost: number | `${number}%` }) =>
    pipeline("tries", { params: { trees: z.array(z.int()) } }, ({ params }) => ({
      all: gatherUp({
        models: map(params.trees, (trees) => train({ trees }), { fail, concurrency: 1 }),
      }),
    }));

  it("has nothing where one failed", async () => {
    const result = await run(tries("continue"), { params: { trees: [1, -1, 3] } });
    expect(result.outputs).toEqual({ all: [0.01, -1, 0.03] });
  });

  it("stops at the first, and says so", async () => {
    const result = await run(tries("stop"), { params: { trees: [-1, 1, 3] } });
    expect(result).toMatchObject({ status: "failed", failure: { task: "train[0]", message: "-1 trees" } });
    expect(statuses(result)).toEqual({ "train[0]": "failed", "train[1]": "cancelled", "gather-up": "skipped" });
    expect(result.task("train[1]").reason).toBe("each-train was stopped before its turn");
  });

  it("counts how many", async () => {
    const trees = [1, -1, 3, -3];
    expect((await run(tries({ atMost: "50%" }), { params: { trees } })).outputs).toEqual({ all: [0.01, -1, 0.03, -1] });
    const result = await run(tries({ atMost: 1 }), { params: { trees } });
    expect(result.failure).toMatchObject({
      code: "MAP_STOPPED",
      message: "each-train: 2 of 4 rounds failed, and 1 may",
    });
  });

  it("takes an empty list", async () => {
    expect((await run(tries("continue"), { params: { trees: [] } })).outputs).toEqual({ all: [] });
  });
});

describe("a loop", () => {
  const grow = task("grow", { input: { trees: z.int() }, output: z.int() }, ({ trees }) => trees * 2);
  const refine = (max: number, onLimit: "fail" | "take-last" = "fail") =>
    pipeline("refine", () => {
      const { state, rounds, limited } = loop(
        "refine",
        { max, onLimit, start: { trees: 10, accuracy: 0 }, until: ({ accuracy }) => gte(accuracy, 0.7) },
        ({ trees }) => ({ trees: grow({ trees }), accuracy: train({ trees }).accuracy }),
      );
      return { accuracy: state.accuracy, rounds, limited };
    });

  it("goes on until its condition holds", async () => {
    const result = await run(refine(10));
    expect(result.outputs).toEqual({ accuracy: 0.8, rounds: 4, limited: false });
    expect(result.order.filter((name) => name.startsWith("train"))).toEqual([0, 1, 2, 3].map((at) => `train[${at}]`));
  });

  it("fails at its bound, or takes what there is", async () => {
    expect((await run(refine(2))).failure).toMatchObject({
      code: "LOOP_LIMIT",
      message: "refine: its condition does not hold after 2 rounds: refine[state].accuracy is 0.2",
    });
    expect((await run(refine(2, "take-last"))).outputs).toEqual({ accuracy: 0.2, rounds: 2, limited: true });
  });
});

describe("a pipeline inside of another one", () => {
  const child = pipeline(
    "child",
    { params: { trees: z.int().default(7), note: z.string().optional() } },
    ({ params }) => ({
      model: train({ trees: params.trees }),
      models: map([1, 2], (trees) => train({ trees }, { id: "each" })),
    }),
  );

  it("runs in the same run, under its own name", async () => {
    const parent = pipeline("parent", () => {
      const first = inline(child, {});
      const second = inline(child, { trees: 9 }, { id: "again" });
      return { first: first.model, second: use({ model: second.model }) };
    });
    const result = await run(parent);
    expect(result.outputs).toEqual({ first: { accuracy: 0.07 }, second: 0.09 });
    expect(Object.keys(result.tasks)).toEqual([
      "child-train",
      "child-each[0]",
      "child-each[1]",
      "again-train",
      "again-each[0]",
      "again-each[1]",
      "use",
    ]);
  });

  it("is told apart from the rest, and refused where it cannot be", () => {
    expect(() =>
      pipeline("clash", () => {
        train({ trees: 1 }, { id: "child-train" });
        inline(child, {});
      }),
    ).toThrow(/child-train.*is there twice/);
    expect(() => pipeline("wrong", () => void inline(child, { trees: 1.5 }))).toThrow(/inline\(child\)\.trees is 1\.5/);
    const deep = (depth: number): unknown => group("g", () => (depth === 0 ? train({ trees: 1 }) : deep(depth - 1)));
    expect(() => pipeline("deep", () => void deep(16))).toThrow(/is 17 deep, at most 16/);
  });

  it("fails as one, and may", async () => {
    const parent = pipeline("parent", () => {
      const model = group("eu", () => train({ trees: -1 }), { mayFail: true });
      useIfThere({ model });
    });
    const result = await run(parent);
    expect(result.status).toBe("succeeded");
    expect(result.task("use-if-there").output).toBe("nothing");
  });
});

describe("a finalizer", () => {
  const provision = task("provision", { input: { fails: z.boolean() }, output: z.string() }, ({ fails }) => {
    if (fails) throw new Error("no room");
    return "cluster-1";
  });
  const put = task(
    "put-away",
    { input: { cluster: z.string().optional(), status: z.string() }, output: z.string() },
    (given) => `${given.cluster ?? "nothing"} after ${given.status}`,
  );
  const onCluster = (then: number) =>
    pipeline("on-cluster", { params: { fails: z.boolean().default(false) } }, ({ params }) => {
      const cluster = provision({ fails: params.fails });
      train({ trees: then }, { after: [cluster] });
      atEnd(({ status }) => put({ cluster: maybe(cluster), status }));
    });

  it.each([
    [1, false, "succeeded", "cluster-1 after succeeded"],
    [-1, false, "failed", "cluster-1 after failed"],
    [1, true, "failed", "nothing after failed"],
  ] as const)("runs whatever the run came to (%#)", async (then, fails, status, said) => {
    const result = await run(onCluster(then), { params: { fails } });
    expect(result.status).toBe(status);
    expect(result.task("put-away").output).toBe(said);
    expect(result.order.at(-1)).toBe("put-away");
  });

  it("fails a run that had succeeded, and says that", async () => {
    const broken = pipeline("broken", () => {
      train({ trees: 1 });
      atEnd(() => train({ trees: -2 }, { id: "clean-up" }));
    });
    expect(await run(broken)).toMatchObject({
      status: "failed",
      failure: {
        task: "clean-up",
        code: "FINALIZER_FAILED",
        message: "everything else had succeeded, and then clean-up failed: -2 trees",
      },
    });
  });

  it("cannot count on what may not be there", () => {
    expect(() =>
      pipeline("hopeful", () => {
        const model = train({ trees: 1 });
        atEnd(() => use({ model }));
      }),
    ).toThrow(/nodes\["use"\] needs "train" to have succeeded, and "at-end" runs however the run ended/);
    expect(() => pipeline("nested", () => void group("g", () => atEnd(() => train({ trees: 1 }))))).toThrow(
      /atEnd\(…\) stands inside g/,
    );
  });
});

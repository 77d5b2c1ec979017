/** Control flow: what joins, rules, maps, loops and groups yield, and what cannot be wired. */
import {
  atEnd,
  branch,
  choose,
  type Ended,
  ended,
  endedOf,
  firstOf,
  group,
  gte,
  inline,
  loop,
  map,
  maybe,
  pipeline,
  type Ref,
  task,
  when,
  z,
} from "@troupe/sdk";

type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
declare function same<A, B>(is: Equal<A, B>): void;

const Model = z.object({ accuracy: z.number(), name: z.string() });
type Model = z.output<typeof Model>;
const train = task("train", { input: { trees: z.int() }, output: Model }, ({ trees }) => ({
  accuracy: trees / 100,
  name: "m",
}));
const decideWay = task("decide-way", { output: z.enum(["retrain", "keep"]) }, () => "keep" as const);
const isDrifted = task("is-drifted", { output: z.boolean() }, () => true);
const openText = task("open-text", { output: z.string() }, () => "x");
const use = task("use", { input: { model: Model } }, () => {});
const useIfThere = task("use-if-there", { input: { model: Model.optional() } }, () => {});
const report = task("report", { input: { model: endedOf(Model), status: z.string().optional() } }, () => {});
const bestOf = task(
  "best-of",
  { input: { models: z.array(Model) }, output: Model },
  ({ models: [first] }) => first as never,
);
const bestOfSome = task("best-of-some", { input: { models: z.array(Model.nullable()) } }, () => {});

const child = pipeline("child", { params: { trees: z.int(), region: z.string().default("eu") } }, ({ params }) => ({
  model: train({ trees: params.trees }),
}));

pipeline("flow", { params: { stage: z.enum(["staging", "production"]), trees: z.array(z.int()) } }, ({ params }) => {
  // by value: every one of them, and no other
  const chosen = choose("by-value", params.stage, {
    staging: () => train({ trees: 1 }),
    production: () => train({ trees: 2 }, { id: "train-2" }),
  });
  same<typeof chosen.staging, Ref<Model | undefined>>(true);
  // @ts-expect-error production is missing
  choose("one-missing", params.stage, { staging: () => {} });
  choose("rest", params.stage, { staging: () => {}, otherwise: () => {} });
  // @ts-expect-error there is no such stage
  choose("no-such", params.stage, { staging: () => {}, production: () => {}, testing: () => {} });
  // @ts-expect-error an arm is a function
  choose("no-function", params.stage, { staging: "train", production: () => {} });
  // @ts-expect-error reading an arm does no I/O
  choose("async", params.stage, { staging: async () => {}, production: () => {} });
  const way = decideWay();
  choose("by-step", way, { retrain: () => {}, keep: () => {} });
  // d4: what yields a boolean names no way
  // @ts-expect-error a boolean is true or false, and not the name of a way
  choose("d4", isDrifted(), { retrain: () => {}, keep: () => {} });
  choose("by-boolean", isDrifted({}, { id: "is-drifted-2" }), { true: () => {}, false: () => {} });
  // @ts-expect-error false is missing
  choose("by-half", isDrifted({}, { id: "is-drifted-3" }), { true: () => {} });
  choose("open", openText(), { x: () => {}, otherwise: () => {} });
  // @ts-expect-error an open text may be anything
  choose("open-2", openText({}, { id: "open-text-2" }), { x: () => {} });
  // @ts-expect-error what may be absent is none of them then
  choose("absent", chosen.staging.name, { m: () => {} });
  // @ts-expect-error a number has no ways
  choose("number", train({ trees: 9 }, { id: "train-9" }).accuracy, { "1": () => {} });

  // joins
  // @ts-expect-error may not have been taken
  use({ model: chosen.staging });
  const joined = firstOf(chosen.staging, chosen.production);
  same<typeof joined, Ref<Model>>(true);
  use({ model: joined }, { id: "use-2" });
  useIfThere({ model: chosen.staging });
  // @ts-expect-error the first of nothing
  firstOf();

  // rules
  const model = train({ trees: 3 }, { id: "train-3" });
  const fallback = train({ trees: 4 }, { id: "train-4", when: "any-failed", after: [model] });
  same<typeof fallback, Ref<Model | undefined>>(true);
  // @ts-expect-error there may have been no failure
  use({ model: fallback }, { id: "use-3" });
  same<typeof allDone, Ref<Model>>(true);
  const allDone = train({ trees: 5 }, { id: "train-5", when: "all-done", after: [model] });
  const optional = train({ trees: 6 }, { id: "train-6", mayFail: true });
  same<typeof optional, Ref<Model | undefined>>(true);
  // @ts-expect-error it may have failed
  use({ model: optional }, { id: "use-4" });
  use({ model: firstOf(optional, model) }, { id: "use-5" });
  // @ts-expect-error no such rule
  train({ trees: 7 }, { id: "train-7", when: "all_done", after: [model] });
  // @ts-expect-error a map whose rounds were not needed has no list
  map([1], () => {}, { when: "any-failed" });

  // how something ended
  const end = ended(model);
  same<typeof end, Ref<Ended<Model>>>(true);
  same<typeof end.status, Ref<"succeeded" | "failed" | "skipped" | "cancelled">>(true);
  report({ model: end });
  // @ts-expect-error how it ended is not what it yields
  use({ model: end }, { id: "use-6" });
  // @ts-expect-error nor is there an output for certain
  end.output;
  // @ts-expect-error a model is not how a model ended
  report({ model }, { id: "report-2" });
  same<ReturnType<typeof maybeModel>, Ref<Model | undefined>>(true);
  function maybeModel() {
    return maybe(model);
  }
  // @ts-expect-error it may have failed
  use({ model: maybe(model) }, { id: "use-7" });
  useIfThere({ model: maybe(model) }, { id: "use-if-there-2" });
  choose("by-end", end.status, { succeeded: () => {}, otherwise: () => {} });

  // maps
  const all = map(params.trees, (trees) => train({ trees }, { id: "train-all" }));
  same<typeof all, Ref<Model[]>>(true);
  const stopped = map(params.trees, (trees) => train({ trees }, { id: "train-stop" }), { fail: "stop" });
  same<typeof stopped, Ref<Model[]>>(true);
  const some = map(params.trees, (trees) => train({ trees }, { id: "train-some" }), { fail: "continue" });
  same<typeof some, Ref<(Model | null)[]>>(true);
  const most = map(params.trees, (trees) => train({ trees }, { id: "train-most" }), { fail: { atMost: "10%" } });
  same<typeof most, Ref<(Model | null)[]>>(true);
  bestOf({ models: all });
  // @ts-expect-error where a round failed there is null
  bestOf({ models: some }, { id: "best-of-2" });
  bestOfSome({ models: most });
  // @ts-expect-error no such policy
  map(params.trees, () => {}, { fail: "ignore" });
  // @ts-expect-error neither a number nor a share
  map(params.trees, () => {}, { fail: { atMost: "a tenth" } });

  // loops
  const refined = loop(
    "refine",
    { max: 10, start: { trees: 1, accuracy: 0 }, until: ({ accuracy }) => gte(accuracy, 0.9) },
    ({ trees }, round) => {
      same<typeof trees, Ref<number>>(true);
      same<typeof round, Ref<number>>(true);
      return { trees, accuracy: train({ trees }, { id: "train-loop" }).accuracy };
    },
  );
  same<typeof refined.state.accuracy, Ref<number>>(true);
  same<typeof refined.rounds, Ref<number>>(true);
  same<typeof refined.limited, Ref<boolean>>(true);
  // @ts-expect-error a round leaves what the next one begins with
  loop("lacks", { max: 2, start: { trees: 1, accuracy: 0 }, until: () => gte(1, 0) }, () => ({ trees: 1 }));
  // @ts-expect-error of the same kind
  loop("odd", { max: 2, start: { trees: 1 }, until: () => gte(1, 0) }, () => ({ trees: "many" }));
  // @ts-expect-error a loop has a bound
  loop("endless", { start: { trees: 1 }, until: () => gte(1, 0) }, ({ trees }) => ({ trees }));
  // @ts-expect-error a condition is data
  loop("boolean", { max: 2, start: { trees: 1 }, until: () => true }, ({ trees }) => ({ trees }));

  // groups and pipelines inside
  const grouped = group("eu", () => train({ trees: 1 }));
  same<typeof grouped, Ref<Model>>(true);
  const tried = group("us", () => ({ model: train({ trees: 1 }) }), { mayFail: true });
  same<typeof tried.model, Ref<Model | undefined>>(true);
  const { model: inner } = inline(child, { trees: 3 });
  same<typeof inner, Ref<Model>>(true);
  // @ts-expect-error trees is missing
  inline(child, {});
  // @ts-expect-error not a number
  inline(child, { trees: "many" });
  // @ts-expect-error no such parameter
  inline(child, { trees: 1, depth: 3 });

  // finalizers
  atEnd(({ status, failure }) => {
    same<typeof status, Ref<"succeeded" | "failed" | "cancelled" | "timed-out">>(true);
    same<typeof failure.message, Ref<string | undefined>>(true);
    report({ model: ended(model), status }, { id: "report-end" });
    choose("how", status, { failed: () => {}, otherwise: () => {} });
  });
  // @ts-expect-error reading a finalizer does no I/O
  atEnd(async () => {});
  // @ts-expect-error a duration has a unit
  atEnd(() => {}, { timeout: 10 });

  when("rule", gte(1, 0), () => {}, { when: "all-done", after: [model] });
  branch("rule-2", { go: [gte(1, 0), () => {}] }, { when: "any-failed", after: [model] });
});

/** What must not compile, and why: each `@ts-expect-error` is one mistake, and the code beside it is the right way. */
import { readFileSync } from "node:fs";
import {
  allOf,
  anyOf,
  artifact,
  at,
  beats,
  branch,
  check,
  command,
  equals,
  evaluation,
  gate,
  gt,
  gte,
  holds,
  latest,
  lt,
  map,
  not,
  passed,
  pipeline,
  present,
  previous,
  python,
  task,
  text,
  validated,
  when,
  z,
} from "@troupe/sdk";
import {
  alert,
  convert,
  Dataset,
  deploy,
  evaluate,
  evaluateRecent,
  extract,
  Fit,
  Holdout,
  holdout,
  inspect,
  probe,
  recent,
  register,
  release,
  report,
  track,
  train,
  validate,
} from "./steps.test-d.ts";

export const good = pipeline(
  "good",
  { params: { trees: z.array(z.int()).default([10, 50]), reason: z.string().optional() }, timeout: "6h" },
  ({ params, run }) => {
    const data = validate(extract());
    const set = holdout();
    const fits = map(params.trees, (trees) => train({ data, trees }), { concurrency: 2 });
    const fit = train({ data, trees: 3 }, { id: "train-3", after: [set], retries: { max: 1, backoff: "10s" } });
    const challenger = evaluate({ model: fit.model, on: set });
    const version = register({ model: fit.model, run: track(), as: "churn" });
    const quality = gate("quality", version, {
      production: [
        beats(challenger, challenger, "auc", { by: 0.01 }),
        (passedVersion) => {
          release({ version: passedVersion });
          return deploy({ model: passedVersion.model, to: "production" });
        },
      ],
      otherwise: () => alert({ accuracy: fit.accuracy }),
    });
    report({ deployed: quality.production });
    const first = at(fits, 0);
    when("first", first, ({ accuracy }) => alert({ accuracy }, { id: "alert-first" }));
    when("low", lt(fit.accuracy, 0.5), () => alert({ accuracy: fit.accuracy }, { id: "alert-low" }));
    when("reason", present(params.reason), () => alert({ accuracy: 1 }, { id: "alert-reason" }));
    branch("drifted", {
      retrain: [
        anyOf(gt(fit.accuracy, challenger.accuracy), allOf(lt(fit.accuracy, 0.1), not(equals(fit.accuracy, 0)))),
        () => alert({ accuracy: 1 }, { id: "alert-2" }),
      ],
      otherwise: () => {},
    });
    convert({ table: data.table, rows: data.rows });
    return { model: fit.model, name: text`s3://models/${run.createdAt}/${fit.accuracy}`, fits };
  },
);

pipeline("monitor", () => {
  const champion = latest(good);
  when("evaluate", champion, ({ model }) => evaluate({ model, on: holdout() }));
  // @ts-expect-error there may be none yet
  evaluate({ model: champion.model, on: holdout({}, { id: "h2" }) }, { id: "e2" });
  const own = previous(Fit);
  // @ts-expect-error there is none in the first run
  alert({ accuracy: own.accuracy });
  // @ts-expect-error a date is not JSON
  previous(z.object({ at: z.date() }));
  return { accuracy: own.accuracy, model: own.model };
});

pipeline("defects", { params: { trees: z.array(z.int()), debug: z.boolean() } }, ({ params }) => {
  const raw = extract();
  const data = validate(raw);
  const fit = train({ data, trees: 10 });
  const set = holdout();

  // a branch names a task that does not exist
  gate("d1", fit.model, {
    production: [gte(fit.accuracy, 0.9), (model) => deploy({ model, to: "production" })],
    // @ts-expect-error a name is not a step
    otherwise: "alert_team",
  });
  branch("d1b", {
    // @ts-expect-error no such step
    retrain: [gte(fit.accuracy, 0.9), () => alertTeam({ accuracy: fit.accuracy })],
    otherwise: () => {},
  });

  // deploying after an evaluation that decides nothing
  // @ts-expect-error not passed by a gate
  deploy({ model: fit.model, to: "production" });
  const strict = python("strict", { input: { model: passed(artifact("joblib"), "production") }, run: "s.py" });
  gate("d2", fit.model, {
    // @ts-expect-error passed as staging, but production is asked for
    staging: [gte(fit.accuracy, 0.8), (model) => strict({ model })],
    otherwise: () => {},
  });
  gate("d2o", fit.model, {
    production: [gte(fit.accuracy, 0.8), (model) => strict({ model })],
    // @ts-expect-error it did not pass
    otherwise: (model) => deploy({ model, to: "staging" }, { id: "d2p" }),
  });
  // @ts-expect-error nobody passes themselves
  python("d2c", { run: "a.py", output: z.object({ model: passed(artifact("joblib")) }) });
  // @ts-expect-error nor validates themselves
  python("d2d", { run: "a.py", output: validated(Dataset) });

  // training on data that no check let through
  // @ts-expect-error not validated
  train({ data: raw, trees: 10 }, { id: "d3" });
  train({ data: inspect(raw), trees: 10 }, { id: "d3-fine" });
  // @ts-expect-error a check says true, false or what is wrong
  check("d3b", { of: Dataset }, ({ rows }) => rows);
  // @ts-expect-error a check in Python is a function of a file
  check("d3c", { of: Dataset, run: "validate.py" });

  // a branch callable that returns a boolean
  branch("d4", {
    // @ts-expect-error a function is not a condition
    go: [() => true, () => alert({ accuracy: fit.accuracy })],
    otherwise: () => {},
  });
  branch("d4b", {
    // @ts-expect-error a boolean is not a condition
    go: [true, () => alert({ accuracy: fit.accuracy })],
    otherwise: () => {},
  });
  // @ts-expect-error a comparison made here compares nothing: the run has the value
  branch("d4c", { go: [fit.accuracy > 0.9, () => alert({ accuracy: fit.accuracy })], otherwise: () => {} });
  // @ts-expect-error a reference to a boolean is not a condition either: holds(params.debug)
  branch("d4d", { go: [params.debug, () => {}], otherwise: () => {} });
  when("d4e", holds(params.debug), () => {});
  // @ts-expect-error a number does not hold
  holds(fit.accuracy);
  // @ts-expect-error never equal
  equals(fit.accuracy, "0.9");

  // data frames and bytes as outputs
  // @ts-expect-error bytes are artifacts
  task("d6", { output: z.instanceof(Uint8Array) }, () => new Uint8Array());
  // @ts-expect-error the same inside an object
  task("d6b", { output: z.object({ frame: z.instanceof(Map) }) }, () => ({ frame: new Map() }));
  // @ts-expect-error a date is not JSON
  task("d6c", { output: z.object({ at: z.date() }) }, () => ({ at: new Date() }));
  // @ts-expect-error any says too little
  task("d6d", { output: z.object({ rows: z.any() }) }, () => ({ rows: 1 }));
  // @ts-expect-error unknown too
  task("d6e", { input: { rows: z.unknown() } }, () => {});

  // bytes used as a path
  const load = task("load", { input: { path: z.string() } }, ({ path }) => void readFileSync(path));
  // @ts-expect-error an artifact is not a path
  load({ path: raw.table });
  // @ts-expect-error nor does a reference have one
  load({ path: raw.table.path });
  // @ts-expect-error inside a step it is a file with a path, not the path
  task("d7", { input: { table: artifact("csv") } }, ({ table }) => void readFileSync(table));

  // the tracking run of another process
  // @ts-expect-error the run is an input
  register({ model: fit.model, as: "churn" });

  // an option given twice
  // @ts-expect-error duplicate
  // biome-ignore lint/suspicious/noDuplicateObjectKeys: that is the mistake
  python("d10", { run: "a.py", timeout: "1h", timeout: "2h" });

  // parameters that do not exist
  // @ts-expect-error no such option
  python("d12", { run: "a.py", dockerfile: "Dockerfile.model" });
  // @ts-expect-error no such input
  train({ data, trees: 10, depth: 3 }, { id: "d12b" });
  // @ts-expect-error no such input, in a map
  map(params.trees, (trees) => train({ data, trees, depth: 3 }, { id: "d12c" }));
  // @ts-expect-error it has no inputs
  extract({ region: "eu" }, { id: "d12f" });
  // @ts-expect-error no such call option
  train({ data, trees: 10 }, { id: "d12d", retry: 2 });
  // @ts-expect-error no such parameter
  params.tres;
  // @ts-expect-error not a duration
  python("d12e", { run: "a.py", timeout: "1 hour" });
  // @ts-expect-error not a size
  python("d12g", { run: "a.py", resources: { memory: "2GB" } });
  // @ts-expect-error not a Python file
  python("d12h", { run: "train.sh" });
  // @ts-expect-error no such kind of failure
  python("d12i", { run: "a.py", retries: { max: 1, on: { crash: 2 } } });

  // a missing import
  // @ts-expect-error Cannot find name
  trainTestSplit({ data });

  // pulling from another pipeline
  // @ts-expect-error there is no pull
  pull("collect_inference_data");
  // @ts-expect-error a step's name is not its output
  evaluate({ model: "train_model", on: set });
  // @ts-expect-error another pipeline's outputs are what it returns
  latest(good).modell;

  // a path as an output
  // @ts-expect-error a path is not an artifact
  task("d20", { output: Dataset }, () => ({ rows: 1, table: "raw_data.csv" }));
  // @ts-expect-error nor as an input
  evaluate({ model: "/models/model.pkl", on: set }, { id: "d20b" });
  // @ts-expect-error an artifact is made by save, not written down
  evaluate({ model: { kind: "joblib", digest: "sha256:00", size: 1, path: "x" }, on: set }, { id: "d20c" });

  // compared on different data
  const challenger = evaluate({ model: fit.model, on: set }, { id: "e1" });
  const champion = evaluateRecent({ model: fit.model, on: recent() });
  // @ts-expect-error another evaluation set
  beats(challenger, champion, "accuracy");
  // @ts-expect-error evaluated on the wrong set
  evaluate({ model: fit.model, on: recent({}, { id: "r2" }) }, { id: "e2" });
  // @ts-expect-error no such metric
  beats(challenger, challenger, "f1");
  // @ts-expect-error an evaluation is made on an evaluation set
  evaluation(Dataset, { accuracy: z.number() });
  task("score", { input: { on: Holdout }, output: evaluation(Holdout, { auc: z.number() }) }, () => ({ auc: 0.5 }));
  // @ts-expect-error no such metric
  task("d23", { output: evaluation(Holdout, { auc: z.number() }) }, () => ({ acu: 0.5 }));

  // the columns are in the type
  const Narrow = z.object({
    rows: z.int(),
    table: artifact("csv", z.object({ "0": z.number(), target: z.int() })),
  });
  const narrow = python("narrow", { run: "n.py", output: Narrow });
  // @ts-expect-error columns are missing
  validate(narrow());

  // a condition or a text made here instead of in the run
  // @ts-expect-error always true
  if (params.debug) alert({ accuracy: 1 }, { id: "debug" });
  // @ts-expect-error no overlap
  if (fit.accuracy === 0.9) alert({ accuracy: 1 }, { id: "same" });
  // @ts-expect-error a list only when the run has it
  for (const tree of params.trees) alert({ accuracy: tree });

  // typed metric names
  const Metrics = { metrics: ["loss"] } as const;
  task("d25", Metrics, (_, { metric }) => metric("loss", 1, { step: 2 }));
  // @ts-expect-error no such metric
  task("d25b", Metrics, (_, { metric }) => metric("los", 1));
  task("d25c", {}, (_, { metric }) => metric("anything", 1));

  // what a function returns
  // @ts-expect-error a field is missing
  task("d26", { output: z.object({ a: z.int(), b: z.int() }) }, () => ({ a: 1 }));
  // @ts-expect-error bytes of another kind
  task("d26b", { output: Fit }, async (_, { save }) => ({ accuracy: 1, model: await save(artifact("csv"), "m.csv") }));
  task("d26c", { output: Fit }, async (_, { save }) => ({ accuracy: 1, model: await save(Fit.shape.model, "m") }));

  // commands
  // @ts-expect-error no program
  command("d27", { run: () => [] });
  // @ts-expect-error an object is no word
  command("d27b", { input: { data: Dataset }, run: ({ data }) => ["cat", data] });
  // @ts-expect-error no such input
  command("d27c", { input: { rows: z.int() }, run: ({ row }) => ["head", row] });

  // joins see what may not have run
  const outcome = gate("join", fit.model, {
    production: [gte(fit.accuracy, 0.9), (model) => deploy({ model, to: "production" }, { id: "p" })],
    otherwise: () => {},
  });
  // @ts-expect-error may not have been deployed
  probe({ url: outcome.production.url }, { id: "p2" });
  when("deployed", outcome.production, ({ url }) => probe({ url }, { id: "p3" }));
  // @ts-expect-error no such band
  outcome.staging;
  // @ts-expect-error a gate says what happens otherwise
  gate("no-otherwise", fit.model, { production: [gte(fit.accuracy, 0.9), () => {}] });
  const odd = map(params.trees, (trees) => when("odd", gt(trees, 3), () => train({ data, trees }, { id: "t" })));
  // @ts-expect-error a list has null where nothing is
  task("d29", { input: { fits: z.array(Fit) } }, () => {})({ fits: odd });
  task("d29b", { input: { fits: z.array(Fit.nullable()) } }, () => {})({ fits: odd });

  // what is read once does not wait
  // @ts-expect-error reading an arm does no I/O
  branch("d28", { go: [gte(fit.accuracy, 0.9), async () => {}], otherwise: () => {} });
  // @ts-expect-error nor does a gate's
  gate("d28b", fit.model, { otherwise: async () => {} });
  // @ts-expect-error nor a round of a map
  map(params.trees, async (trees) => train({ data, trees }, { id: "d28c" }));
  // @ts-expect-error nor what happens sometimes
  when("d28d", gte(fit.accuracy, 0.9), async () => {});
});

// @ts-expect-error reading a pipeline does no I/O
pipeline("async", {}, async () => {});
// @ts-expect-error without options too
pipeline("async-2", async () => {});
// @ts-expect-error parameters are named: the fields, not an object
pipeline("params", { params: z.object({ trees: z.int() }) }, () => {});
// @ts-expect-error inputs too
python("inputs", { run: "a.py", input: z.object({ trees: z.int() }) });

// @ts-expect-error no such export
type _BashOperator = import("@troupe/sdk").BashOperator;

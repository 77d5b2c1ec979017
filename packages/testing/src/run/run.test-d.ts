/** What must and what must not compile. Lines marked with ts-expect-error fail the build if they do. */
import {
  artifact,
  check,
  command,
  evaluation,
  evaluationSet,
  latest,
  passed,
  pipeline,
  python,
  type Table,
  task,
  validated,
  when,
  z,
} from "@troupe/sdk";
import { type Fake, fake, fakeArtifact, ran, run } from "@troupe/testing";

const Row = z.object({ tenure: z.number() });
const Dataset = z.object({ rows: z.int(), table: artifact("csv", Row), old: artifact("csv", Row).nullable() });
const Model = z.object({ accuracy: z.number(), stage: z.enum(["new", "old"]), file: artifact("joblib") });
const Holdout = evaluationSet("holdout", artifact("csv", Row));

const extract = python("extract", { run: "extract.py", output: Dataset });
const validate = check("validate", { of: Dataset }, () => true);
const train = python("train", {
  run: "train.py",
  input: { data: validated(Dataset), trees: z.int(), rate: z.number().default(0.1) },
  output: Model,
  metrics: ["loss"],
});
const holdout = python("holdout", { run: "holdout.py", output: Holdout });
const evaluate = python("evaluate", {
  run: "evaluate.py",
  input: { on: Holdout },
  output: evaluation(Holdout, { auc: z.number() }),
});
const deploy = command("deploy", { input: { model: passed(Model) }, run: ({ model }) => ["deploy", model.file] });
const notify = task("notify", { input: { text: z.string() } }, () => {});

const churn = pipeline("churn", { params: { trees: z.int(), name: z.string().default("x") } }, ({ params }) => {
  const data = validate(extract());
  const model = train({ data, trees: params.trees });
  return { model, data, score: evaluate({ on: holdout() }) };
});
const plain = pipeline("plain", () => {
  notify({ text: "hello" });
});
const scoring = pipeline("scoring", () => {
  when("has", latest(churn), ({ model }) => notify({ text: model.stage }));
});

const file = fakeArtifact("joblib");
const table: Table<"csv", { tenure: number }> = fakeArtifact("csv", { content: "tenure\n", columns: ["tenure"] });

export const fakes: readonly Fake[] = [
  fake(extract, () => ({ rows: 1, table: fakeArtifact("csv"), old: null })),
  fake(extract, async () => ({ rows: 1, table, old: table })),
  fake(validate, ({ rows }) => rows > 0),
  fake(validate, async ({ rows }, { log }) => {
    log.info("looked", { rows });
    return rows > 0 ? [] : ["there are no rows"];
  }),
  fake(validate, () => ({ passed: false, problems: [] })),
  // Its literal stays one.
  fake(train, ({ data, trees, rate = 0.2 }, { metric, attempt }) => {
    metric("loss", data.rows + trees + rate, { step: attempt.attempt });
    return { accuracy: 0.9, stage: "new", file };
  }),
  // What only the declaration says of a value, nobody has to write.
  fake(holdout, () => fakeArtifact("csv")),
  fake(evaluate, () => ({ auc: 0.5 })),
  fake(deploy, ({ model }) => void model.accuracy),
  fake(deploy, async () => {}),
  fake(deploy, async (_, { takes }) => takes("2h")),
  fake(notify, ({ text }) => console.log(text)),
];

export const mistakes: readonly Fake[] = [
  // @ts-expect-error a fake yields what the step yields
  fake(train, () => ({ accuracy: "high", stage: "new", file })),
  // @ts-expect-error all of it
  fake(train, () => ({ accuracy: 1, file })),
  // @ts-expect-error of the kind that it is
  fake(train, () => ({ accuracy: 1, stage: "new", file: fakeArtifact("onnx") })),
  // @ts-expect-error and not a kind of its own
  fake(train, () => ({ accuracy: 1, stage: "ancient", file })),
  // @ts-expect-error a plain csv is no table with these columns
  fake(extract, () => ({ rows: 1, table: null, old: null })),
  // @ts-expect-error there is no such input
  fake(train, ({ depth }) => ({ accuracy: depth, stage: "new", file })),
  // @ts-expect-error metrics have names
  fake(notify, (_, { metric }) => metric(1, 1)),
  // @ts-expect-error a check says yes, no, or what is wrong
  fake(validate, () => "fine"),
  // @ts-expect-error no duration
  fake(deploy, async (_, { takes }) => takes("2 hours")),
];

export async function runs(): Promise<void> {
  const result = await run(churn, { params: { trees: 1 }, steps: fakes, previous: { score: { auc: 1 } } });
  const accuracy: number = result.outputs.model.accuracy;
  const rows: number | undefined = result.tasksOf(train)[0]?.inputs?.data.rows;
  const verdict: number | undefined = result.tasksOf(validate)[0]?.output?.rows;
  // @ts-expect-error outputs are typed
  result.outputs.model.acuracy;
  // @ts-expect-error a param that is needed
  await run(churn);
  // @ts-expect-error a param that is needed
  await run(churn, { steps: fakes });
  // @ts-expect-error of its type
  await run(churn, { params: { trees: "many" } });
  // @ts-expect-error which there is
  await run(churn, { params: { trees: 1, leaves: 2 } });
  // @ts-expect-error what it hands out
  await run(churn, { params: { trees: 1 }, previous: { score: { auc: "high" } } });
  const nothing: undefined = (await run(plain)).outputs;
  await run(scoring, { latest: [ran(churn, { model: { accuracy: 1, stage: "old", file } })] });
  // @ts-expect-error what that hands out
  ran(churn, { model: { accuracy: 1, stage: "old" } });
  console.log(accuracy, rows, verdict, nothing);
}

/**
 * Goal: the mistakes of the article that a compiler can see are seen, each with a message that one can read, and the right
 * way beside each compiles.
 * Method: every case is a body of a pipeline in a file of its own; all files are compiled at once, as a user would.
 */
import { execFile } from "node:child_process";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const root = join(import.meta.dirname, "../..");
const folder = join(root, ".cache/defects");

/** What the cases wire. */
const steps = `
import { artifact, beats, branch, check, choose, evaluation, evaluationSet, gate, gte, holds, latest, passed, pipeline, python, task, trigger, validated, z } from "@troupe/sdk";
const Row = z.object({ feature_0: z.number(), feature_1: z.number(), target: z.int() });
const Dataset = z.object({ rows: z.int(), table: artifact("csv", Row) });
const Model = z.object({ accuracy: z.number(), file: artifact("joblib") });
const Holdout = evaluationSet("holdout", Dataset);
const Recent = evaluationSet("recent", Dataset);
const Score = evaluation(Holdout, { accuracy: z.number() });
const extract = python("extract", { run: "extract.py", output: Dataset });
const validate = check("validate", { of: Dataset, run: "validate.py:validate" });
const train = python("train", { run: "train.py", input: { data: validated(Dataset), trees: z.int().default(100) }, output: Model });
const holdout = python("holdout", { run: "holdout.py", output: Holdout });
const evaluate = python("evaluate", { run: "evaluate.py", input: { model: artifact("joblib"), on: Holdout }, output: Score });
const evaluateRecent = python("evaluate-recent", { run: "evaluate.py", input: { model: artifact("joblib"), on: Recent }, output: evaluation(Recent, { accuracy: z.number() }) });
const decide = task("decide", { input: { accuracy: z.number() }, output: z.enum(["deploy", "alert"]) }, ({ accuracy }) => accuracy > 0.9 ? "deploy" : "alert");
const isBetter = task("is-better", { input: { accuracy: z.number() }, output: z.boolean() }, ({ accuracy }) => accuracy > 0.9);
const deploy = task("deploy", { input: { model: passed(Model) }, output: z.object({ version: z.string() }) }, ({ model }) => ({ version: model.file.digest }));
const alertDataScienceTeam = task("alert-data-science-team", { input: { accuracy: z.number() } }, () => {});
const register = task("register", { input: { model: Model, trackedBy: z.string() } }, () => {});
const push = python("push", { run: "push.py", input: { image: artifact("image") } });
const load = task("load", { input: { path: z.string() } }, () => {});
`;

interface Mistake {
  readonly id: string;
  readonly what: string;
  readonly wrong: string;
  /** What the compiler says of it, in one of its messages. */
  readonly says: RegExp;
  readonly right: string;
  /** Stands in the place of a pipeline's body. */
  readonly isModule?: boolean;
}

const mistakes: readonly Mistake[] = [
  {
    id: "d1",
    what: "a branch to a task that is called otherwise",
    wrong: `branch("quality", { deploy: [gte(model.accuracy, 0.9), () => {}], otherwise: () => alertTeam({ accuracy: 1 }) });`,
    says: /Cannot find name 'alertTeam'/,
    right: `branch("quality", { deploy: [gte(model.accuracy, 0.9), () => {}], otherwise: () => alertDataScienceTeam({ accuracy: model.accuracy }) });`,
  },
  {
    id: "d2",
    what: "deploying what no gate let through",
    wrong: `decide({ accuracy: model.accuracy }); deploy({ model });`,
    says: /is not assignable to type 'Input<Passed<\{ accuracy: number/,
    right: `gate("quality", model, { deploy: [gte(model.accuracy, 0.9), (passed) => deploy({ model: passed })], otherwise: () => {} });`,
  },
  {
    id: "d3",
    what: "training on what no check let through",
    wrong: `train({ data: extract({}, { id: "again" }) }, { id: "on-raw" });`,
    says: /is not assignable to type 'Input<Validated<\{ rows: number/,
    right: `train({ data: validate(extract({}, { id: "again" }), { id: "validate-again" }) }, { id: "on-good" });`,
  },
  {
    id: "d4",
    what: "a branch that is told true or false where it asks for a condition, or for a way",
    wrong: `const better = isBetter({ accuracy: model.accuracy }); choose("way", better, { deploy: () => {}, alert: () => {} });`,
    says: /is not assignable to type 'Refused<"the value never is that">'/,
    right: `const better = isBetter({ accuracy: model.accuracy }); choose("way", better, { true: () => {}, false: () => {} }); branch("or", { deploy: [holds(better), () => {}], otherwise: () => {} });`,
  },
  {
    id: "d6",
    what: "a data frame as an output",
    wrong: `task("frame", { output: z.instanceof(Map) }, () => new Map());`,
    says: /is not assignable to type 'ZodInstanceOf<Map<unknown, unknown>> & NotStorable'/,
    right: `task("frame", { output: z.object({ table: artifact("csv") }) }, async (_, { save }) => ({ table: await save(artifact("csv"), "frame.csv") }));`,
  },
  {
    id: "d7",
    what: "bytes where a path is asked for",
    wrong: `load({ path: data.table });`,
    says: /'Ref<Validated<Table<"csv", .* is not assignable to type 'Input<string>'/,
    right: `task("read", { input: { table: artifact("csv") } }, ({ table }) => void table.path.length)({ table: data.table });`,
  },
  {
    id: "d8",
    what: "a table without the columns that are read",
    wrong: `const numbered = python("numbered", { run: "a.py", output: z.object({ rows: z.int(), table: artifact("csv", z.object({ 0: z.number(), target: z.int() })) }) }); validate(numbered(), { id: "v" });`,
    says: /Table<"csv", \{ 0: number; target: number; \}>.* is not assignable to .*Table<"csv", \{ feature_0: number/,
    right: `const named = python("named", { run: "a.py", output: z.object({ rows: z.int(), table: artifact("csv", Row) }) }); validate(named(), { id: "v" });`,
  },
  {
    id: "d9",
    what: "registering without saying which tracking run it is",
    wrong: `register({ model });`,
    says: /Property 'trackedBy' is missing/,
    right: `register({ model, trackedBy: run.id });`,
  },
  {
    id: "d10",
    what: "an option given twice",
    wrong: `python("deploying", { run: "a.py", timeout: "1h", timeout: "2h" });`,
    says: /An object literal cannot have multiple properties with the same name/,
    right: `python("deploying", { run: "a.py", timeout: "2h" });`,
  },
  {
    id: "d11",
    what: "what is no syntax",
    wrong: `python("serving", { run: "serve.py", arguments['--port', '8000'] });`,
    says: /',' expected/,
    right: `python("serving", { run: "serve.py", description: "on port 8000" });`,
  },
  {
    id: "d12",
    what: "an option that does not exist",
    wrong: `python("building", { run: "a.py", dockerfile: "Dockerfile.model" });`,
    says: /'dockerfile' does not exist in type/,
    right: `python("building", { run: "a.py", resources: { cpus: 2 } });`,
  },
  {
    id: "d13",
    what: "an import from where it is not",
    isModule: true,
    wrong: `import { BranchPythonOperator } from "@troupe/sdk/branch-operator"; export { BranchPythonOperator };`,
    says: /Cannot find module '@troupe\/sdk\/branch-operator'/,
    right: `import { branch } from "@troupe/sdk"; export { branch };`,
  },
  {
    id: "d14",
    what: "an import that is missing",
    wrong: `train({ data, trees: timedelta(5) }, { id: "t" });`,
    says: /Cannot find name 'timedelta'/,
    right: `train({ data, trees: 5 }, { id: "t" });`,
  },
  {
    id: "d16",
    what: "pulling the output of another pipeline's task",
    wrong: `train({ data: latest(monitoring).inferences }, { id: "t" });`,
    says: /Property 'inferences' does not exist/,
    right: `const { table } = latest(monitoring); branch("known", { yes: [gte(model.accuracy, 0), () => {}], otherwise: () => {} }); void table;`,
  },
  {
    id: "d18",
    what: "an image's tag where the image is asked for",
    wrong: `push({ image: "registry.example.com/registry.example.com/model:20231001" });`,
    says: /Type 'string' is not assignable to type 'Input<Artifact<"image">>'/,
    right: `push({ image: python("image", { run: "build.py", output: artifact("image") })() });`,
  },
  {
    id: "d20",
    what: "a local path handed to another machine",
    wrong: `evaluate({ model: "/models/model.pkl", on: holdout() });`,
    says: /Type 'string' is not assignable/,
    right: `evaluate({ model: model.file, on: holdout() });`,
  },
  {
    id: "d22",
    what: "a model without a version",
    wrong: `gate("g", model, { yes: [gte(model.accuracy, 0.9), () => deploy({ model: "production_model" })], otherwise: () => {} });`,
    says: /Type 'string' is not assignable/,
    right: `gate("g", model, { yes: [gte(model.accuracy, 0.9), (passed) => deploy({ model: passed })], otherwise: () => {} });`,
  },
  {
    id: "d23",
    what: "a champion and a challenger that were measured on different data",
    wrong: `const recent = python("recent", { run: "a.py", output: Recent }); branch("b", { yes: [beats(evaluate({ model: model.file, on: holdout() }), evaluateRecent({ model: model.file, on: recent() }), "accuracy"), () => {}], otherwise: () => {} });`,
    says: /'Ref<Evaluation<"recent", .* is not assignable to parameter of type 'Ref<Evaluation<"holdout"/,
    right: `const on = holdout(); branch("b", { yes: [beats(evaluate({ model: model.file, on }), evaluate({ model: model.file, on }, { id: "champion" }), "accuracy"), () => {}], otherwise: () => {} });`,
  },
];

const body = (code: string) => `${steps}
const monitoring = pipeline("monitoring", () => ({ table: extract() }));
export const made = pipeline("case", ({ run }) => {
  const data = validate(extract());
  const model = train({ data });
  void [data, model, run, monitoring, decide, trigger, holds, choose];
  ${code}
});
`;

/** What the compiler says, by file. */
const said = new Map<string, string>();

beforeAll(async () => {
  // Where the syntax is wrong nothing else is looked at.
  await compile("syntax", (id) => id === "d11");
  await compile("meaning", (id) => id !== "d11");
}, 120_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

async function compile(name: string, isIn: (id: string) => boolean): Promise<void> {
  const project = join(folder, name);
  await rm(project, { recursive: true, force: true });
  await mkdir(project, { recursive: true });
  for (const { id, wrong, right, isModule } of mistakes.filter((mistake) => isIn(mistake.id))) {
    await writeFile(join(project, `${id}.wrong.ts`), isModule ? wrong : body(wrong));
    await writeFile(join(project, `${id}.right.ts`), isModule ? right : body(right));
  }
  const compilerOptions = {
    composite: false,
    declaration: false,
    noEmit: true,
    noUnusedLocals: false,
    rewriteRelativeImportExtensions: false,
    rootDir: "../../..",
  };
  const config = { extends: "../../../tsconfig.base.json", compilerOptions, include: ["*.ts"] };
  await writeFile(join(project, "tsconfig.json"), JSON.stringify(config));
  const tsc = join(root, "node_modules/.bin/tsc");
  const { stdout } = await promisify(execFile)(tsc, ["-p", project, "--pretty", "false"], {
    cwd: project,
    maxBuffer: 1 << 26,
  }).catch((error: { stdout: string }) => error);
  for (const message of stdout.split(/\n(?=\S)/)) {
    const [, file = ""] = /^([^(]+)\(/.exec(message) ?? [];
    said.set(file, `${said.get(file) ?? ""}${message}\n`);
  }
}

describe("the compiler", () => {
  test.each(mistakes)("$id: $what", ({ id, says }) => {
    expect(said.get(`${id}.right.ts`) ?? "").toBe("");
    expect(said.get(`${id}.wrong.ts`) ?? "").toMatch(says);
  });
});

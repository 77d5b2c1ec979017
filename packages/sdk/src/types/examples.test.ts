/**
 * Goal: every example in the documentation of the SDK compiles, so that it can be copied.
 * Method: each is put into a function of its own, among the steps that the examples speak of.
 */
import { execFileSync } from "node:child_process";
import { globSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

const root = join(import.meta.dirname, "../../../..");
const source = join(root, "packages/sdk/src");
const folder = join(root, ".cache/sdk-examples");

/** Everything that an example may take as known. */
const preamble = `
import * as sdk from "@troupe/sdk";
const { ${exported().join(", ")} } = sdk;
declare function expect(value: unknown): { toEqual(other: unknown): void };
declare function trainEpoch(step: number): Promise<number>;
const Customer = z.object({ tenure: z.number(), churned: z.boolean() });
const Dataset = z.object({ rows: z.int(), table: artifact("csv", Customer) });
const Model = z.object({ accuracy: z.number(), file: artifact("joblib") });
const Holdout = evaluationSet("churn-holdout", artifact("csv", Customer));
const extract = python("extract", { run: "extract.py", output: Dataset });
const validate = check("validate", { of: Dataset, run: "validate.py:validate" });
const train = python("train", { run: "train.py", input: { data: validated(Dataset), trees: z.int() }, output: Model });
const best = task("best", { input: { models: z.array(Model) }, output: Model }, ({ models: [first] }) => first as never);
const deploy = python("deploy", { run: "deploy.py", input: { model: passed(Model), to: z.enum(["staging", "production"]) } });
const notify = task("notify", { input: { accuracy: z.number() } }, () => {});
const compare = task("compare", { input: { champion: Model, challenger: Model } }, () => {});
const fetchTable = python("fetch-table", { run: "fetch.py", input: { from: z.string() } });
const holdout = python("holdout", { run: "holdout.py", output: Holdout });
const score = python("score", { run: "score.py", input: { model: artifact("joblib"), table: artifact("csv") } });
const evaluate = python("evaluate", {
  run: "evaluate.py",
  input: { model: artifact("joblib"), on: Holdout },
  output: evaluation(Holdout, { auc: z.number() }),
});
const decideWay = task("decide-way", { input: { drift: z.number() }, output: z.enum(["retrain", "keep"]) }, () => "keep" as const);
const double = task("double", { input: { n: z.int() }, output: z.int() }, ({ n }) => 2 * n);
const Cluster = z.object({ name: z.string() });
const provision = python("provision", { run: "provision.py", output: Cluster });
const trainOn = python("train-on", { run: "train_on.py", input: { cluster: Cluster } });
const release = python("release", { run: "release.py", input: { cluster: Cluster.optional(), status: z.string() } });
const features = dataset("churn/features", Dataset);
const champion = dataset("churn/champion", Model);
const churn = pipeline("churn", () => ({ model: best({ models: [] }) }));
declare const data: ReturnType<typeof validate>;
declare const models: sdk.Ref<sdk.OutputOf<typeof train>[]>;
declare const winner: ReturnType<typeof best>;
declare const drift: sdk.Ref<{ p: number }>;
declare const params: sdk.Ref<{
  trees: number[];
  region: string;
  stage: "staging" | "production";
  deploy: boolean;
  retrain: boolean;
  from?: sdk.Artifact<"joblib">;
  champion: sdk.Artifact<"joblib">;
}>;
declare const weak: sdk.OutputOf<typeof train>;
declare const strong: sdk.OutputOf<typeof train>;
`;

function exported(): readonly string[] {
  const index = readFileSync(join(source, "index.ts"), "utf8");
  const names = [...index.matchAll(/^export (?!type)\{([^}]*)\}/gm)].flatMap(([, list]) => (list ?? "").split(","));
  return names.map((name) => name.trim()).filter((name) => /^\w+$/.test(name));
}

/** The blocks of `@example`, and what stands as code in a first line that ends in one: "Greater: `gt(a, b)`." */
function examples(): readonly { readonly file: string; readonly code: string }[] {
  const files = globSync("{index,step-host}.ts", { cwd: source });
  for (const part of ["flow", "pipeline", "ref", "schema", "step"]) {
    files.push(...globSync(`${part}/*.ts`, { cwd: source, exclude: ["**/*.test.ts"] }));
  }
  return files.sort().flatMap((file) => {
    const text = readFileSync(join(source, file), "utf8");
    const blocks = [...text.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, block]) =>
      (block ?? "").replace(/^ *\* ?/gm, ""),
    );
    const lines = [...text.matchAll(/^\/\*\* [^`]*: `(\w+\([^`]*\))`\. \*\/$/gm)].map(([, code]) => `${code};`);
    return [...blocks, ...lines].map((code) => ({ file, code }));
  });
}

it("compiles every example of the documentation", { timeout: 60_000 }, () => {
  const found = examples();
  expect(found.length).toBeGreaterThan(25);
  const bodies = found.map(({ file, code }, at) => {
    const body = code.replace(/^export default /gm, "").replace(/^export /gm, "");
    return `// ${file}\nexport async function example${at}() {\n${body}\n}\n`;
  });
  const readme = /```ts\n([\s\S]*?)```/.exec(readFileSync(join(source, "../README.md"), "utf8"))?.[1] ?? "";
  expect(readme).toContain("export default pipeline");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "examples.ts"), preamble + bodies.join("\n"));
  writeFileSync(join(folder, "readme.ts"), readme);
  writeFileSync(join(folder, "pipeline.ts"), "export default {} as unknown;");
  const compilerOptions = {
    target: "es2024",
    module: "nodenext",
    types: ["node"],
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    allowImportingTsExtensions: true,
    skipLibCheck: true,
    noEmit: true,
  };
  writeFileSync(
    join(folder, "tsconfig.json"),
    JSON.stringify({ compilerOptions, files: ["examples.ts", "readme.ts"] }),
  );
  expect(output(join(root, "node_modules/.bin/tsc"), "-p", folder, "--pretty", "false")).toBe("");
});

function output(command: string, ...args: string[]): string {
  try {
    return execFileSync(command, args, { encoding: "utf8" });
  } catch (error) {
    return (error as { readonly stdout: string }).stdout;
  }
}

import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { glob, mkdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { type PipelineSpec, validateSpec } from "@troupe/core";
import { Client } from "@troupe/sdk/client";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

/** What the documents name has to be there, and what they show has to work. */

const root = join(import.meta.dirname, "..");
const manifest: { scripts: Record<string, string> } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const documents = await markdownFiles();

describe.each(documents)("%s", (document) => {
  const text = readFileSync(join(root, document), "utf8");

  test("names files that exist", () => {
    expect(pathsIn(text).filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });

  test("links to files that exist", () => {
    const folder = dirname(join(root, document));
    expect(linksIn(text).filter((link) => !existsSync(join(folder, link)))).toEqual([]);
  });

  test("names npm scripts that exist", () => {
    expect(npmScriptsIn(text).filter((name) => manifest.scripts[name] === undefined)).toEqual([]);
  });
});

test("CONTRIBUTING.md explains every npm script", () => {
  const text = readFileSync(join(root, "CONTRIBUTING.md"), "utf8");
  const explained = (name: string): boolean => text.includes(name === "test" ? "`npm test`" : `\`npm run ${name}\``);
  expect(Object.keys(manifest.scripts).filter((name) => !explained(name))).toEqual([]);
});

test("docs/client.md has every call of a client", async () => {
  const text = readFileSync(join(root, "docs/client.md"), "utf8");
  await using client = new Client();
  const calls = [client, client.schedules, client.backfills].flatMap(methodsOf);
  expect(calls.filter((name) => !new RegExp(`[\`. ]${name}\\b`).test(text))).toEqual([]);
});

test("the guide from Airflow has every word of the article that it ports", () => {
  const text = readFileSync(join(root, "docs/guides/from-airflow.md"), "utf8");
  expect(articleWords.filter((word) => !text.includes(word))).toEqual([]);
});

describe("the pipeline that README.md shows", () => {
  const [shown = "", mistakes = ""] = blocksIn(readFileSync(join(root, "README.md"), "utf8"), "ts");
  const folder = join(root, ".cache/readme");

  beforeAll(async () => {
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, "pipeline.ts"), shown);
    await writeFile(join(folder, "mistakes.ts"), withMistakes(shown, mistakes));
    await writeFile(join(folder, "tsconfig.json"), JSON.stringify(tsconfig));
  });

  afterAll(() => rm(folder, { recursive: true }));

  test("compiles, but for the lines that are shown not to", async () => {
    const expected = linesOf(withMistakes(shown, mistakes)).flatMap((line, at) =>
      line.includes("// error") ? [`mistakes.ts:${at + 1}`] : [],
    );
    expect(expected.length).toBeGreaterThan(0);
    expect(await compile(folder)).toEqual(expected);
  });

  test("is sound", async () => {
    const { default: pipeline }: { default: { spec: PipelineSpec } } = await import(
      pathToFileURL(join(folder, "pipeline.ts")).href
    );
    expect(validateSpec(pipeline.spec)).toMatchObject({ ok: true });
  });
});

/** Operators, arguments, commands and libraries that stand in the article's code, and what they are called in its text. */
const articleWords = `
  PythonOperator, BranchPythonOperator, DummyOperator, DockerOperator, KubernetesPodOperator, S3ListOperator,
  SimpleHttpOperator, psycopg2, storage.Client, trigger_dag, aws_conn_id, DAG, task_id, python_callable, >>,
  upstream, downstream, xcom_pull, xcom_push, XCom, default_args, retries, retry_delay, start_date,
  schedule_interval, schedule_interval=None, catchup, ds_nodash, get_logs, labels, resources, @daily,
  SequentialExecutor, LocalExecutor, CeleryExecutor, broker, airflow.cfg, AIRFLOW_HOME, load_examples,
  airflow db init, pip install, airflow users create, airflow webserver, airflow scheduler, metadata database, venv,
  great_expectations, pandas_profiling, GridSearchCV, MLflow, log_param, log_metric, log_model, register_model,
  feature store
`
  .trim()
  .split(/,\s+/);

const tsconfig = {
  extends: "../../tsconfig.base.json",
  compilerOptions: {
    composite: false,
    declaration: false,
    noEmit: true,
    rewriteRelativeImportExtensions: false,
    rootDir: "../..",
  },
  include: ["*.ts"],
};

/** The mistakes stand where the pipeline's body ends, so that they see what it sees. */
function withMistakes(pipeline: string, mistakes: string): string {
  const end = pipeline.lastIndexOf("});");
  return `${pipeline.slice(0, end)}${mistakes}${pipeline.slice(end)}`;
}

/** "file:line" of each error. */
async function compile(folder: string): Promise<readonly string[]> {
  const args = ["-p", folder, "--pretty", "false"];
  const output = await new Promise<string>((resolve) => {
    execFile(join(root, "node_modules/.bin/tsc"), args, { cwd: folder }, (_error, stdout) => resolve(stdout));
  });
  return [...output.matchAll(/^(\S+)\((\d+),\d+\): error/gm)].map(([, file, line]) => `${file}:${line}`);
}

async function markdownFiles(): Promise<readonly string[]> {
  const found: string[] = [];
  const patterns = ["*.md", "docs/**/*.md", "examples/*/*.md", "packages/*/*.md", ".github/**/*.md"];
  for await (const file of glob(patterns, { cwd: root, exclude: ["**/node_modules/**"] })) found.push(file);
  return found.sort();
}

/** Words that begin with a folder of this repository: `scripts/setup.ts`, `packages/core/`. */
function pathsIn(text: string): readonly string[] {
  const folders = "docs|examples|packages|proto|scripts|test|bench|deploy|\\.ci|\\.github";
  const words = text.matchAll(new RegExp(`(?<![\\w/.@-])(?:${folders})/[\\w./-]*`, "g"));
  return unique([...words].map(([word]) => word.replace(/[.:]+$/, "")));
}

/** Targets of links and pictures, without those that lead out of the repository. */
function linksIn(text: string): readonly string[] {
  const targets = [...text.matchAll(/\]\(([^)\s]+)\)/g), ...text.matchAll(/(?:src|href)="([^"]+)"/g)];
  return unique(
    targets
      .map(([, target = ""]) => target.replace(/#.*$/, ""))
      .filter((target) => target !== "" && !/^[a-z]+:/.test(target)),
  );
}

function npmScriptsIn(text: string): readonly string[] {
  return unique([...text.matchAll(/npm run ([\w:-]+)/g)].map(([, name = ""]) => name));
}

function blocksIn(text: string, language: string): readonly string[] {
  return [...text.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, "gms"))].map(([, code = ""]) => code);
}

function linesOf(text: string): readonly string[] {
  return text.split("\n");
}

function methodsOf(object: object): readonly string[] {
  const prototype: object | null = Object.getPrototypeOf(object);
  if (prototype === null || prototype === Object.prototype) return [];
  const own = Object.getOwnPropertyNames(prototype).filter((name) => name !== "constructor" && name !== "api");
  return [...own, ...methodsOf(prototype)];
}

function unique(words: readonly string[]): readonly string[] {
  return [...new Set(words)];
}

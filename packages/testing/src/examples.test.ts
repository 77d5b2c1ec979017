/**
 * Goal: what docs/guides/testing.md shows works as it stands there, and every example of this package compiles.
 * Method: the guide's blocks make files, by the name in their first line; what follows a named block goes on with it.
 */
import { execFile } from "node:child_process";
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "../../..");
const folder = join(root, ".cache/testing-guide");
const bin = (name: string) => join(root, "node_modules/.bin", name);

/** What an example may take as known: the guide's pipeline. */
const preamble = `
import { check, dataset, pipeline, previous, python, read, z } from "@troupe/sdk";
import { AttemptFailure, agentLost, chaos, fake, fakeArtifact, ran, revision, run, simulate } from "@troupe/testing";
import { absentPrograms, Child, eventually, TroupeServer, Workbench } from "@troupe/testing/process";
import { existsSync } from "node:fs";
import { afterEach, expect, test } from "vitest";
import { best, churn, deploy, extract, train, validate } from "./pipeline.ts";
declare const scoring: typeof churn;
declare const server: Child;
declare const pidFile: string;
`;

beforeAll(() => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of guideFiles()) writeFileSync(join(folder, name), text);
  writeFileSync(join(folder, "examples.ts"), `${preamble}${examples()}`);
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(tsconfig));
  writeFileSync(join(folder, "vitest.config.ts"), "export default {};");
});
afterAll(() => rmSync(folder, { recursive: true }));

describe("the guide and the examples", { timeout: 60_000 }, () => {
  it("compile", async () => {
    expect(await output(bin("tsc"), "-p", folder, "--pretty", "false")).toBe("");
  });

  it("pass", async () => {
    const said = await output(bin("vitest"), "run", "--root", folder, "pipeline.test.ts", "--no-color");
    expect(said).toMatch(/Tests +11 passed \(11\)/);
  });
});

function guideFiles(): ReadonlyMap<string, string> {
  const guide = readFileSync(join(root, "docs/guides/testing.md"), "utf8");
  const files = new Map<string, string>();
  let current = "";
  for (const [, block = ""] of guide.matchAll(/^```ts\n(.*?)^```/gms)) {
    current = /^\/\/ (\S+)\n/.exec(block)?.[1] ?? current;
    files.set(current, `${files.get(current) ?? ""}${block}\n`);
  }
  return files;
}

/** Each in a function of its own. */
function examples(): string {
  const files = globSync("{run,process,simulate}/*.ts", {
    cwd: import.meta.dirname,
    exclude: ["**/*.test*.ts"],
  }).sort();
  const blocks = files.flatMap((file) => {
    const text = readFileSync(join(import.meta.dirname, file), "utf8");
    return [...text.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, block = ""]) => block.replace(/^ *\* ?/gm, ""));
  });
  expect(blocks.length).toBeGreaterThan(7);
  return blocks.map((block, at) => `export async function example${at}() {\n${block}}\n`).join("\n");
}

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

async function output(command: string, ...args: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(command, args, { cwd: folder }).catch((error) => error);
  return stdout;
}

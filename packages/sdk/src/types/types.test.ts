/**
 * Goal: what must not compile does not, and what must does, for those who install the package too.
 * Method: the type tests are compiled twice, against the sources and against the declarations that are published.
 * They differ: the compiler drops the types of private members from declarations, and checks vanish without a word.
 */
import { execFile } from "node:child_process";
import { copyFile, mkdir, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { beforeAll, describe, expect, it } from "vitest";

const run = promisify(execFile);
const root = join(import.meta.dirname, "../../../..");
const tsc = join(root, "node_modules/.bin/tsc");
const folder = join(root, ".cache/sdk-types");

/** Options that users have, and none of ours: no references, so that it is said here what is compiled. */
const strict = {
  target: "es2024",
  lib: ["es2024"],
  module: "nodenext",
  types: ["node"],
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  verbatimModuleSyntax: true,
  allowImportingTsExtensions: true,
  skipLibCheck: false,
  noEmit: true,
} as const;

async function compile(name: string, config: object): Promise<string> {
  const path = join(folder, `tsconfig.${name}.json`);
  await writeFile(path, JSON.stringify(config));
  return await run(tsc, ["-p", path, "--pretty", "false", "--listFiles"], { maxBuffer: 1 << 26 }).then(
    ({ stdout }) => stdout,
    ({ stdout }: { stdout: string }) => stdout,
  );
}

const errorsIn = (output: string) => output.split("\n").filter((line) => /error TS\d+|^\s{2}/.test(line));

/** As `tsc --build` writes it, in a folder from which only it can be found. */
async function publish(): Promise<void> {
  const packages = join(root, "packages");
  const output = await compile("publish", {
    extends: join(root, "tsconfig.base.json"),
    compilerOptions: {
      composite: false,
      emitDeclarationOnly: true,
      rootDir: packages,
      outDir: join(folder, "packages"),
      tsBuildInfoFile: null,
      incremental: false,
    },
    files: [join(packages, "sdk/src/index.ts")],
    include: [],
  });
  expect(errorsIn(output)).toEqual([]);
  for (const name of ["core", "sdk"]) {
    const target = join(folder, "node_modules/@troupe", name);
    await mkdir(target, { recursive: true });
    await symlink(join(folder, "packages", name, "src"), join(target, "dist"));
    const manifest = { name: `@troupe/${name}`, type: "module", exports: { ".": { types: "./dist/index.d.ts" } } };
    await writeFile(join(target, "package.json"), JSON.stringify(manifest));
  }
}

async function testFiles(): Promise<readonly string[]> {
  const names = await readdir(import.meta.dirname);
  return names.filter((name) => name.endsWith(".test-d.ts"));
}

describe("the type tests", () => {
  beforeAll(async () => {
    await rm(folder, { recursive: true, force: true });
    await mkdir(join(folder, "published"), { recursive: true });
  });

  it("hold on the sources", async () => {
    const files = (await testFiles()).map((name) => join(import.meta.dirname, name));
    const output = await compile("sources", {
      compilerOptions: { ...strict, skipLibCheck: true, erasableSyntaxOnly: true },
      files,
    });
    expect(errorsIn(output)).toEqual([]);
    expect(output).toContain("packages/sdk/src/index.ts");
  });

  it("hold on the published declarations", async () => {
    await publish();
    const files = await testFiles();
    for (const name of files) await copyFile(join(import.meta.dirname, name), join(folder, "published", name));
    const output = await compile("published", {
      compilerOptions: strict,
      files: files.map((name) => join(folder, "published", name)),
    });
    expect(errorsIn(output)).toEqual([]);
    expect(output).toContain(".cache/sdk-types/packages/sdk/src/index.d.ts");
    expect(output).not.toContain("packages/sdk/src/index.ts");
  });
});

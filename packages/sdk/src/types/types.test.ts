/**
 * Goal: what must not compile does not, what must does, fast, and for those who install the package too.
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
  skipLibCheck: true,
  noEmit: true,
} as const;

async function compile(name: string, config: object, ...flags: string[]): Promise<string> {
  const path = join(folder, `tsconfig.${name}.json`);
  await writeFile(path, JSON.stringify(config));
  return await run(tsc, ["-p", path, "--pretty", "false", ...flags], { maxBuffer: 1 << 26 }).then(
    ({ stdout }) => stdout,
    ({ stdout }: { stdout: string }) => stdout,
  );
}

/** The first line of each error, without the file. */
const errorsIn = (output: string) =>
  output.split("\n").flatMap((line) => /^(?:.*\((\d+,\d+)\): )?error (TS\d+: .*)/.exec(line)?.slice(1).join(" ") ?? []);

/** As `tsc --build` writes it, in a folder from which only it can be found. */
async function publish(): Promise<void> {
  const packages = join(root, "packages");
  const output = await compile("publish", {
    extends: join(root, "tsconfig.base.json"),
    compilerOptions: {
      composite: false,
      incremental: false,
      tsBuildInfoFile: null,
      emitDeclarationOnly: true,
      rootDir: packages,
      outDir: join(folder, "packages"),
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

const testFiles = async () => (await readdir(import.meta.dirname)).filter((name) => name.endsWith(".test-d.ts"));

beforeAll(async () => {
  await rm(folder, { recursive: true, force: true });
  await mkdir(join(folder, "published"), { recursive: true });
});

describe("the type tests", { timeout: 60_000 }, () => {
  it("hold on the sources", async () => {
    const files = (await testFiles()).map((name) => join(import.meta.dirname, name));
    const output = await compile("sources", { compilerOptions: strict, files }, "--listFiles");
    expect(errorsIn(output)).toEqual([]);
    expect(output).toContain("packages/sdk/src/index.ts");
  });

  it("hold on the published declarations, from which users can emit their own", async () => {
    await publish();
    const files = await testFiles();
    for (const name of files) await copyFile(join(import.meta.dirname, name), join(folder, "published", name));
    const emit = { noEmit: false, emitDeclarationOnly: true, declaration: true, outDir: join(folder, "emitted") };
    const compilerOptions = { ...strict, ...emit, skipLibCheck: false, rootDir: folder };
    const config = { compilerOptions, files: files.map((name) => join(folder, "published", name)) };
    const output = await compile("published", config, "--listFiles");
    expect(errorsIn(output)).toEqual([]);
    expect(output).toContain(".cache/sdk-types/packages/sdk/src/index.d.ts");
    expect(output).not.toContain("packages/sdk/src/index.ts");
  });
});

describe("the compiler", { timeout: 60_000 }, () => {
  it("says what is wrong in words that one can read", async () => {
    const source = `import { branch, gate, gte, map, pipeline, python, task, validated, z } from "@troupe/sdk";
const Data = z.object({ rows: z.int() });
const Model = z.object({ accuracy: z.number() });
const extract = python("extract", { run: "extract.py", output: Data });
const train = python("train", { run: "train.py", input: { data: validated(Data), trees: z.int() }, output: Model });
pipeline("p", { params: { trees: z.array(z.int()), debug: z.boolean() } }, ({ params }) => {
  const data = extract();
  train({ data, trees: 3 });
  map(params.trees, (trees) => train({ data: null as never, trees, depth: 3 }));
  train({ data: null as never, trees: "many" }).acuracy;
  if (params.debug) return;
  branch("way", { go: [true, () => {}] });
  branch("way", { go: [gte(1, 0), async () => {}] });
});`;
    const file = join(folder, "mistakes.ts");
    await writeFile(file, source);
    expect(errorsIn(await compile("mistakes", { compilerOptions: strict, files: [file] }))).toEqual([
      "8,11 TS2322: Type 'Ref<{ rows: number; }>' is not assignable to type 'Input<Validated<{ rows: number; }>>'.",
      "9,68 TS2353: Object literal may only specify known properties, and 'depth' does not exist in type 'Inputs<{ data: Validated<{ rows: number; }>; trees: number; }>'.",
      "10,32 TS2322: Type 'string' is not assignable to type 'Input<number>'.",
      "10,49 TS2551: Property 'acuracy' does not exist on type 'Ref<{ accuracy: number; }>'. Did you mean 'accuracy'?",
      expect.stringContaining("This condition will always return true"),
      "12,24 TS2322: Type 'boolean' is not assignable to type 'Condition'.",
      expect.stringContaining('Refused<"this is read once, without I/O: write it without async">'),
    ]);
  });

  // Instantiations, not seconds: they are the same on every machine, and what the seconds are made of. 200 steps have
  // about 300,000 of them, and compile in 0.8 s on two shared cores; a quadratic type would have many millions.
  it("has little to do per step", async () => {
    const cost = async (count: number) => {
      const file = join(folder, `steps-${count}.ts`);
      await writeFile(file, chain(count));
      const config = { compilerOptions: strict, files: [file] };
      const output = await compile(`steps-${count}`, config, "--extendedDiagnostics");
      expect(errorsIn(output)).toEqual([]);
      return Number(/^Instantiations:\s+(\d+)/m.exec(output)?.[1]);
    };
    const [few, many] = [await cost(20), await cost(200)];
    expect((many - few) / 180).toBeLessThan(2000);
  });
});

/** Steps with schemas of their own, each reading from the one before. */
function chain(count: number): string {
  const steps = Array.from({ length: count }, (_, at) => at);
  return [
    'import { artifact, pipeline, python, z } from "@troupe/sdk";',
    'const Table = artifact("csv", z.object({ tenure: z.number(), churned: z.boolean() }));',
    ...steps.flatMap((at) => [
      `const Data${at} = z.object({ rows: z.int(), score${at}: z.number(), note: z.string().optional(), table: Table });`,
      `const step${at} = python("step-${at}", { run: "s.py:s${at}", output: Data${at}, metrics: ["loss${at}"], timeout: "1h",`,
      `  input: { data: Data${Math.max(at - 1, 0)}.optional(), trees: z.int().default(${at}), name: z.string() } });`,
    ]),
    'export default pipeline("chain", { params: { name: z.string() } }, ({ params: { name } }) => {',
    "  const r0 = step0({ name });",
    ...steps.slice(1).map((at) => `  const r${at} = step${at}({ data: r${at - 1}, name, trees: ${at} });`),
    `  return { last: r${count - 1}.score${count - 1} };`,
    "});",
  ].join("\n");
}

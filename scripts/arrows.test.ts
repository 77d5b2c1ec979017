import { execFile } from "node:child_process";
import { cp, glob, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

/** Who may import whom is a rule of the linter; here each rule is shown to bite, and not to bite too much. */

const root = join(import.meta.dirname, "..");
const biome = join(root, "node_modules/.bin/biome");

interface Case {
  readonly file: string;
  readonly code: string;
  /** The rule that must refuse the code; absent when it must pass. */
  readonly rule?: string;
}

const imports = (from: string): string => `import { thing } from "${from}";\n\nexport const it = thing;\n`;
const refused = (rule: string, file: string, code: string): Case => ({ file, code, rule });
const allowed = (file: string, code: string): Case => ({ file, code });

const ARROW = "lint/style/noRestrictedImports";
const GLOBAL = "lint/style/noRestrictedGlobals";
const PLUGIN = "plugin";

const arrows: readonly Case[] = [
  refused(ARROW, "packages/core/src/run/a.ts", imports("@troupe/engine")),
  refused(ARROW, "packages/core/src/run/b.ts", imports("../../../engine/src/index.ts")),
  refused(ARROW, "packages/core/src/run/c.ts", imports("zod")),
  refused(ARROW, "packages/core/src/run/d.ts", imports("node:fs")),
  refused(ARROW, "packages/core/src/run/e.ts", `import type { Run } from "@troupe/sdk";\n\nexport type It = Run;\n`),
  refused(ARROW, "packages/core/src/run/f.ts", `export const it = () => import("node:fs");\n`),
  allowed("packages/core/src/run/g.ts", imports("../step.ts")),
  allowed("packages/core/src/run/h.ts", imports("croner")),
  allowed("packages/core/src/run/i.ts", imports("@cfworker/json-schema")),
  allowed("packages/core/src/run/j.test.ts", imports("node:fs")),

  refused(ARROW, "packages/engine/src/a.ts", imports("@troupe/proto")),
  refused(ARROW, "packages/engine/src/b.ts", imports("../../core/src/index.ts")),
  allowed("packages/engine/src/c.ts", imports("@troupe/core")),

  refused(ARROW, "packages/coordinator/src/a.ts", imports("@troupe/agent")),
  refused(ARROW, "packages/coordinator/src/main.ts", imports("@troupe/sdk")),
  refused(ARROW, "packages/coordinator/src/adapters/sqlite/a.ts", imports("@troupe/agent")),
  allowed("packages/coordinator/src/b.ts", imports("@troupe/engine")),
  allowed("packages/coordinator/src/c.ts", imports("@troupe/proto")),

  refused(ARROW, "packages/agent/src/a.ts", imports("@troupe/coordinator")),
  allowed("packages/agent/src/b.ts", imports("@troupe/engine")),

  refused(ARROW, "packages/sdk/src/a.ts", imports("@troupe/engine")),
  allowed("packages/sdk/src/b.ts", imports("@troupe/core")),

  refused(ARROW, "packages/testing/src/a.ts", imports("@troupe/coordinator")),
  allowed("packages/testing/src/b.ts", imports("@troupe/agent")),

  refused(ARROW, "packages/console/src/a.ts", imports("@troupe/engine")),
  refused(ARROW, "packages/console/src/b.ts", imports("node:fs")),
  allowed("packages/console/src/c.ts", imports("@troupe/core")),
  allowed("packages/console/src/d.ts", `import type { Run } from "@troupe/proto";\n\nexport type It = Run;\n`),
  allowed("packages/console/src/e.test.ts", imports("node:fs")),

  refused(ARROW, "packages/python/src/a.ts", imports("@troupe/core")),
  refused(ARROW, "proto/src/a.ts", imports("@troupe/core")),
  allowed("packages/cli/src/a.ts", imports("@troupe/coordinator")),
  refused("lint/correctness/noUndeclaredDependencies", "packages/cli/src/b.ts", imports("left-pad")),
];

const purity: readonly Case[] = [
  refused(PLUGIN, "packages/core/src/now/a.ts", "export const it = () => Date.now();\n"),
  refused(PLUGIN, "packages/core/src/now/b.ts", "export const it = () => new Date();\n"),
  refused(PLUGIN, "packages/core/src/now/c.ts", "export const it = () => Math.random();\n"),
  refused(GLOBAL, "packages/core/src/now/d.ts", "export const it = () => performance.now();\n"),
  refused(GLOBAL, "packages/core/src/now/e.ts", "export const it = () => crypto.randomUUID();\n"),
  refused(GLOBAL, "packages/core/src/now/f.ts", "export const it = () => setTimeout(() => undefined, 1);\n"),
  refused(GLOBAL, "packages/core/src/now/g.ts", "export const it = () => process.env;\n"),
  allowed("packages/core/src/now/h.ts", "export const it = (at: number) => new Date(at).toISOString();\n"),
  allowed("packages/engine/src/now/i.ts", "export const it = () => Date.now();\n"),
];

const vendors: readonly Case[] = [
  refused(PLUGIN, "packages/coordinator/src/vendor/a.ts", imports("@grpc/grpc-js")),
  refused(PLUGIN, "packages/coordinator/src/vendor/b.ts", imports("@opentelemetry/sdk-node")),
  refused(PLUGIN, "packages/coordinator/src/vendor/c.ts", imports("node:sqlite")),
  refused(PLUGIN, "packages/coordinator/src/vendor/d.ts", `export const it = () => import("fastify");\n`),
  refused(PLUGIN, "packages/coordinator/src/main/e.ts", imports("grpc-health-check")),
  refused(PLUGIN, "packages/sdk/src/vendor/f.ts", imports("esbuild")),
  allowed("packages/coordinator/src/vendor/g.ts", imports("@opentelemetry/api")),
  allowed("packages/coordinator/src/vendor/h.ts", imports("pino")),
  allowed("packages/coordinator/src/adapters/grpc/i.ts", imports("@grpc/grpc-js")),
  allowed("packages/coordinator/src/vendor/j.test.ts", imports("@grpc/grpc-js")),
  allowed("proto/src/k.ts", imports("@grpc/proto-loader")),
];

const wiring: readonly Case[] = [
  refused(PLUGIN, "packages/coordinator/src/api/a.ts", imports("../adapters/grpc/server.ts")),
  refused(PLUGIN, "packages/agent/src/b.ts", imports("./adapters/grpc/session.ts")),
  allowed("packages/coordinator/src/main/c.ts", imports("../adapters/grpc/server.ts")),
  allowed("packages/agent/src/main.ts", imports("./adapters/grpc/session.ts")),
  allowed("packages/coordinator/src/adapters/grpc/d.ts", imports("../otel/spans.ts")),
];

const manners: readonly Case[] = [
  refused("lint/suspicious/noExplicitAny", "packages/sdk/src/manners/a.ts", "export const it = (x: any) => x;\n"),
  refused(
    "lint/nursery/noFloatingPromises",
    "packages/sdk/src/manners/b.ts",
    "async function wait(): Promise<void> {}\n\nexport const it = () => {\n  wait();\n};\n",
  ),
  refused("lint/correctness/useImportExtensions", "packages/sdk/src/manners/c.ts", imports("./d")),
  refused(
    "lint/style/noNonNullAssertion",
    "packages/sdk/src/manners/d.ts",
    "export const thing = (x?: string) => x!.length;\n",
  ),
  refused("lint/suspicious/noImportCycles", "packages/sdk/src/manners/e.ts", imports("./f.ts")),
  refused(
    "lint/suspicious/noImportCycles",
    "packages/sdk/src/manners/f.ts",
    `import { it } from "./e.ts";\n\nexport const thing = () => it;\n`,
  ),
];

/** Each group lints in a folder of its own, so that a case may reuse a file name of another group. */
const groups = { arrows, purity, vendors, wiring, manners };

describe.each(Object.entries(groups))("%s", (_group, cases) => {
  let found: ReadonlyMap<string, readonly string[]>;
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "troupe-arrows-"));
    await copyRules(folder);
    for (const { file, code } of cases) await write(join(folder, file), code);
    found = await lint(folder);
  });

  afterAll(() => rm(folder, { recursive: true, force: true }));

  test.each(cases)("$file $rule", ({ file, rule }) => {
    const rules = found.get(file) ?? [];
    if (rule === undefined) expect(rules).toEqual([]);
    else expect(rules).toContain(rule);
  });
});

/** The linter's own configuration, and the manifests, which say what each package depends on. */
async function copyRules(folder: string): Promise<void> {
  const files = ["biome.json", ".gitignore", "package.json", "scripts/lint", "proto/package.json"];
  for await (const manifest of glob("packages/*/package.json", { cwd: root })) files.push(manifest);
  for (const file of files) await cp(join(root, file), join(folder, file), { recursive: true });
}

async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
}

async function lint(folder: string): Promise<ReadonlyMap<string, readonly string[]>> {
  const args = ["lint", "--reporter=json", "--max-diagnostics=none", "--diagnostic-level=error", "."];
  const output = await new Promise<string>((resolve) => {
    // Biome exits with 1 when it finds something, which is what is asked for here.
    execFile(biome, args, { cwd: folder, maxBuffer: 16 * 1024 * 1024 }, (_error, stdout) => resolve(stdout));
  });
  const report: { diagnostics: { category: string; location: { path: string } }[] } = JSON.parse(output);
  return new Map(
    Object.entries(Object.groupBy(report.diagnostics, ({ location }) => location.path)).map(([path, diagnostics]) => [
      path,
      (diagnostics ?? []).map(({ category }) => category),
    ]),
  );
}

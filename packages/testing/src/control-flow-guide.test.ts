/**
 * Goal: what docs/guides/control-flow.md shows compiles and works as it stands there.
 * Method: each of its blocks is a file, named in its first line.
 */
import { execFile } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "../../..");
const folder = join(root, ".cache/control-flow-guide");
const bin = (name: string) => join(root, "node_modules/.bin", name);

beforeAll(() => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const guide = readFileSync(join(root, "docs/guides/control-flow.md"), "utf8");
  const blocks = [...guide.matchAll(/^```ts\n\/\/ (\S+)\n(.*?)^```/gms)];
  expect(blocks).toHaveLength([...guide.matchAll(/^```ts$/gm)].length);
  for (const [, name = "", block = ""] of blocks) writeFileSync(join(folder, name), block);
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(tsconfig));
  writeFileSync(join(folder, "vitest.config.ts"), "export default {};");
});
afterAll(() => rmSync(folder, { recursive: true }));

describe("the guide on control flow", { timeout: 120_000 }, () => {
  it("compiles", async () => {
    expect(await output(bin("tsc"), "-p", folder, "--pretty", "false")).toBe("");
  });

  it("passes", async () => {
    const said = await output(bin("vitest"), "run", "--root", folder, "control-flow.test.ts", "--no-color");
    expect(said).toMatch(/Tests +5 passed \(5\)/);
  });
});

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

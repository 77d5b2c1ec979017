import { chmodSync, lstatSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { writeFiles } from "../../test-support/attempts.ts";
import { WorkingFolders } from "./working-folder.ts";

let root: string;
let code: string;
const folders = new WorkingFolders();

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "troupe-work-"));
  code = join(root, "code");
});
afterEach(() => rmSync(root, { recursive: true }));

test("holds the code, and can be written to", async () => {
  writeFiles(code, { "run.sh": "#!/bin/sh\n", "steps/deep/train.py": "pass\n", "pipeline.mjs": "" });
  chmodSync(join(code, "run.sh"), 0o555);
  chmodSync(join(code, "steps/deep/train.py"), 0o444);
  await folders.lay(join(root, "a"), code);
  await folders.lay(join(root, "b"), code);
  expect(statSync(join(root, "a/run.sh")).mode & 0o777).toBe(0o755);
  expect(statSync(join(root, "a/steps/deep/train.py")).mode & 0o777).toBe(0o644);
  writeFileSync(join(root, "a/steps/deep/train.py"), "changed");
  expect(readFileSync(join(root, "b/steps/deep/train.py"), "utf8")).toBe("pass\n");
  expect(readFileSync(join(code, "steps/deep/train.py"), "utf8")).toBe("pass\n");
});

test("copies what is too much to keep, and links what is too much to copy", async () => {
  writeFiles(code, { "a.bin": "x".repeat(3e6), "b.bin": "x".repeat(3e6), "c.bin": "x".repeat(9e6) });
  chmodSync(join(code, "b.bin"), 0o444);
  await folders.lay(join(root, "a"), code);
  for (const name of ["a.bin", "b.bin"]) {
    expect(lstatSync(join(root, "a", name)).isFile()).toBe(true);
    expect(lstatSync(join(root, "a", name)).mode & 0o200).toBe(0o200);
    expect(statSync(join(root, "a", name)).size).toBe(3e6);
  }
  expect(lstatSync(join(root, "a/c.bin")).isSymbolicLink()).toBe(true);
  expect(statSync(join(root, "a/c.bin")).size).toBe(9e6);
});

test("is empty without code", async () => {
  await folders.lay(join(root, "a"), null);
  expect(statSync(join(root, "a")).isDirectory()).toBe(true);
});

test("code that cannot be read is read again the next time", async () => {
  await expect(folders.lay(join(root, "a"), code)).rejects.toThrow("ENOENT");
  writeFiles(code, { x: "" });
  await folders.lay(join(root, "a"), code);
  expect(statSync(join(root, "a/x")).isFile()).toBe(true);
});

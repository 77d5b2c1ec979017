import { glob, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

/** docs/errors.md is the list of all error codes: none is missing there, and none has outlived its code. */

const root = join(import.meta.dirname, "..");

const documented = [
  ...(await readFile(join(root, "docs/errors.md"), "utf8")).matchAll(/^\| `([A-Z][A-Z0-9_]*)` \|/gm),
].map(([, code]) => code);

const sources = await readSources();

describe("error codes", () => {
  test("stand in docs/errors.md, every one that the sources use", () => {
    const missing = sources.flatMap(({ path, text }) =>
      [...text.matchAll(/\bcode: "([A-Z][A-Z0-9_]*)"/g)]
        .filter(([, code]) => !documented.includes(code))
        .map(([, code]) => `${code} (${path})`),
    );
    expect(missing).toEqual([]);
  });

  test("stand there once, and are still used", () => {
    const all = sources.map(({ text }) => text).join("\n");
    expect(documented.filter((code, index) => documented.indexOf(code) !== index)).toEqual([]);
    expect(documented.filter((code) => !all.includes(`"${code}"`))).toEqual([]);
  });
});

async function readSources(): Promise<readonly { path: string; text: string }[]> {
  const found: { path: string; text: string }[] = [];
  for await (const path of glob("{packages/*/src,proto/src}/**/*.ts", { cwd: root })) {
    const isProduct = !/\.test(-d)?\.ts$|\/testing\/|^packages\/testing\//.test(path);
    if (isProduct) found.push({ path, text: await readFile(join(root, path), "utf8") });
  }
  return found;
}

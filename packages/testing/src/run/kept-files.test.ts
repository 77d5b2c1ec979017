import { existsSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { beforeEach, expect, it, vi } from "vitest";

const bytes = new TextEncoder().encode("weights of a model");

/** As in a process of its own. */
async function fresh(): Promise<typeof import("./kept-files.ts")> {
  vi.resetModules();
  return await import("./kept-files.ts");
}

let keepFile: typeof import("./kept-files.ts")["keepFile"];
beforeEach(async () => {
  ({ keepFile } = await fresh());
});

it("keeps bytes by their digest, once", () => {
  const kept = keepFile(bytes);
  expect(readFileSync(kept.path, "utf8")).toBe("weights of a model");
  expect(kept.size).toBe(18);
  expect(keepFile(bytes)).toEqual(kept);
});

it("puts right what somebody wrote over", () => {
  const { path } = keepFile(bytes);
  writeFileSync(path, "spoiled");
  keepFile(bytes);
  expect(readFileSync(path, "utf8")).toBe("weights of a model");
});

it("removes what is old when the next process comes, and nothing that is in use", async () => {
  const { path } = keepFile(bytes);
  const old = join(dirname(path), "old-file");
  writeFileSync(old, "");
  utimesSync(old, new Date(0), new Date(0));
  (await fresh()).keepFile(new TextEncoder().encode("another"));
  expect([existsSync(old), existsSync(path)]).toEqual([false, true]);
});

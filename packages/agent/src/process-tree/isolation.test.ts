import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { detectIsolation, isolationName } from "./isolation.ts";

const name = "test-isolation";
const best = detectIsolation({ name });
const supervisor = { bootId: "b", pid: process.pid, startTime: "1" };

test("says what it found, and why", () => {
  expect([1, 2, 3]).toContain(best.tier);
  expect(best.reason).not.toBe("");
});

test("tier 3 can be had everywhere, and needs no groups", () => {
  const isolation = detectIsolation({ name, tier: 3 });
  expect(isolation.tier).toBe(3);
  expect(isolation.plant("a", supervisor, 0).groups).toEqual([]);
});

test("agents with one id have names of their own on one machine, by their state folders", () => {
  const folder = mkdtempSync(join(tmpdir(), "troupe-names-"));
  const [one, other, link] = ["one", "other", "link"].map((name) => join(folder, name)) as [string, string, string];
  mkdirSync(one);
  mkdirSync(other);
  symlinkSync(one, link);
  expect(isolationName("a1", one)).not.toBe(isolationName("a1", other));
  expect(isolationName("a1", link)).toBe(isolationName("a1", one));
  rmSync(folder, { recursive: true });
});

test.runIf(best.tier !== 3)("and neither clears away the groups of the other", async () => {
  const mine = best.plant("run/train/1", supervisor, 0);
  await detectIsolation({ name: `${name} elsewhere` }).leave();
  expect(mine.groups.map((group) => existsSync(group))).toEqual(mine.groups.map(() => true));
  await mine.end();
});

test.runIf(best.tier !== 1)("a tier that cannot be had is refused with the reason", () => {
  expect(() => detectIsolation({ name, tier: 1 })).toThrow(
    expect.objectContaining({ code: "ISOLATION_UNAVAILABLE", reaction: "fatal" }),
  );
});

test.runIf(best.tier !== 3)("groups of attempts have names of their own, and are gone at the end", async () => {
  const first = best.plant("run/train[0]/1", supervisor, 0);
  const second = best.plant("run/train-0-/1", supervisor, 0);
  expect(first.groups[0]).not.toBe(second.groups[0]);
  expect(await first.end()).toEqual({ oom: false, survivors: 0 });
  expect(await second.end()).toEqual({ oom: false, survivors: 0 });
  for (const group of [...first.groups, ...second.groups]) expect(() => readdirSync(group)).toThrow("ENOENT");
});

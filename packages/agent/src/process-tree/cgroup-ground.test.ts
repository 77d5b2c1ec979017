/** What agents leave behind in the hierarchies of cgroups. Where groups cannot be made there is nothing to leave. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { removeGroup } from "./cgroups.ts";
import { detectIsolation } from "./isolation.ts";

const isolation = detectIsolation({ name: "test-ground" });
const grounds = isolation.homes.map((home) => dirname(home));
const strangers = grounds.map((ground) => join(dirname(ground), "troupe-test-stranger"));
const supervisor = { bootId: "b", pid: process.pid, startTime: "1" };

afterEach(() => {
  for (const group of [...grounds, ...strangers]) removeGroup(group);
});

async function living(group: string): Promise<() => Promise<void>> {
  const child = spawn("cat", { stdio: ["pipe", "ignore", "ignore"] });
  await once(child, "spawn");
  writeFileSync(join(group, "cgroup.procs"), String(child.pid));
  return async () => {
    const exited = once(child, "exit");
    child.stdin.end();
    await exited;
  };
}

describe.runIf(isolation.tier !== 3)("the groups of an agent", () => {
  test("are gone when it leaves and nothing runs", async () => {
    detectIsolation({ name: "test-ground" });
    const tree = isolation.plant("a", supervisor, 0);
    expect(tree.groups.map((group) => dirname(group))).toEqual(grounds);
    await isolation.leave();
    expect(grounds.map((ground) => existsSync(ground))).toEqual(grounds.map(() => false));
  });

  test("stay when something runs on, and can be left later", async () => {
    detectIsolation({ name: "test-ground" });
    const [group = ""] = isolation.plant("a", supervisor, 0).groups;
    const end = await living(group);
    await isolation.leave();
    expect(existsSync(group)).toBe(true);
    expect(isolation.homes.map((home) => existsSync(home))).toEqual(grounds.map(() => true));
    await end();
    await isolation.leave();
    expect(existsSync(grounds[0] ?? "")).toBe(false);
  });

  test("wait for lanes that are about to end", async () => {
    detectIsolation({ name: "test-ground" });
    const end = await living(isolation.homes[0] ?? "");
    const left = isolation.leave();
    await end();
    await left;
    expect(existsSync(grounds[0] ?? "")).toBe(false);
  });
});

describe.runIf(isolation.tier !== 3)("the groups of an agent that never came back", () => {
  const hourAgo = new Date(Date.now() - 3_600_001);

  function make(madeAt: Date): void {
    for (const group of strangers) {
      mkdirSync(join(group, "lanes"), { recursive: true });
      mkdirSync(join(group, "attempt-a"));
      utimesSync(group, madeAt, madeAt);
    }
  }
  const left = (): boolean[] => strangers.map((group) => existsSync(group));

  test("are removed by the next one that starts on the machine", () => {
    make(hourAgo);
    detectIsolation({ name: "test-ground" });
    expect(left()).toEqual(strangers.map(() => false));
  });

  test("stay for an hour", () => {
    make(new Date());
    detectIsolation({ name: "test-ground" });
    expect(left()).toEqual(strangers.map(() => true));
  });

  test.each(["lanes", "attempt-a"])("stay while something lives in %s", async (where) => {
    make(hourAgo);
    const ends = await Promise.all(strangers.map((group) => living(join(group, where))));
    detectIsolation({ name: "test-ground" });
    expect(strangers.map((group) => readdirSync(group).includes("attempt-a"))).toEqual(strangers.map(() => true));
    for (const end of ends) await end();
  });

  test("and nothing that an agent did not make", () => {
    for (const group of strangers) {
      mkdirSync(group);
      utimesSync(group, hourAgo, hourAgo);
    }
    detectIsolation({ name: "test-ground" });
    expect(left()).toEqual(strangers.map(() => true));
  });
});

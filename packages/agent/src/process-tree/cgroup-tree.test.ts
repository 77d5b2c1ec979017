/** Against plain folders: what the kernel would write into its files is there already. Real groups: shell-launcher.test.ts. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { CgroupTree } from "./cgroup-tree.ts";

let root: string;
let unified: string;
let memory: string;
const supervisor = 2 ** 30;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "troupe-cgroup-"));
  [unified, memory] = [join(root, "unified"), join(root, "memory")];
});
afterEach(() => rmSync(root, { recursive: true }));

function write(group: string, files: Readonly<Record<string, string>>): void {
  mkdirSync(group, { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(group, name), text);
}

describe("memory in the v2 group", () => {
  test("is limited, and swap does not lift the limit", () => {
    new CgroupTree(supervisor, [unified]).make(1_000_000);
    expect(readFileSync(join(unified, "memory.max"), "latin1")).toBe("1000000");
    expect(readFileSync(join(unified, "memory.swap.max"), "latin1")).toBe("0");
  });

  test("is counted", async () => {
    write(unified, { "memory.events": "low 0\nhigh 0\nmax 12\noom 1\noom_kill 1\noom_group_kill 0\n" });
    expect(await new CgroupTree(supervisor, [unified]).end()).toMatchObject({ oom: true });
    write(unified, { "memory.events": "low 0\nhigh 0\nmax 12\noom 1\noom_kill 0\noom_group_kill 0\n" });
    expect(await new CgroupTree(supervisor, [unified]).end()).toMatchObject({ oom: false });
  });
});

describe("memory in a v1 group beside it", () => {
  test("is limited", () => {
    new CgroupTree(supervisor, [unified, memory]).make(1_000_000);
    expect(readFileSync(join(memory, "memory.limit_in_bytes"), "latin1")).toBe("1000000");
  });

  test("is counted, and the v2 group has no say", async () => {
    write(unified, { "memory.events": "oom_kill 1\n" });
    write(memory, { "memory.oom_control": "oom_kill_disable 0\nunder_oom 0\noom_kill 0\n" });
    expect(await new CgroupTree(supervisor, [unified, memory]).end()).toMatchObject({ oom: false });
    write(memory, { "memory.oom_control": "oom_kill_disable 0\nunder_oom 0\noom_kill 2\n" });
    expect(await new CgroupTree(supervisor, [unified, memory]).end()).toMatchObject({ oom: true });
  });
});

describe("what a tree uses", () => {
  const spent = { "cpu.stat": "usage_usec 2500000\nuser_usec 2000000\nsystem_usec 500000\n", "cgroup.procs": "" };

  test("is counted in the v2 group, without caches that nobody would miss", async () => {
    const stat = "anon 4000\nfile 6000\ninactive_anon 1\ninactive_file 3000\n";
    write(unified, { ...spent, "memory.current": "10000\n", "memory.stat": stat });
    expect(await new CgroupTree(supervisor, [unified]).usage()).toEqual({ cpuMs: 2500, memoryBytes: 7000 });
  });

  test("is memory of the v1 group where that counts it", async () => {
    write(unified, spent);
    const stat = "inactive_file 1\nhierarchical_memory_limit 9\ntotal_inactive_file 2000\n";
    write(memory, { "memory.usage_in_bytes": "9000\n", "memory.stat": stat });
    expect(await new CgroupTree(supervisor, [unified, memory]).usage()).toEqual({ cpuMs: 2500, memoryBytes: 7000 });
  });

  test("is what its processes have in memory where no controller counts it", async () => {
    write(unified, { ...spent, "cgroup.procs": `${process.pid}\n` });
    const usage = await new CgroupTree(supervisor, [unified]).usage();
    expect(usage?.memoryBytes).toBeGreaterThan(10 * 2 ** 20);
  });

  test("cannot be told of one that is gone", async () => {
    expect(await new CgroupTree(supervisor, [unified]).usage()).toBeNull();
  });
});

test("the supervisor is put out only once the program can be seen", async () => {
  const home = join(root, "lanes");
  write(home, { "cgroup.procs": "" });
  write(unified, { "cgroup.procs": `${supervisor}\n` });
  const tree = new CgroupTree(supervisor, [unified]);
  expect(await tree.kill()).toBe(0);
  expect(readFileSync(join(home, "cgroup.procs"), "latin1")).toBe("");
  write(unified, { "cgroup.procs": `${supervisor}\n${supervisor + 1}\n` });
  expect(await tree.kill()).toBe(1);
  expect(readFileSync(join(home, "cgroup.procs"), "latin1")).toBe(String(supervisor));
  expect(readFileSync(join(unified, "cgroup.kill"), "latin1")).toBe("1");
});

test("members are those of groups inside, too", async () => {
  write(unified, { "cgroup.procs": `${supervisor}\n` });
  write(join(unified, "inner"), { "cgroup.procs": "1073741900\n1073741901\n" });
  expect(await new CgroupTree(supervisor, [unified]).count()).toBe(2);
});

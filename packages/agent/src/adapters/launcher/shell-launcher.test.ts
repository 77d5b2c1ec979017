import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import { afterAll, describe, expect, test, vi } from "vitest";
import { lineIn } from "../../../test-support/await-file.ts";
import type { Execution } from "../../ports/executor.ts";
import { detectIsolation } from "../../process-tree/isolation.ts";
import { statOf } from "../../process-tree/process-identity.ts";
import { lookForLaneMs } from "./adoption.ts";
import { ShellLauncher } from "./shell-launcher.ts";

const base = mkdtempSync(join(tmpdir(), "troupe-launcher-"));
const best = detectIsolation({ name: "test-shell-launcher" });
const tiers = best.tier === 3 ? [3 as const] : [best.tier, 3 as const];
const machines = tiers.flatMap((tier) => ["dash", "bash"].map((shell) => ({ tier, shell })));

afterAll(() => rmSync(base, { recursive: true }));

describe.each(machines)("tier $tier under $shell", ({ tier, shell }) => {
  const root = join(base, `${tier}-${shell}`);
  const launcher = new ShellLauncher({
    folder: join(root, "launcher"),
    isolation: detectIsolation({ name: "test-shell-launcher", tier }),
    shell,
    environment: { PATH: process.env.PATH ?? "", INHERITED: "yes" },
  });
  let count = 0;

  afterAll(() => launcher.close());

  async function sh(script: string, options: { environment?: Record<string, string>; memoryBytes?: number } = {}) {
    const folder = join(root, `attempt ${++count}`);
    mkdirSync(folder);
    const execution = await launcher.start({
      attemptId: folder,
      folder,
      argv: ["/bin/sh", "-c", script],
      workingFolder: root,
      environment: { TROUPE_ATTEMPT_ID: folder, FOLDER: folder, ...options.environment },
      memoryBytes: options.memoryBytes ?? 0,
    });
    return { execution, folder, read: (name: string) => readFileSync(join(folder, name), "utf8") };
  }

  test("runs a program in its folder, with its streams in files", async () => {
    const { execution, read } = await sh(
      `pwd; echo "$INHERITED $MINE"; echo bad >&2; read line || echo nothing to read`,
      {
        environment: { MINE: "it's\nmine" },
      },
    );
    expect(await execution.ended).toEqual({ exitCode: 0, signal: null, oom: false });
    expect(read("stdout")).toBe(`${root}\nyes it's\nmine\nnothing to read\n`);
    expect(read("stderr")).toBe("bad\n");
  });

  test("nothing of one attempt is there in the next", async () => {
    await (await sh("true", { environment: { MINE: "secret" } })).execution.ended;
    const { execution, read } = await sh(`echo "<$MINE>"; ls -l /proc/self/fd`);
    await execution.ended;
    expect(read("stdout")).toContain("<>\n");
    // Neither its pipe nor where it tells of its attempts: both must close when the agent or the lane dies.
    expect(read("stdout")).not.toMatch(/lane|socket/);
  });

  test.each([
    ["exit 3", { exitCode: 3, signal: null }],
    ["kill -KILL $$", { exitCode: null, signal: "SIGKILL" }],
    ["kill -ABRT $$", { exitCode: null, signal: "SIGABRT" }],
    ["kill -INT $$", { exitCode: null, signal: "SIGINT" }],
    // The whole process group, as many scripts do in a trap.
    ["kill 0; sleep 60", { exitCode: null, signal: "SIGTERM" }],
    ["yes | head -1 >/dev/null", { exitCode: 0, signal: null }],
  ])("says how `%s` ended", async (script, exit) => {
    const { execution, folder } = await sh(script);
    expect(await execution.ended).toEqual({ ...exit, oom: false });
    expect(await (await launcher.adopt(folder))?.ended).toEqual({ ...exit, oom: false });
  });

  test("a program that is not there ends with 127 and the shell's words", async () => {
    const folder = join(root, "missing");
    mkdirSync(folder);
    const program = { attemptId: folder, folder, workingFolder: "/", environment: {}, memoryBytes: 0 };
    const execution = await launcher.start({ ...program, argv: ["/no/such/program"] });
    expect(await execution.ended).toEqual({ exitCode: 127, signal: null, oom: false });
    expect(readFileSync(join(folder, "stderr"), "utf8")).toContain("/no/such/program");
  });

  test("a working folder that is gone means that nothing was started", async () => {
    const folder = join(root, "no-cwd");
    mkdirSync(folder);
    const program = { attemptId: folder, folder, environment: {}, memoryBytes: 0 };
    const execution = await launcher.start({ ...program, argv: ["/bin/true"], workingFolder: join(root, "gone") });
    expect(await execution.ended).toEqual({ exitCode: null, signal: null, oom: false, lost: true });
  });

  test("stop asks first", async () => {
    const { execution, read, folder } = await sh(`trap 'echo asked; exit 7' TERM; echo up; while :; do sleep 1; done`);
    await lineIn(join(folder, "stdout"));
    execution.stop("cancelled", 60_000);
    expect(await execution.ended).toEqual({ exitCode: 7, signal: null, oom: false });
    expect(read("stdout")).toBe("up\nasked\n");
  });

  test("stop kills what does not want to end, with all that left its session", async () => {
    const { execution, folder } = await sh(
      // Forks twice, leaves the session, ignores SIGTERM, and tells its pid.
      `trap '' TERM; (setsid sh -c 'trap "" TERM; echo $$ >"$FOLDER/daemon"; while :; do sleep 60; done' &); wait; sleep 60`,
    );
    const daemon = Number(await lineIn(join(folder, "daemon")));
    execution.stop("timeout", 50);
    expect(await execution.ended).toEqual({ exitCode: null, signal: "SIGKILL", oom: false });
    expect(isThere(daemon)).toBe(false);
  });

  test("stop right after the start, again and again, ends it all the same", async () => {
    const all = await Promise.all(Array.from({ length: 10 }, () => sh("while :; do sleep 60; done")));
    for (const { execution } of all) execution.stop("cancelled", 0);
    for (const { execution } of all) execution.stop("cancelled", 0);
    const exits = await Promise.all(all.map(({ execution }) => execution.ended));
    expect(exits).toEqual(all.map(() => ({ exitCode: null, signal: "SIGKILL", oom: false })));
  });

  test("what the main process leaves behind is swept, and does not delay the end", async () => {
    const { execution, folder } = await sh(
      `setsid sh -c 'echo $$ >"$FOLDER/left"; sleep 60' & until [ -s "$FOLDER/left" ]; do :; done; exit 4`,
    );
    const left = Number(await lineIn(join(folder, "left")));
    expect(await execution.ended).toEqual({ exitCode: 4, signal: null, oom: false });
    expect(isThere(left)).toBe(false);
  });

  test("a lane that is killed means lost, and the next attempt gets another one", async () => {
    const { execution, folder } = await sh("kill -KILL $PPID; sleep 60");
    expect(await execution.ended).toEqual({ exitCode: null, signal: null, oom: false, lost: true });
    expect(await (await launcher.adopt(folder))?.ended).toMatchObject({ lost: true });
    expect(await (await sh("exit 5")).execution.ended).toMatchObject({ exitCode: 5 });
  });

  test("attempts go on without the launcher, and another one is started", async () => {
    const held = await sh(`mkfifo "$FOLDER/pipe"; echo up; read line <"$FOLDER/pipe"; echo "$line"; exit 6`);
    await lineIn(join(held.folder, "stdout"));
    await launcherKilled(held.execution);
    const others = await Promise.all(Array.from({ length: 3 }, () => sh("exit 0")));
    for (const { execution } of others) expect(await execution.ended).toMatchObject({ exitCode: 0 });
    writeFileSync(join(held.folder, "pipe"), "go on\n");
    expect(await held.execution.ended).toMatchObject({ exitCode: 6 });
    expect(held.read("stdout")).toBe("up\ngo on\n");
  });

  test.runIf(tier !== 3)("says that memory ran out when the kernel says so, and only then", async () => {
    // The shell's memory: a text of 64 MB, twice.
    const greedy = await sh(`x=$(head -c 64000000 /dev/zero | tr '\\0' x); exit 0`, { memoryBytes: 32 * 1024 * 1024 });
    expect(await greedy.execution.ended).toMatchObject({ signal: "SIGKILL", oom: true });
    const killed = await sh("kill -KILL $$", { memoryBytes: 32 * 1024 * 1024 });
    expect(await killed.execution.ended).toMatchObject({ signal: "SIGKILL", oom: false });
  });

  test("an end that cannot be recorded is told, and by a lane that is gone it is known as lost", async () => {
    // As on a disk that is full.
    const { execution, folder } = await sh(`mkdir "$FOLDER/exit"; exit 3`);
    expect(await execution.ended).toMatchObject({ exitCode: 3 });
    expect(await (await launcher.adopt(folder))?.ended).toMatchObject({ lost: true });
  });

  test("what a lane told as it went counts, though it is found gone before that is read", async () => {
    vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
    const watched = new ShellLauncher({
      folder: join(root, "watched"),
      isolation: detectIsolation({ name: "test-shell-launcher", tier }),
      shell,
    });
    const folder = join(root, "unrecorded");
    mkdirSync(folder);
    const program = { attemptId: folder, folder, workingFolder: root, environment: {}, memoryBytes: 0 };
    const argv = ["/bin/sh", "-c", `mkdir '${folder}/exit'; exit 3`] as const;
    const execution = await watched.start({ ...program, argv });
    await nextTurn();
    // Nothing is read meanwhile, as in an agent that is busy.
    while (isThere(execution.identity?.pid ?? 0));
    vi.advanceTimersByTime(lookForLaneMs);
    vi.useRealTimers();
    expect(await execution.ended).toMatchObject({ exitCode: 3 });
    await watched.close();
  });

  test("a folder that cannot be written to is an error of the start, and costs no lane", async () => {
    const program = {
      attemptId: "x",
      argv: ["/bin/true"],
      workingFolder: "/",
      environment: {},
      memoryBytes: 0,
    } as const;
    const start = launcher.start({ ...program, folder: join(root, "none") });
    await expect(start).rejects.toMatchObject({ code: "LAUNCHER_FAILED", reaction: "retry" });
    expect(await (await sh("exit 0")).execution.ended).toMatchObject({ exitCode: 0 });
  });

  test("where nothing was started there is nothing to adopt", async () => {
    expect(await launcher.adopt(root)).toBeNull();
  });
});

function isThere(pid: number): boolean {
  const stat = statOf(pid);
  return stat !== undefined && !stat.isZombie;
}

/** Lane, its waiting parent, the launcher: kills the latter. */
async function launcherKilled(execution: Execution): Promise<void> {
  const lane = statOf(execution.identity?.pid ?? 0);
  const parent = statOf(lane?.parent ?? 0);
  process.kill(parent?.parent ?? 0, "SIGKILL");
}

/**
 * Goal: an agent that is killed costs no running program and no byte of its log, and the next agent learns how it ended.
 * Method: an agent process starts a program and is killed with -9 (with its launcher, too); another launcher adopts.
 * Invariant: I4 (logs complete), P9.
 */
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { lineIn } from "../../../test-support/await-file.ts";
import { detectIsolation } from "../../process-tree/isolation.ts";
import { statOf } from "../../process-tree/process-identity.ts";
import { ShellLauncher } from "./shell-launcher.ts";

const root = mkdtempSync(join(tmpdir(), "troupe-adopt-"));
const best = detectIsolation({ name: "test-agent-killed" });
const tiers = best.tier === 3 ? [3 as const] : [best.tier, 3 as const];
const agentScript = join(import.meta.dirname, "../../../test-support/launching-agent.ts");

/** Writes, waits until it is told to go on, writes more. */
const program = `mkfifo pipe; echo before; read line <pipe; echo "$line"; echo failed >&2; exit 9`;

afterAll(() => rmSync(root, { recursive: true }));

describe.each(tiers)("tier %i", (tier) => {
  const launcher = new ShellLauncher({
    folder: join(root, `launcher-${tier}`),
    isolation: detectIsolation({ name: "test-agent-killed", tier }),
  });
  let count = 0;

  afterAll(() => launcher.close());

  async function runAndKill(script: string, ...victims: ("agent" | "launcher" | "lane")[]): Promise<string> {
    const folder = join(root, `${tier}-${++count}`);
    mkdirSync(folder);
    const agent = spawn(process.execPath, [agentScript, root, folder, String(tier), script], { stdio: "inherit" });
    const exited = new Promise((resolve) => agent.on("exit", resolve));
    const { lane } = JSON.parse(await lineIn(join(folder, "started")));
    await lineIn(join(folder, "stdout"));
    const waiting = statOf(lane)?.parent ?? 0;
    const pids = { agent: agent.pid ?? 0, launcher: statOf(waiting)?.parent ?? 0, lane };
    for (const victim of victims) process.kill(pids[victim], "SIGKILL");
    await exited;
    return folder;
  }

  test("the program goes on, and its end is told to the next agent", async () => {
    const folder = await runAndKill(program, "launcher", "agent");
    const execution = await launcher.adopt(folder);
    writeFileSync(join(folder, "pipe"), "after\n");
    expect(await execution?.ended).toEqual({ exitCode: 9, signal: null, oom: false });
    expect(readFileSync(join(folder, "stdout"), "utf8")).toBe("before\nafter\n");
    expect(readFileSync(join(folder, "stderr"), "utf8")).toBe("failed\n");
  });

  test("what ended while no agent was there is known from its record", async () => {
    const folder = await runAndKill(program, "agent");
    writeFileSync(join(folder, "pipe"), "after\n");
    await lineIn(join(folder, "exit"));
    expect(await (await launcher.adopt(folder))?.ended).toEqual({ exitCode: 9, signal: null, oom: false });
  });

  test("an adopted program can be stopped", async () => {
    const folder = await runAndKill(program, "agent");
    const execution = await launcher.adopt(folder);
    execution?.stop("cancelled", 60_000);
    expect(await execution?.ended).toEqual({ exitCode: null, signal: "SIGTERM", oom: false });
  });

  test("a program without its lane is lost, and does not stay behind", async () => {
    const folder = await runAndKill(`echo $$; while :; do sleep 60; done`, "agent", "lane");
    const pid = Number(readFileSync(join(folder, "stdout"), "utf8"));
    expect(await (await launcher.adopt(folder))?.ended).toMatchObject({ lost: true });
    expect(statOf(pid)?.isZombie ?? true).toBe(true);
  });

  test("a record of another boot is not believed", async () => {
    const folder = await runAndKill("echo; exit 0", "agent");
    await lineIn(join(folder, "exit"));
    const script = readFileSync(join(folder, "run.sh"), "utf8");
    writeFileSync(join(folder, "run.sh"), script.replace(/"bootId":"[^"]*"/, `"bootId":"before the crash"`));
    expect(await (await launcher.adopt(folder))?.ended).toMatchObject({ lost: true });
  });
});

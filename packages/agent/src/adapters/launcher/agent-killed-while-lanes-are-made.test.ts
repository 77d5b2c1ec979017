/**
 * Goal: an agent that is killed while it makes lanes leaves no process behind that runs nothing.
 * Method: a launcher is asked for lanes and loses its agent before their pipes are opened; or is killed with it, and another
 * agent comes to the same folder.
 * Invariant: every process that the launcher started ends; the pipe that they all hold the other end of says when.
 */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { createReadStream, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { LanePool } from "./lane-pool.ts";

const scripts = join(import.meta.dirname, "../../../launcher");
const lanes = 5;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "troupe-lanes-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe.each(["dash", "bash"])("under %s", (shell) => {
  /** Resolves when it has made the pipes of its lanes, which nobody opens. */
  async function makingLanes(): Promise<{ readonly launcher: ChildProcess; readonly over: Promise<void> }> {
    const launcher = spawn(shell, [join(scripts, "launcher.sh"), shell, join(scripts, "lane.sh")], {
      cwd: folder,
      detached: true,
      // Lanes inherit the last one too: it closes when all of them have ended.
      stdio: ["pipe", "pipe", "ignore", "pipe"],
    });
    const alive = launcher.stdio[3] as Readable;
    const over = new Promise<void>((resolve) => alive.on("close", resolve).resume());
    const made = Promise.withResolvers<void>();
    if (launcher.stdout === null) throw new Error("it has no stdout");
    createInterface(launcher.stdout).on("line", (line) => line === `pipe ${lanes}` && made.resolve());
    for (let number = 1; number <= lanes; number += 1) launcher.stdin?.write(`lane ${number}\n`);
    await made.promise;
    return { launcher, over };
  }

  test("an agent that dies before it has opened their pipes takes them with it", async () => {
    const { launcher, over } = await makingLanes();
    launcher.stdin?.end();
    await over;
    expect(readdirSync(folder)).toEqual([]);
  });

  test("also while it still asks for more, and hears no answer", async () => {
    const { launcher, over } = await makingLanes();
    launcher.stdout?.destroy();
    launcher.stdin?.end("lane 6\nlane 7\n");
    await over;
    expect(readdirSync(folder)).toEqual([]);
  });

  test("the next agent ends those whose launcher was killed too", async () => {
    const { launcher, over } = await makingLanes();
    process.kill(launcher.pid ?? 0, "SIGKILL");
    await new LanePool({ folder, homes: [], environment: {}, shell, idle: 1 }).close();
    await over;
  });
});

test("an agent that stops leaves no lane behind that runs nothing, made or about to be", async () => {
  // Everything that the pool starts holds the other end of `alive`.
  const alive = join(folder, "alive");
  const shell = join(folder, "shell");
  execFileSync("mkfifo", [alive]);
  writeFileSync(shell, `#!/bin/sh\nexec 9>"${alive}"\nexec dash "$@"\n`, { mode: 0o700 });
  const over = new Promise<void>((resolve) => createReadStream(alive).on("end", resolve).resume());
  const environment = { PATH: process.env.PATH ?? "" };
  const pool = new LanePool({ folder: join(folder, "lanes"), homes: [], environment, shell, idle: 1 });
  await pool.acquire();
  void pool.acquire();
  await pool.close();
  await over;
  expect(readdirSync(folder)).toEqual(["alive", "shell"]);
});

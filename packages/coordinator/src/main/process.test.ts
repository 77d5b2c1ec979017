import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

/** The process itself: what it says, and how it exits. */

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "troupe-process-"));
});
afterEach(() => rm(folder, { recursive: true }));

const main = join(import.meta.dirname, "../main.ts");

function launch(...args: string[]): { child: ChildProcess; lines: AsyncIterator<string>; exit: Promise<unknown[]> } {
  const env = { ...process.env, XDG_CONFIG_HOME: folder };
  const child = spawn(process.execPath, [main, ...args], { env, stdio: ["ignore", "pipe", "pipe"] });
  const lines = createInterface({ input: child.stderr as NodeJS.ReadableStream })[Symbol.asyncIterator]();
  return { child, lines, exit: once(child, "exit") };
}

const free = ["--address", "127.0.0.1:0", "--http", "127.0.0.1:0"];

async function until(lines: AsyncIterator<string>, text: string): Promise<string> {
  for (let next = await lines.next(); !next.done; next = await lines.next())
    if (next.value.includes(text)) return next.value;
  throw new Error(`the process ended without saying ${JSON.stringify(text)}`);
}

describe("the coordinator's process", () => {
  test.each(["SIGTERM", "SIGINT"] as const)("ends cleanly on %s", async (signal) => {
    const { child, lines, exit } = launch("--data-dir", join(folder, "data"), ...free);
    const serving = JSON.parse(await until(lines, "serving")) as { address: string };
    expect(serving.address).toMatch(/^127\.0\.0\.1:\d+$/);
    child.kill(signal);
    await until(lines, "stopped");
    expect(await exit).toEqual([0, null]);
    expect(existsSync(join(folder, "data", "coordinator.json"))).toBe(false);
  });

  test.each([
    [["--address", "0.0.0.0:7420"], 2, "INSECURE_ADDRESS"],
    [["--adress", "x"], 2, "Did you mean address?"],
    [["--lost-after", "soon"], 2, '--lost-after is "soon"'],
  ])("with %j exits with %i and says why, without a stack", async (args, code, text) => {
    const { lines, exit } = launch("--data-dir", join(folder, "data"), ...args);
    const said = await until(lines, text);
    expect(said).toMatch(/^troupe coordinator: /);
    expect(await exit).toEqual([code, null]);
    expect(existsSync(join(folder, "data"))).toBe(false);
  });

  test("explains its flags", async () => {
    const { child, exit } = launch("--help");
    let help = "";
    for await (const chunk of child.stdout as NodeJS.ReadableStream) help += chunk;
    expect(await exit).toEqual([0, null]);
    expect(help).toMatch(/--token-file\s+a file with the token to ask for.*\(TROUPE_TOKEN_FILE\)/);
  });
});

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { DataDirectory } from "./data-directory.ts";

const holderProgram = `
  const { DataDirectory } = await import(process.argv[1]);
  DataDirectory.open(process.argv[2]);
  // Nobody refers to the directory any more, which must not let it go.
  for (let round = 0; round < 5; round += 1) gc();
  console.log("holding");
  setInterval(() => {}, 1 << 30);
`;

describe("a data directory", () => {
  let path: string;
  const children: ChildProcess[] = [];
  beforeEach(() => {
    path = join(mkdtempSync(join(tmpdir(), "troupe-lock-")), "data");
  });
  afterEach(() => {
    for (const child of children.splice(0)) child.kill("SIGKILL");
    rmSync(join(path, ".."), { recursive: true });
  });

  /** Another process that has the directory. */
  async function holder(): Promise<ChildProcess> {
    const module = new URL("./data-directory.ts", import.meta.url).href;
    const argv = ["--expose-gc", "--input-type=module", "--eval", holderProgram, "--", module, path];
    const child = spawn(process.execPath, argv, { stdio: ["ignore", "pipe", "inherit"] });
    children.push(child);
    await once(child.stdout ?? child, "data");
    return child;
  }

  async function kill(child: ChildProcess): Promise<void> {
    const exit = once(child, "exit");
    child.kill("SIGKILL");
    await exit;
  }

  it("is the owner's alone, and free again once it is closed", () => {
    const directory = DataDirectory.open(path);
    expect(statSync(path).mode & 0o777).toBe(0o700);
    directory.close();
    directory.close();
    expect(existsSync(join(path, "holder.json"))).toBe(false);
    DataDirectory.open(path).close();
  });

  it("refuses a second coordinator in the same process", () => {
    const directory = DataDirectory.open(path);
    expect(() => DataDirectory.open(path)).toThrow(`is in use by process ${process.pid}`);
    // The refused one has opened and closed the lock file, which must not have let the lock go.
    expect(() => DataDirectory.open(path)).toThrow("is in use");
    directory.close();
  });

  it("refuses a second coordinator, naming the directory and who has it, until the first is killed", async () => {
    const first = await holder();
    const refused = expect.objectContaining({
      code: "DATA_DIRECTORY_IN_USE",
      reaction: "fatal",
      details: expect.objectContaining({ directory: path, pid: String(first.pid) }),
    });
    expect(() => DataDirectory.open(path)).toThrow(refused);
    await kill(first);
    DataDirectory.open(path).close();
  });

  it("stays with a holder that is stopped", async () => {
    const first = await holder();
    first.kill("SIGSTOP");
    expect(() => DataDirectory.open(path)).toThrow(expect.objectContaining({ code: "DATA_DIRECTORY_IN_USE" }));
    await kill(first);
    DataDirectory.open(path).close();
  });

  it("does not need to know who has it", async () => {
    await holder();
    writeFileSync(join(path, "holder.json"), '{"pid"');
    expect(() => DataDirectory.open(path)).toThrow("is in use by another process");
  });

  it("says what is wrong with a path that cannot be one", () => {
    const file = join(path, "..", "file");
    writeFileSync(file, "");
    expect(() => DataDirectory.open(file)).toThrow(expect.objectContaining({ code: "DATA_DIRECTORY_UNUSABLE" }));
  });
});

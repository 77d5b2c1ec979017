/** Goal: a data directory that cannot be used is refused with a code and a way out, and what is in it stays as it is. */
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { readdir, readFile, rm, stat, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { type Ended, type TroupeServer, Workbench } from "@troupe/testing/process";
import { afterEach, beforeEach, expect, test } from "vitest";
import { apply, main, startServer } from "../fault/support/servers.ts";

const bench = new Workbench();
let dev: TroupeServer;

beforeEach(async () => {
  dev = await startServer(bench);
  await apply(dev, "hostile");
  const run = await dev.client().submit("shells", { script: "echo kept" });
  await run.wait();
});
afterEach(() => bench.clear());

/** Starts another one on the same data; it ends by itself. */
async function refused(command = "dev"): Promise<Ended & { readonly stderr: string }> {
  const flags = ["--data-dir", dev.dataDir, "--address", "127.0.0.1:0", "--http", "127.0.0.1:0"];
  const child = await bench.node(main, [command, ...flags]);
  return { ...(await child.ended), stderr: `${child.stdout}${child.stderr}` };
}

async function fingerprint(path: string): Promise<string> {
  return createHash("sha256")
    .update(await readFile(path))
    .digest("hex");
}

test.each(["dev", "coordinator"])(
  "a second coordinator (%s) on the directory is refused, and the first goes on",
  async (command) => {
    const { code, stderr } = await refused(command);
    expect(code).toBe(1);
    expect(stderr).toContain("DATA_DIRECTORY_IN_USE");
    expect(stderr).toContain(String(dev.process.pid));
    const run = await dev.client().submit("shells", { script: "exit 0" });
    expect((await run.wait()).state).toBe("succeeded");
  },
);

test("a directory of a newer version is refused, and nothing in it is touched", async () => {
  await dev.stop();
  const file = join(dev.dataDir, "state.db");
  const database = new DatabaseSync(file);
  database.exec("PRAGMA user_version = 99");
  database.close();
  const before = await fingerprint(file);
  const { code, stderr } = await refused();
  expect(code).toBe(1);
  expect(stderr).toMatch(/DATA_DIRECTORY_NEWER/);
  expect(stderr).toContain(file);
  expect(await fingerprint(file)).toBe(before);
});

test.each(["state.db", "feed.db", "telemetry.db"])(
  "a %s that was cut in half is refused or found damaged, with its name",
  async (name) => {
    await dev.stop();
    const file = join(dev.dataDir, name);
    await truncate(file, Math.floor((await stat(file)).size / 2));
    const { code, stderr } = await refused();
    expect(code).toBe(1);
    expect(stderr).toMatch(/DATA_CORRUPT/);
    expect(stderr).toContain(file);
  },
);

test.each(["removed", "emptied", "overwritten"])(
  "a state.db that was %s is refused: nothing begins anew in silence",
  async (how) => {
    await dev.stop();
    const file = join(dev.dataDir, "state.db");
    if (how === "removed") await rm(file);
    else await writeFile(file, how === "emptied" ? "" : "no database".repeat(5000));
    const { code, stderr } = await refused();
    expect(code).toBe(1);
    expect(stderr).toMatch(/DATA_CORRUPT/);
  },
);

test("a catalog.db that was overwritten is set aside and made again, with every run", async () => {
  await dev.stop();
  const files = (await readdir(dev.dataDir)).filter((name) => name.startsWith("catalog.db"));
  for (const name of files) await writeFile(join(dev.dataDir, name), "no database".repeat(5000));
  await dev.restart();
  expect(existsSync(join(dev.dataDir, "catalog.db.damaged"))).toBe(true);
  const [run] = await dev.client().runs();
  expect(run?.state).toBe("succeeded");
  expect((await dev.troupe("logs", run?.id ?? "", "shell")).stdout).toContain("kept");
});

test("a directory that cannot be one is refused before anything is made", async () => {
  const file = join(await bench.folder(), "file");
  await writeFile(file, "");
  const flags = ["--data-dir", join(file, "data"), "--address", "127.0.0.1:0", "--http", "127.0.0.1:0"];
  const child = await bench.node(main, ["dev", ...flags]);
  expect((await child.ended).code).toBe(1);
  expect(child.stderr).toContain("DATA_DIRECTORY_UNUSABLE");
  expect(existsSync(join(file, "data"))).toBe(false);
});

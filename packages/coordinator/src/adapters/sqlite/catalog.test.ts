import { closeSync, existsSync, mkdtempSync, openSync, rmSync, truncateSync, writeFileSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { RunEvent } from "@troupe/core";
import { catalogConformance } from "@troupe/testing/conformance";
import { describe, expect, it } from "vitest";
import { type DamagedCatalog, SqliteCatalog } from "./catalog.ts";
import { DataDirectory } from "./data-directory.ts";

async function openCatalog() {
  const path = mkdtempSync(join(tmpdir(), "troupe-catalog-"));
  const directory = DataDirectory.open(path);
  let catalog = await SqliteCatalog.open(directory);
  const reopen = async () => {
    await catalog.close();
    catalog = await SqliteCatalog.open(directory);
    return catalog;
  };
  const dispose = async () => {
    await catalog.close();
    directory.close();
    rmSync(path, { recursive: true });
  };
  return { file: join(path, "catalog.db"), directory, catalog, reopen, dispose };
}

catalogConformance({ describe, it }, "SqliteCatalog", openCatalog);

describe("a catalog that was touched", () => {
  it.each([
    ["cut short", (file: string) => truncateSync(file, 20_000)],
    ["overwritten", (file: string) => writeFileSync(file, "no database ".repeat(999))],
    ["overwritten inside", overwriteInside],
  ])("is set aside and built anew when it was %s", async (_, touch) => {
    const { file, directory, catalog, dispose } = await openCatalog();
    await catalog.index(Array.from({ length: 1000 }, (_each, index) => created(index + 1)));
    await catalog.close();
    touch(file);
    const damages: DamagedCatalog[] = [];
    const anew = await SqliteCatalog.open(directory, (damage) => damages.push(damage));
    expect(damages).toMatchObject([{ error: { code: "DATA_CORRUPT", details: { file } }, movedTo: `${file}.damaged` }]);
    expect(existsSync(`${file}.damaged`)).toBe(true);
    expect([await anew.position(), await anew.runs({ limit: 1 })]).toEqual([null, []]);
    await anew.index([created(1)]);
    await anew.close();
    await dispose();
  });

  it("is refused, naming the file, when it was written by a newer Troupe", async () => {
    const { file, directory, catalog, dispose } = await openCatalog();
    await catalog.close();
    makeNewer(file);
    const opening = SqliteCatalog.open(directory);
    const code = "DATA_DIRECTORY_NEWER";
    await expect(opening).rejects.toThrow(expect.objectContaining({ name: "TroupeError", code, reaction: "fatal" }));
    await expect(opening).rejects.toThrow(file);
    await expect(opening).rejects.toThrow("has version 9, and this Troupe knows versions up to 8");
    await dispose();
  });

  it("is built anew when it was removed", async () => {
    const { file, catalog, reopen, dispose } = await openCatalog();
    await catalog.index([created(1)]);
    await catalog.close();
    rmSync(file);
    expect(await (await reopen()).position()).toBeNull();
    await dispose();
  });
});

describe("a catalog in a thread", () => {
  it("lets the event loop turn while it counts", async () => {
    const { catalog, dispose } = await openCatalog();
    const runs = 20_000;
    const indexed = catalog.index(Array.from({ length: runs }, (_, index) => created(index + 1)));
    let turns = 0;
    const turning = setInterval(() => {
      turns += 1;
    }, 1);
    await indexed;
    clearInterval(turning);
    expect(turns).toBeGreaterThan(5);
    expect(await catalog.position()).toEqual({ feed: "f", position: runs });
    await dispose();
  });
});

/** The header stays, and with it all that SQLite looks at when it opens a file. */
function overwriteInside(file: string): void {
  const held = openSync(file, "r+");
  writeSync(held, Buffer.alloc(16_384, "x"), 0, 16_384, 16_384);
  closeSync(held);
}

function makeNewer(file: string): void {
  const connection = new DatabaseSync(file);
  connection.exec("PRAGMA user_version = 9");
  connection.close();
}

function created(position: number) {
  const runId = `r${String(position).padStart(6, "0")}`;
  const event: RunEvent = {
    ...{ type: "RunCreated", at: position, runId, pipeline: "churn", version: `sha256:${"0".repeat(64)}` },
    ...{ params: {}, uses: {}, requestId: null, traceparent: null },
  };
  return { feed: "f", position, runId, pipeline: "churn", first: 1, events: [event] };
}

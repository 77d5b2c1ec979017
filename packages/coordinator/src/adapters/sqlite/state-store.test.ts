import { mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { leadershipConformance, stateStoreConformance } from "@troupe/testing/conformance";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { DataDirectory } from "./data-directory.ts";
import { SqliteLeadership } from "./leadership.ts";
import { SqliteStateStore } from "./state-store.ts";

const runner = { describe, it };

function newPath(): string {
  return mkdtempSync(join(tmpdir(), "troupe-state-"));
}

stateStoreConformance(runner, "SqliteStateStore", async (options) => {
  const path = newPath();
  const directory = DataDirectory.open(path);
  const store = new SqliteStateStore(directory, options);
  const opened = [store];
  return {
    store,
    beginTerm: async () => store.beginTerm().term,
    // The first store stays open, as after a kill: what it holds in memory must not be needed.
    reopen: async () => {
      const again = new SqliteStateStore(directory, options);
      opened.push(again);
      return again;
    },
    dispose: async () => {
      for (const each of opened) await each.close();
      directory.close();
      rmSync(path, { recursive: true });
    },
  };
});

leadershipConformance(runner, "SqliteLeadership", async () => {
  const path = newPath();
  const directory = DataDirectory.open(path);
  const store = new SqliteStateStore(directory);
  const leadership = new SqliteLeadership(directory, store);
  return {
    store,
    candidate: async () => leadership,
    second: "is-refused",
    dispose: async () => {
      await store.close();
      directory.close();
      rmSync(path, { recursive: true });
    },
  };
});

describe("a state store that was touched", () => {
  let path: string;
  beforeEach(async () => {
    path = newPath();
    await inStore(async (store) => {
      const { term } = store.beginTerm();
      const value = new Uint8Array(4000).fill(1);
      const puts = Array.from({ length: 100 }, (_, index) => ({ key: `key/${index}`, value }));
      await store.commit({ term, previous: 0, marker: 1, puts, deletes: [] });
    });
  });
  afterEach(() => rmSync(path, { recursive: true }));

  async function inStore(body: (store: SqliteStateStore) => Promise<void>): Promise<void> {
    const directory = DataDirectory.open(path);
    try {
      const store = new SqliteStateStore(directory);
      await body(store).finally(() => store.close());
    } finally {
      directory.close();
    }
  }

  const refusal = (code: string) => expect.objectContaining({ code, reaction: "fatal" });

  it("keeps its cluster id and its terms growing", async () => {
    const terms: { readonly clusterId: string; readonly term: number }[] = [];
    for (let round = 0; round < 3; round += 1) {
      await inStore(async (store) => {
        terms.push(store.beginTerm());
      });
    }
    expect(terms.map(({ term }) => term)).toEqual([2, 3, 4]);
    expect(new Set(terms.map(({ clusterId }) => clusterId)).size).toBe(1);
  });

  it.each([
    ["cut short", (file: string) => truncateSync(file, 100_000)],
    ["cut within its header", (file: string) => truncateSync(file, 50)],
    ["emptied", (file: string) => truncateSync(file, 0)],
    ["removed", (file: string) => rmSync(file)],
    ["overwritten", (file: string) => writeFileSync(file, "not a database at all ".repeat(1000))],
  ])("is refused as DATA_CORRUPT, naming the file, when it was %s", async (_, damage) => {
    const file = join(path, "state.db");
    damage(file);
    const opening = inStore(async (store) => {
      await store.scan("");
    });
    await expect(opening).rejects.toEqual(refusal("DATA_CORRUPT"));
    await expect(inStore(async () => {})).rejects.toThrow(file);
  });

  it("is refused as DATA_DIRECTORY_NEWER, naming file and versions, when a newer Troupe wrote it", async () => {
    const file = join(path, "state.db");
    const connection = new DatabaseSync(file);
    connection.exec("PRAGMA user_version = 7");
    connection.close();
    await expect(inStore(async () => {})).rejects.toEqual(refusal("DATA_DIRECTORY_NEWER"));
    await expect(inStore(async () => {})).rejects.toThrow(
      `${file} has version 7, and this Troupe knows versions up to 1`,
    );
  });

  it("is refused when the directory itself is of a newer layout", async () => {
    writeFileSync(join(path, "directory.json"), '{"version":2}');
    await expect(inStore(async () => {})).rejects.toEqual(refusal("DATA_DIRECTORY_NEWER"));
  });
});

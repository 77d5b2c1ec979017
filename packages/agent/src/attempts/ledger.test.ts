import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { TermMemory } from "../session/term-memory.ts";
import { AttemptFolders } from "./attempt-folders.ts";
import { type LedgerEntry, readLedger, writeEntry, writeStop } from "./ledger.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "troupe-ledger-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const entry: LedgerEntry = {
  key: { runId: "r", task: "train[0]", attempt: 2 },
  clusterId: "c",
  term: 3,
  spec: {
    pipeline: "p",
    step: "train",
    codeDigest: `sha256:${"a".repeat(64)}`,
    declaration: { runs: { kind: "function" }, input: {}, limits: {} } as unknown as LedgerEntry["spec"]["declaration"],
    inputs: { n: 1 },
    inputsDigest: null,
    timeoutMs: 1000,
    graceMs: 10,
    resources: { millicpus: 1, memoryBytes: 2, gpus: 0 },
    devices: [],
    traceparent: null,
    environment: { A: "b" },
  },
  phases: { offeredAt: 1, inputsAt: 2, runningAt: 3 },
  started: { bootId: "b", uptimeS: 4.5 },
};

describe("the ledger of an attempt", () => {
  test("is read as it was written", () => {
    writeEntry(folder, entry);
    expect(readLedger(folder)).toEqual({ found: "entry", entry, stop: null });
    writeStop(folder, { reason: "timeout" });
    expect(readLedger(folder)).toEqual({ found: "entry", entry, stop: { reason: "timeout" } });
  });

  test("absent means that nothing ran", () => {
    expect(readLedger(folder)).toEqual({ found: "nothing" });
  });

  test.each(['{"format":2}', "[]"])("unreadable is not absent: %s", (text) => {
    writeFileSync(join(folder, "attempt.json"), text);
    expect(readLedger(folder)).toMatchObject({ found: "unreadable" });
  });

  test.each(["", '{"format":1', "\0\0\0"])("torn means that nothing ran, or runs any more: %j", (text) => {
    writeFileSync(join(folder, "attempt.json"), text);
    expect(readLedger(folder)).toEqual({ found: "nothing" });
  });

  test("a torn word that it is to end was never heard by anybody", () => {
    writeEntry(folder, entry);
    writeFileSync(join(folder, "stop.json"), "");
    expect(readLedger(folder)).toEqual({ found: "entry", entry, stop: null });
  });
});

describe("folders of attempts", () => {
  const key = (task: string, attempt = 1, runId = "run1") => ({ runId, task, attempt });

  test.each(["../../evil", "/etc/passwd", "..", ".", "a/b", "a\0b", "train[0][1]"])(
    "stay inside, with the task %j",
    (task) => {
      const folders = new AttemptFolders(folder);
      for (const of of [folders.of(key(task)), folders.of(key("t", 1, task))]) {
        expect(of.startsWith(`${folder}/`)).toBe(true);
        expect(of.slice(folder.length + 1).split("/")).toHaveLength(2);
        expect(of).not.toMatch(/\/\.\.?(\/|$)/);
      }
    },
  );

  test("of different attempts differ", () => {
    const folders = new AttemptFolders(folder);
    const keys = [key("a"), key("a", 2), key("a.2"), key("a%2E2"), key("A"), key("a", 1, "run2")];
    expect(new Set(keys.map((each) => folders.of(each))).size).toBe(keys.length);
  });

  test("are listed, and a run's folder goes with its last attempt", async () => {
    const folders = new AttemptFolders(folder);
    const made = [folders.make(key("a")), folders.make(key("b"))];
    expect(await folders.list()).toEqual(made);
    await folders.remove(key("a"));
    expect(await folders.list()).toEqual([made[1]]);
    await folders.remove(key("b"));
    expect(existsSync(join(folder, "run1"))).toBe(false);
  });

  test("that nobody holds go with that of their run", async () => {
    new AttemptFolders(folder).make(key("a"));
    const folders = new AttemptFolders(folder);
    for (const each of await folders.list()) await folders.clear(each);
    expect(existsSync(join(folder, "run1"))).toBe(false);
  });

  test("of runs without attempts are tidied away, and no others", async () => {
    new AttemptFolders(folder).make(key("a"));
    mkdirSync(join(folder, "run2"));
    await new AttemptFolders(folder).tidy();
    expect(readdirSync(folder)).toEqual(["run1"]);
  });

  test("that could be made only in part are not left behind", () => {
    const folders = new AttemptFolders(folder);
    expect(() => folders.make(key("a".repeat(300)))).toThrow("ENAMETOOLONG");
    expect(readdirSync(folder)).toEqual([]);
  });

  test("are none before the first attempt", async () => {
    expect(await new AttemptFolders(join(folder, "attempts")).list()).toEqual([]);
  });
});

describe("terms", () => {
  test("are remembered per cluster, the highest of each, over a restart", () => {
    const terms = TermMemory.open(folder);
    expect(terms.current).toBeUndefined();
    terms.learn("c1", 5);
    terms.learn("c1", 3);
    terms.learn("c2", 1);
    expect(TermMemory.open(folder).current).toEqual({ clusterId: "c2", term: 1 });
    expect(TermMemory.open(folder).highest("c1")).toBe(5);
    expect(TermMemory.open(folder).highest("c3")).toBe(0);
  });

  test("that cannot be read stop the agent: going on would obey a deposed leader", () => {
    writeFileSync(join(folder, "terms.json"), "{");
    expect(() => TermMemory.open(folder)).toThrow(expect.objectContaining({ code: "STATE_UNREADABLE" }));
  });

  test("of ever new clusters are forgotten, the oldest first", () => {
    const terms = TermMemory.open(folder);
    for (let n = 0; n < 100; n += 1) terms.learn(`c${n}`, 1);
    expect(JSON.parse(readFileSync(join(folder, "terms.json"), "utf8")).clusters).toHaveLength(16);
  });
});

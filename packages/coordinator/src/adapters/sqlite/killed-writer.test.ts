/**
 * Goal: what a store acknowledged survives kill -9 of the process, and what it did not acknowledge is there whole or not
 * at all. Method: a child process writes and says after each answer how far it is; it is killed in the middle of it, and
 * its directory is opened here. Invariant: nothing that was said is missing.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { StreamKey } from "@troupe/engine";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { DataDirectory } from "./data-directory.ts";
import { SqliteEventFeed } from "./event-feed.ts";
import { SqliteStateStore } from "./state-store.ts";
import { SqliteTelemetryStore } from "./telemetry-store.ts";

const open = `
  const [base, path] = process.argv.slice(1);
  const load = (file) => import(new URL(file, base).href);
  const { DataDirectory } = await load("./data-directory.ts");
  const directory = DataDirectory.open(path);
`;

const committer = `${open}
  const { SqliteStateStore } = await load("./state-store.ts");
  const store = new SqliteStateStore(directory);
  const { term } = store.beginTerm();
  for (let marker = 1; ; marker += 1) {
    const value = new TextEncoder().encode(String(marker));
    const puts = ["a", "b", "c"].map((key) => ({ key, value }));
    await store.commit({ term, previous: marker - 1, marker, puts: [...puts, { key: "n/" + marker, value }], deletes: [] });
    console.log(marker);
  }
`;

const appender = `${open}
  const { SqliteEventFeed } = await load("./event-feed.ts");
  const feed = new SqliteEventFeed(directory);
  for (let first = 1; ; first += 2) {
    const events = [1, 2].map((attempt) => ({ type: "AttemptStarted", task: "train", attempt, at: first }));
    await feed.append([{ runId: "r", pipeline: "p", first, events }]);
    console.log(first);
  }
`;

// Short pieces and long ones by turns, so that both the index and the files are written when the kill comes.
const logger = `${open}
  const { SqliteTelemetryStore } = await load("./telemetry-store.ts");
  const store = await SqliteTelemetryStore.open(directory);
  const stream = { runId: "r", task: "train[0]", attempt: 1, stream: "stdout" };
  for (let round = 0, offset = 0; ; round += 1) {
    const data = Uint8Array.from({ length: round % 3 === 0 ? 200 : 60_000 }, (_, index) => (offset + index) % 251);
    store.append({ logs: [{ ...stream, offset, data, at: round, gap: 0 }], metrics: [] });
    await store.flush();
    offset += data.length;
    console.log(offset);
  }
`;

describe("a writer that is killed", () => {
  let path: string;
  beforeEach(() => {
    path = mkdtempSync(join(tmpdir(), "troupe-killed-"));
  });
  afterEach(() => rmSync(path, { recursive: true }));

  /** Runs the program until it has said so many numbers, kills it, and gives back the last number that it said. */
  async function killAfter(count: number, program: string): Promise<number> {
    const argv = ["--input-type=module", "--eval", program, "--", import.meta.url, path];
    const child = spawn(process.execPath, argv, { stdio: ["ignore", "pipe", "inherit"] });
    const closed = once(child, "close");
    let said = 0;
    let last = 0;
    for await (const line of createInterface({ input: child.stdout })) {
      last = Number(line);
      said += 1;
      if (said === count) child.kill("SIGKILL");
    }
    await closed;
    return last;
  }

  async function inDirectory(body: (directory: DataDirectory) => Promise<void>): Promise<void> {
    const directory = DataDirectory.open(path);
    await body(directory).finally(() => directory.close());
  }

  it("has committed what it said, each batch whole", async () => {
    const said = await killAfter(200, committer);
    await inDirectory(async (directory) => {
      const store = new SqliteStateStore(directory);
      const values = await Promise.all(["a", "b", "c"].map((key) => store.get(key)));
      const [a, b, c] = values.map((value) => Number(new TextDecoder().decode(value)));
      expect(a).toBeGreaterThanOrEqual(said);
      expect([b, c]).toEqual([a, a]);
      expect(await store.get(`n/${a}`)).toBeDefined();
      expect(await store.get(`n/${(a ?? 0) + 1}`)).toBeUndefined();
      expect(store.beginTerm().term).toBe(2);
      await store.close();
    });
  });

  it("has fed what it said, without a gap", async () => {
    const said = await killAfter(200, appender);
    await inDirectory(async (directory) => {
      const feed = new SqliteEventFeed(directory);
      const entries = await feed.readRun("r", 0);
      expect(entries.at(-1)?.first).toBeGreaterThanOrEqual(said);
      expect(entries.map(({ first }) => first)).toEqual(entries.map((_, index) => 1 + 2 * index));
      await feed.close();
    });
  });

  it("has logged what it said, every byte in its place, and takes up from there", async () => {
    const stream: StreamKey = { runId: "r", task: "train[0]", attempt: 1, stream: "stdout" };
    const said = await killAfter(60, logger);
    await inDirectory(async (directory) => {
      const store = await SqliteTelemetryStore.open(directory);
      const length = await store.length(stream);
      expect(length).toBeGreaterThanOrEqual(said);
      const more = Uint8Array.from({ length: 200_000 }, (_, index) => (length - 100_000 + index) % 251);
      store.append({ logs: [{ ...stream, offset: length - 100_000, data: more, at: 1, gap: 0 }], metrics: [] });
      await store.flush();
      const whole = Buffer.concat((await store.readLog(stream, 0, length * 2)).map(({ data }) => data));
      expect(whole.length).toBe(length + 100_000);
      expect(whole.findIndex((byte, index) => byte !== index % 251)).toBe(-1);
      await store.close();
    });
  });
});

import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { StreamKey } from "@troupe/engine";
import { telemetryStoreConformance } from "@troupe/testing/conformance";
import { describe, expect, it } from "vitest";
import { DataDirectory } from "./data-directory.ts";
import { SqliteTelemetryStore } from "./telemetry-store.ts";

async function openStore() {
  const path = mkdtempSync(join(tmpdir(), "troupe-telemetry-"));
  const directory = DataDirectory.open(path);
  const store = await SqliteTelemetryStore.open(directory);
  const again: SqliteTelemetryStore[] = [];
  // The first store stays open, as after a kill: nothing of what it holds in memory is written.
  const crash = async () => {
    const opened = await SqliteTelemetryStore.open(directory);
    again.push(opened);
    return opened;
  };
  const dispose = async () => {
    for (const each of [...again, store]) await each.close();
    directory.close();
    rmSync(path, { recursive: true });
  };
  return { path, store, crash, dispose };
}

telemetryStoreConformance({ describe, it }, "SqliteTelemetryStore", openStore);

const stream: StreamKey = { runId: "r", task: "train[0]", attempt: 1, stream: "stdout" };
const fileOf = (path: string) => join(path, "feed", "logs", "r", "train[0].1.stdout.log");
const flood = new Uint8Array(100_000).fill(120);

function log(offset: number, data: Uint8Array, more: Partial<StreamKey> = {}) {
  return { logs: [{ ...stream, offset, data, at: 1, gap: 0, ...more }], metrics: [] };
}

describe("a telemetry store on a disk", () => {
  it("keeps long pieces in a file a stream, and short ones in the index", async () => {
    const { path, store, dispose } = await openStore();
    store.append(log(0, flood));
    store.append(log(0, flood.subarray(0, 100), { stream: "stderr" }));
    await store.flush();
    expect(readdirSync(join(path, "feed", "logs", "r"))).toEqual(["train[0].1.stdout.log"]);
    expect(statSync(fileOf(path)).size).toBe(100_000);
    await store.dropRun("r");
    expect(readdirSync(join(path, "feed", "logs"))).toEqual([]);
    await dispose();
  });

  it("writes over bytes behind the end that the index knows", async () => {
    const { path, store, dispose } = await openStore();
    store.append(log(0, flood));
    await store.flush();
    appendFileSync(fileOf(path), "never acknowledged");
    expect(await store.length(stream)).toBe(100_000);
    store.append(log(100_000, new Uint8Array(100_000).fill(121)));
    await store.flush();
    const parts = await store.readLog(stream, 99_999, 5);
    expect(Buffer.concat(parts.map(({ data }) => data)).toString()).toBe("xyyyy");
    await dispose();
  });

  it("says DATA_LOSS, naming the file, when a file was cut short or removed", async () => {
    const { path, store, crash, dispose } = await openStore();
    store.append(log(0, flood));
    await store.flush();
    truncateSync(fileOf(path), 50_000);
    const lost = expect.objectContaining({ code: "DATA_LOSS", reaction: "reject", details: { file: fileOf(path) } });
    await expect(store.readLog(stream, 0, 100_000)).rejects.toThrow(lost);
    rmSync(fileOf(path));
    const again = await crash();
    await expect(again.readLog(stream, 0, 10)).rejects.toThrow(lost);
    await dispose();
  });

  it("keeps what it could not write for the next flush", async () => {
    const { path, store, dispose } = await openStore();
    const inTheWay = join(path, "feed", "logs", "r");
    writeFileSync(inTheWay, "");
    store.append(log(0, flood));
    await expect(store.flush()).rejects.toThrow(expect.objectContaining({ code: "STORE_IO", reaction: "retry" }));
    expect(await store.length(stream)).toBe(0);
    rmSync(inTheWay);
    store.append(log(100_000, flood));
    await store.flush();
    expect(await store.length(stream)).toBe(200_000);
    await dispose();
  });

  it("turns a sender away when too much waits, whole batches at a time", async () => {
    const { store, dispose } = await openStore();
    const large = new Uint8Array(40 * 1024 * 1024);
    store.append(log(0, large));
    const second = {
      ...log(large.length, large),
      metrics: [{ ...stream, sequence: 1, name: "loss", step: 1, value: 1, at: 1 }],
    };
    expect(() => store.append(second)).toThrow(expect.objectContaining({ code: "OVERLOADED", reaction: "retry" }));
    await store.flush();
    expect(await store.readMetrics("r", 0, 10)).toEqual([]);
    store.append(second);
    await store.flush();
    expect(await store.length(stream)).toBe(2 * large.length);
    await dispose();
  });

  it("sweeps files that the index does not know when it opens", async () => {
    const { path, store, crash, dispose } = await openStore();
    store.append(log(0, flood));
    await store.flush();
    mkdirSync(join(path, "feed", "logs", "dropped"));
    writeFileSync(join(path, "feed", "logs", "dropped", "x.log"), "");
    await crash();
    expect(readdirSync(join(path, "feed", "logs"))).toEqual(["r"]);
    await dispose();
  });

  it.runIf(existsSync("/proc/self/fd"))("holds no more files open than it may", async () => {
    const { store, dispose } = await openStore();
    for (let round = 0; round < 2; round += 1) {
      for (let task = 0; task < 300; task += 1)
        store.append(log(round * 50_000, flood.subarray(50_000), { task: `train[${task}]` }));
      await store.flush();
      // Other tests of this process have few open themselves.
      expect(readdirSync("/proc/self/fd").length).toBeLessThan(250);
    }
    const reads = await Promise.all(
      Array.from({ length: 300 }, (_, task) => store.readLog({ ...stream, task: `train[${task}]` }, 99_990, 100)),
    );
    expect(reads.every((parts) => parts[0]?.data.length === 10)).toBe(true);
    await dispose();
  });
});

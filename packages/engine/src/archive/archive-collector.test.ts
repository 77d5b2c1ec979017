import type { Digest } from "@troupe/core";
import { beforeEach, describe, expect, it } from "vitest";
import { MemoryArchive, MemoryArchiveDisk } from "../adapters/memory/archive.ts";
import { encode } from "../codec.ts";
import { silentLog } from "../options.ts";
import { ArchiveCollector } from "./archive-collector.ts";

const hourMs = 60 * 60 * 1000;

let now: number;
let disk: MemoryArchiveDisk;
let archive: MemoryArchive;
let records: Map<string, unknown>;
let collector: ArchiveCollector;
const signal = new AbortController().signal;

beforeEach(() => {
  now = 1_000 * hourMs;
  disk = new MemoryArchiveDisk();
  archive = new MemoryArchive(disk, () => now);
  records = new Map();
  const store = {
    scan: async (_: string, { after = "" } = {}) =>
      [...records].filter(([key]) => key > after).map(([key, value]) => ({ key, value: encode(value) })),
  };
  collector = new ArchiveCollector({ archive, upkeep: archive, store, clock: { now: () => now }, log: silentLog });
});

async function put(value: unknown): Promise<Digest> {
  return (await archive.put(Buffer.from(typeof value === "string" ? value : JSON.stringify(value)))).digest;
}

async function daysLater(days: number) {
  now += days * 24 * hourMs + hourMs;
  return collector.slice(signal);
}

describe("a collector", () => {
  it("keeps what documents refer to that are referred to", async () => {
    const model = await put("model");
    const spilled = await put({ nested: [{ kind: "joblib", digest: model, size: 5 }] });
    const inSpec = await put("a default");
    const specDigest = await put({ params: { file: { digest: inSpec } } });
    const log = await put("log");
    const manifest = await put({ tasks: [{ state: { output: { spilled } } }], logs: [{ digest: log }] });
    await archive.link("runs/r1", manifest);
    const live = await put("live");
    const deep = await put({ value: live });
    records.set("versions/p/1", { specDigest });
    records.set("outbox/1", { events: [{ output: { spilled: deep } }] });
    const garbage = await put("garbage");
    expect(await daysLater(2)).toEqual({ live: 8, retired: 1, restored: 0, removed: 0 });
    expect(await daysLater(2)).toEqual({ live: 8, retired: 0, restored: 0, removed: 1 });
    expect(await archive.stat(garbage)).toBeUndefined();
    for (const digest of [model, inSpec, log, live]) expect(await archive.stat(digest)).toBeDefined();
  });

  it("waits a day, and a day again, and takes nothing that was touched since", async () => {
    const digest = await put("x");
    expect(await daysLater(0)).toMatchObject({ retired: 0 });
    await archive.touch(digest);
    now += 23 * hourMs;
    expect(await daysLater(0)).toMatchObject({ retired: 0 });
    expect(await daysLater(1)).toMatchObject({ retired: 1, removed: 0 });
    expect(await daysLater(0)).toMatchObject({ retired: 0, removed: 0 });
    expect(await daysLater(1)).toMatchObject({ retired: 0, removed: 1 });
  });

  it("takes nothing that was put since the oldest live run was made", async () => {
    await put("before");
    now += hourMs;
    const run = { runId: "r", pipeline: "p", version: await put("v"), params: {}, uses: {}, requestId: null };
    records.set("runs/r/run", { ...run, traceparent: null, createdAt: now });
    await put("by an attempt that goes on for a month");
    expect(await daysLater(30)).toMatchObject({ retired: 1 });
    records.clear();
    expect(await daysLater(2)).toMatchObject({ retired: 2, removed: 1 });
  });

  it("brings back what is referred to after it was retired", async () => {
    const digest = await put("x");
    await daysLater(2);
    expect(disk.objects.size).toBe(0);
    await archive.link("feed/1", digest);
    expect(await daysLater(2)).toMatchObject({ restored: 1, removed: 0 });
    expect(disk.objects.has(digest)).toBe(true);
  });

  it("takes nothing while a document cannot be read: it might refer to anything", async () => {
    await put("x");
    const manifest = await put({ tasks: [] });
    await archive.link("runs/r1", manifest);
    disk.objects.set(manifest, Buffer.from("damaged"));
    expect(await daysLater(9)).toBeUndefined();
    expect(disk.retired.size).toBe(0);
    await put({ tasks: [] });
    expect(await daysLater(9)).toMatchObject({ retired: 1 });
  });

  it("goes on where its last slice ended", async () => {
    for (let index = 0; index < 20; index += 1) await put(`x${index}`);
    now += 48 * hourMs;
    for (let slice = 0; slice < 4; slice += 1) expect(await collector.slice(signal, 5)).toBeUndefined();
    expect(disk.retired.size).toBeGreaterThan(10);
    expect(await collector.slice(signal, 5)).toMatchObject({ retired: 20 });
  });
});

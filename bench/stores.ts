/**
 * What the stores of an embedded coordinator take in, each durably, on one thread:
 *
 *   node bench/stores.ts [directory]
 *
 * The directory should lie on the disk that counts; default: the system's temporary directory.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { RunEvent } from "@troupe/core";
import type { StreamKey } from "@troupe/engine";
import { DataDirectory } from "../packages/coordinator/src/adapters/sqlite/data-directory.ts";
import { SqliteEventFeed } from "../packages/coordinator/src/adapters/sqlite/event-feed.ts";
import { SqliteStateStore } from "../packages/coordinator/src/adapters/sqlite/state-store.ts";
import { SqliteTelemetryStore } from "../packages/coordinator/src/adapters/sqlite/telemetry-store.ts";

const root = mkdtempSync(join(process.argv[2] ?? tmpdir(), "troupe-bench-"));
const directory = DataDirectory.open(join(root, "data"));
try {
  await commits(1);
  await commits(100);
  await feed();
  await logs({ streams: 1, linesPerChunk: 500 });
  await logs({ streams: 100, linesPerChunk: 500 });
  await logs({ streams: 1000, linesPerChunk: 10 });
  await metrics();
} finally {
  directory.close();
  rmSync(root, { recursive: true });
}

/** Batches of records of 600 bytes, four of which are an outbox that the next batch clears. */
async function commits(puts: number): Promise<void> {
  const store = new SqliteStateStore(directory);
  const { term } = store.beginTerm();
  const value = new Uint8Array(600).fill(7);
  const batches = 2000;
  const waits: number[] = [];
  const took = await time(async () => {
    for (let marker = 1; marker <= batches; marker += 1) {
      const keys = Array.from({ length: puts }, (_, index) => `runs/01k/tasks/train[${(marker >> 2) * puts + index}]`);
      const started = performance.now();
      await store.commit({
        term,
        previous: marker - 1,
        marker,
        puts: [...keys, `outbox/${marker}`].map((key) => ({ key, value })),
        deletes: marker > 1 ? [`outbox/${marker - 1}`] : [],
      });
      waits.push(performance.now() - started);
    }
  });
  await store.close();
  waits.sort((a, b) => a - b);
  const [median, slow] = [0.5, 0.99].map((share) => (waits[Math.floor(share * batches)] ?? 0).toFixed(2));
  say(`commit of ${puts} puts`, batches / took, "commits/s", `p50 ${median} ms, p99 ${slow} ms`);
}

/** Batches of 100 entries of 3 events. */
async function feed(): Promise<void> {
  const store = new SqliteEventFeed(directory);
  const batches = 500;
  const took = await time(async () => {
    for (let batch = 0; batch < batches; batch += 1) {
      await store.append(
        Array.from({ length: 100 }, (_, run) => ({
          runId: `01k${run}`,
          pipeline: "churn",
          first: 1 + batch * 3,
          events: [1, 2, 3].map(
            (attempt): RunEvent => ({ type: "AttemptStarted", task: "train[7]", attempt, at: batch }),
          ),
        })),
      );
    }
  });
  await store.close();
  say("feed, 100 entries an append", (batches * 100) / took, "entries/s", `${(batches / took).toFixed(0)} appends/s`);
}

/** A million lines of 160 bytes, flushed whenever 16 chunks wait. */
async function logs({ streams, linesPerChunk }: { streams: number; linesPerChunk: number }): Promise<void> {
  const store = await SqliteTelemetryStore.open(directory);
  const lines = 1_000_000;
  const data = new TextEncoder().encode(`${"x".repeat(159)}\n`.repeat(linesPerChunk));
  const keys = Array.from({ length: streams }, (_, index): StreamKey => {
    return {
      runId: `01k${index % 10}-${linesPerChunk}-${streams}`,
      task: `train[${index}]`,
      attempt: 1,
      stream: "stdout",
    };
  });
  const took = await time(async () => {
    for (let chunk = 0; chunk < lines / linesPerChunk; chunk += 1) {
      const offset = Math.floor(chunk / streams) * data.length;
      store.append({
        logs: [{ ...(keys[chunk % streams] ?? keys[0] ?? fail()), offset, data, at: chunk, gap: 0 }],
        metrics: [],
      });
      if (chunk % 16 === 15) await store.flush();
    }
    await store.flush();
  });
  await store.close();
  say(
    `log lines, ${streams} streams, ${linesPerChunk} a chunk`,
    lines / took,
    "lines/s",
    `${((lines * 160) / took / 1e6).toFixed(0)} MB/s`,
  );
}

async function metrics(): Promise<void> {
  const store = await SqliteTelemetryStore.open(directory);
  const points = 200_000;
  const took = await time(async () => {
    for (let start = 0; start < points; start += 1000) {
      const batch = Array.from({ length: 1000 }, (_, index) => {
        return {
          runId: "01k",
          task: "train[7]",
          attempt: 1,
          sequence: start + index,
          name: "loss",
          step: start + index,
          value: 0.5,
          at: 1,
        };
      });
      store.append({ logs: [], metrics: batch });
      await store.flush();
    }
  });
  await store.close();
  say("metrics, 1,000 a flush", points / took, "points/s", "");
}

/** Seconds. */
async function time(body: () => Promise<void>): Promise<number> {
  const started = performance.now();
  await body();
  return (performance.now() - started) / 1000;
}

function say(what: string, rate: number, unit: string, more: string): void {
  console.log(`${what.padEnd(40)} ${Math.round(rate).toLocaleString("en").padStart(12)} ${unit.padEnd(10)} ${more}`);
}

function fail(): never {
  throw new Error("no stream");
}

/**
 * What the machine could do: raw clients of the same libraries, with no line of Troupe between them. They are measured in
 * the same run as what is compared with them, in turns, so that a slow disk or a busy machine slows both.
 *
 *   hop         one commit, one message there and back over gRPC, one line there and back to a child process, in series
 *   throughput  commits of 110 records each; each record is sent to another process and comes back first
 *   spawn       GNU make running commands that make the directory and the files of an attempt
 *   stream      one gRPC stream, 64 log lines a message, to another process that counts
 *
 * Every commit is a fenced transaction on SQLite (WAL, synchronous=FULL): it reads term and marker, writes its records,
 * deletes one of the batch before, and moves the marker. The other process is this file, started with "echo" or "pipe".
 */
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { DatabaseSync, type StatementSync } from "node:sqlite";
import { promisify } from "node:util";
import * as grpc from "@grpc/grpc-js";

export interface Floor<Result> extends AsyncDisposable {
  measure(): Promise<Result>;
}

const message = Buffer.alloc(200, "x");
const linesPerMessage = 64;
const recordsPerCommit = 110;
const recordsInFlight = 2 * recordsPerCommit;

/** Milliseconds of each round. */
export async function openHopFloor(folder: string, rounds: number): Promise<Floor<readonly number[]>> {
  const store = new Store(folder);
  const echo = await openEcho();
  const child = spawn(process.execPath, [import.meta.filename, "pipe"], { stdio: ["pipe", "pipe", "inherit"] });
  const call = echo.client.exchange();
  async function round(): Promise<number> {
    const began = performance.now();
    store.commit(4);
    call.write(message);
    await once(call, "data");
    child.stdin.write(`${JSON.stringify({ run: 1, inputs: { index: 1 } })}\n`);
    await once(child.stdout, "data");
    return performance.now() - began;
  }
  return {
    async measure() {
      const took: number[] = [];
      for (let index = 0; index < rounds; index += 1) took.push(await round());
      return took;
    },
    async [Symbol.asyncDispose]() {
      await hangUp(call);
      await Promise.all([echo.close(), ended(child)]);
      store.close();
    },
  };
}

/** Records a second, each sent, returned and committed. */
export async function openThroughputFloor(folder: string, records: number): Promise<Floor<number>> {
  const store = new Store(folder);
  const echo = await openEcho();
  const call = echo.client.exchange();
  return {
    async measure() {
      const began = performance.now();
      await exchangeAll(call, store, records);
      return (records / (performance.now() - began)) * 1000;
    },
    async [Symbol.asyncDispose]() {
      await hangUp(call);
      await echo.close();
      store.close();
    },
  };
}

/** Commits when a batch is full, while as many records again are under way. */
async function exchangeAll(call: Exchange, store: Store, records: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  let sent = 0;
  let returned = 0;
  let committed = 0;
  const send = (): void => {
    sent += 1;
    call.write(message);
  };
  const onReturned = (): void => {
    returned += 1;
    if (returned - committed < recordsPerCommit && returned < records) return;
    store.commit(returned - committed);
    while (committed < returned) {
      committed += 1;
      if (sent < records) send();
    }
    if (committed === records) resolve();
  };
  call.on("data", onReturned);
  while (sent < Math.min(recordsInFlight, records)) send();
  await promise;
  call.off("data", onReturned);
}

/** Commands a second. */
export async function spawnFloor(folder: string, commands: number, atOnce: number): Promise<number> {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "Makefile"), makefile(commands));
  const began = performance.now();
  await promisify(execFile)("make", ["--silent", `--jobs=${atOnce}`], { cwd: folder });
  const took = performance.now() - began;
  rmSync(folder, { recursive: true });
  return (commands / took) * 1000;
}

/** An attempt's directory with its ledger, its inputs, its script, its streams, its record of the end; sizes as they are. */
function makefile(commands: number): string {
  const names = Array.from({ length: commands }, (_, index) => `t${index}`).join(" ");
  return `
export LEDGER := ${"l".repeat(900)}
export SCRIPT := ${"s".repeat(1200)}
all: ${names}
${names}:
	@mkdir -p $@/outputs; echo "{}" >$@/inputs.json; echo "$$LEDGER" >$@/attempt.json; echo "$$SCRIPT" >$@/run.sh; \\
	/bin/true >$@/stdout 2>$@/stderr; echo "exit 1 status $$?" >$@/exit
.PHONY: all ${names}
`;
}

/** Lines a second, counted by the other process. */
export async function openStreamFloor(lines: number, bytesPerLine: number): Promise<Floor<number>> {
  const echo = await openEcho();
  const batch = Buffer.from(`${"x".repeat(bytesPerLine - 1)}\n`.repeat(linesPerMessage));
  return {
    async measure() {
      const began = performance.now();
      const bytes = await pour(echo.client, batch, Math.ceil(lines / linesPerMessage));
      return (bytes / bytesPerLine / (performance.now() - began)) * 1000;
    },
    [Symbol.asyncDispose]: () => echo.close(),
  };
}

async function pour(client: EchoClient, batch: Buffer, times: number): Promise<number> {
  const counted = Promise.withResolvers<number>();
  const call = client.count((error, answer) => {
    if (error === null && answer !== undefined) counted.resolve(Number(answer.toString()));
    else counted.reject(error);
  });
  for (let index = 0; index < times; index += 1) if (!call.write(batch)) await once(call, "drain");
  call.end();
  return counted.promise;
}

/** Records of 300 bytes in a table by key, as a run writes them: a few are new, most are written over. */
class Store {
  readonly #database: DatabaseSync;
  readonly #statements: Readonly<Record<"begin" | "commit" | "fence" | "mark" | "put" | "remove", StatementSync>>;
  readonly #value = new Uint8Array(300);
  #marker = 0;

  constructor(folder: string) {
    mkdirSync(folder, { recursive: true });
    this.#database = new DatabaseSync(join(folder, "floor.db"));
    this.#database.exec(`
      PRAGMA page_size = 8192;
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = FULL;
      CREATE TABLE entry (key TEXT NOT NULL PRIMARY KEY, value BLOB NOT NULL);
      CREATE TABLE fence (id INTEGER PRIMARY KEY, term INTEGER NOT NULL, marker INTEGER NOT NULL);
      INSERT INTO fence VALUES (1, 1, 0);
    `);
    const prepare = (sql: string): StatementSync => this.#database.prepare(sql);
    this.#statements = {
      begin: prepare("BEGIN IMMEDIATE"),
      commit: prepare("COMMIT"),
      fence: prepare("SELECT term, marker FROM fence"),
      mark: prepare("UPDATE fence SET marker = ?"),
      put: prepare("INSERT INTO entry VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value"),
      remove: prepare("DELETE FROM entry WHERE key = ?"),
    };
  }

  commit(records: number): void {
    const { begin, commit, fence, mark, put, remove } = this.#statements;
    this.#marker += 1;
    // Equal bytes would not be written again.
    this.#value.fill(this.#marker % 251);
    begin.run();
    fence.get();
    for (let index = 1; index < records; index += 1)
      put.run(`runs/1/tasks/${(this.#marker * 3 + index) % 5000}`, this.#value);
    put.run(`outbox/${this.#marker}`, this.#value);
    remove.run(`outbox/${this.#marker - 1}`);
    mark.run(this.#marker);
    commit.run();
  }

  close(): void {
    this.#database.close();
  }
}

type Exchange = grpc.ClientDuplexStream<Buffer, Buffer>;

interface EchoClient {
  exchange(): Exchange;
  count(callback: (error: grpc.ServiceError | null, answer?: Buffer) => void): grpc.ClientWritableStream<Buffer>;
}

const asItIs = (bytes: Buffer): Buffer => bytes;
const wire = {
  requestSerialize: asItIs,
  requestDeserialize: asItIs,
  responseSerialize: asItIs,
  responseDeserialize: asItIs,
} as const;
const service = {
  exchange: { path: "/floor.Echo/Exchange", requestStream: true, responseStream: true, ...wire },
  count: { path: "/floor.Echo/Count", requestStream: true, responseStream: false, ...wire },
} as const satisfies grpc.ServiceDefinition;

/** The other process, and a connection to it. */
async function openEcho(): Promise<{ readonly client: EchoClient; close(): Promise<void> }> {
  const child = spawn(process.execPath, [import.meta.filename, "echo"], { stdio: ["pipe", "pipe", "inherit"] });
  const [port] = await once(createInterface(child.stdout), "line");
  const Client = grpc.makeGenericClientConstructor(service, "Echo");
  const client = new Client(`127.0.0.1:${port}`, grpc.credentials.createInsecure());
  return {
    client: client as unknown as EchoClient,
    close: async () => {
      client.close();
      await ended(child);
    },
  };
}

async function hangUp(call: Exchange): Promise<void> {
  const status = once(call, "status");
  call.end();
  call.resume();
  await status;
}

/** It ends with its input. */
async function ended(child: ChildProcess): Promise<void> {
  const exit = once(child, "exit");
  child.stdin?.end();
  await exit;
}

function serveEcho(): void {
  const server = new grpc.Server();
  server.addService(service, {
    exchange(call: grpc.ServerDuplexStream<Buffer, Buffer>) {
      call.on("data", (received: Buffer) => call.write(received));
      call.on("end", () => call.end());
      call.on("error", () => undefined);
    },
    count(call: grpc.ServerReadableStream<Buffer, Buffer>, callback: grpc.sendUnaryData<Buffer>) {
      let bytes = 0;
      call.on("data", (received: Buffer) => {
        bytes += received.length;
      });
      call.on("end", () => callback(null, Buffer.from(String(bytes))));
    },
  });
  server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (_error, port) => console.log(port));
  process.stdin.on("end", () => process.exit(0)).resume();
}

/** One line is under way at a time, so that a piece is a line. */
function servePipe(): void {
  process.stdin.setEncoding("utf8").on("data", (line: string) => {
    process.stdout.write(`${JSON.stringify({ done: JSON.parse(line).run, output: { index: 1 } })}\n`);
  });
}

if (import.meta.main) {
  if (process.argv[2] === "echo") serveEcho();
  else servePipe();
}

import { createHash } from "node:crypto";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { status } from "@grpc/grpc-js";
import { TroupeError } from "@troupe/core";
import type { CreateRunRequest, ReadLogsRequest, WatchRunRequest } from "@troupe/proto";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  type Answer,
  type FakeCoordinator,
  fakeCoordinator,
  refusal,
} from "../adapters/grpc/testing/fake-coordinator.ts";
import { pipeline } from "../pipeline/pipeline.ts";
import { task } from "../step/task.ts";
import { Client } from "./client.ts";
import type { RunUpdate } from "./run-records.ts";
import type { LogChunk } from "./telemetry-records.ts";

let folder: string;
const open: AsyncDisposable[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "troupe-client-"));
});
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

async function start(answers: Readonly<Record<string, Answer>>): Promise<FakeCoordinator> {
  const fake = await fakeCoordinator(answers);
  open.push({ [Symbol.asyncDispose]: () => fake.stop() });
  return fake;
}

function clientOf({ address }: { readonly address: string }, options: object = {}): Client {
  const client = new Client({ address, dataDir: folder, ...options });
  open.push(client);
  return client;
}

const run = (fields: object = {}): object => ({
  runId: "r-1",
  pipeline: "churn",
  state: "RUN_STATE_RUNNING",
  ...fields,
});
const event = (sequence: number, fields: object = {}): object => ({
  event: { sequence, type: "TaskStarted", eventJson: "{}", ...fields },
});
const ended = (sequence: number): object =>
  event(sequence, {
    type: "RunSucceeded",
    run: run({ state: "RUN_STATE_SUCCEEDED", outputsJson: `{"accuracy":0.9}` }),
  });

describe("calls", () => {
  test("carry a token and a deadline", async () => {
    let heard: { token: unknown; deadlineMs: number | null } | undefined;
    const fake = await start({
      ListAgents: (_, { metadata, deadlineMs }) => {
        heard = { token: metadata.get("authorization")[0], deadlineMs };
        return { agents: [{ agentId: "a1", state: "AGENT_STATE_READY", lastBeatAt: { seconds: 1, nanos: 5e8 } }] };
      },
    });
    await writeFile(join(folder, "token"), "s3cret\n");
    const agents = await clientOf(fake, { tokenFile: join(folder, "token"), deadlineMs: 4000 }).agents();
    expect(agents).toMatchObject([{ id: "a1", state: "ready", lastBeatAt: new Date(1500), connectedAt: null }]);
    expect(heard?.token).toBe("Bearer s3cret");
    expect(heard?.deadlineMs).toBeGreaterThan(1000);
    expect(heard?.deadlineMs).toBeLessThanOrEqual(4000);
  });

  test("are repeated while the coordinator is unavailable, with the same request id", async () => {
    const ids: (string | undefined)[] = [];
    const fake = await start({
      CreateRun: ({ requestId }: CreateRunRequest) => {
        ids.push(requestId);
        if (ids.length < 3) throw refusal(status.UNAVAILABLE, "stopping", { reason: "COORDINATOR_STOPPING" });
        return run();
      },
    });
    const handle = await clientOf(fake).submit("churn", { trees: [1] });
    expect(handle).toMatchObject({ id: "r-1", pipeline: "churn" });
    expect(ids).toHaveLength(3);
    expect(new Set(ids).size).toBe(1);
    expect(ids[0]).toMatch(/^[0-9a-f-]{36}$/);
  });

  test("are repeated when the connection was cut before the answer was here", async () => {
    let tries = 0;
    const fake = await start({
      CreateRun: () => {
        // What the gRPC library says has no details of Troupe.
        if (++tries === 1) throw Object.assign(new Error("Received RST_STREAM"), { code: status.INTERNAL });
        return run();
      },
    });
    expect(await clientOf(fake).submit("churn", { trees: [1] })).toMatchObject({ id: "r-1" });
    expect(tries).toBe(2);
  });

  test("that are refused are not repeated, and say everything that is wrong", async () => {
    const violations = [{ field: "params.trees", message: 'must be array, is "x"', fix: "give a list" }];
    const details = { reason: "INVALID_PARAMS", violations, metadata: { pipeline: "churn" } };
    const fake = await start({
      CreateRun: () => {
        throw refusal(status.INVALID_ARGUMENT, "the parameters are wrong", details);
      },
    });
    const error = await clientOf(fake)
      .submit("churn", { trees: "x" })
      .catch((error: unknown) => error);
    expect(error).toBeInstanceOf(TroupeError);
    expect(error).toMatchObject({
      code: "INVALID_PARAMS",
      reaction: "reject",
      message: "the parameters are wrong",
      problems: violations,
      details: { pipeline: "churn" },
    });
    expect(fake.calls).toEqual(["CreateRun"]);
  });

  test("that are not answered in time fail, and are not repeated", async () => {
    const fake = await start({ GetRun: () => new Promise(() => {}) });
    await expect(clientOf(fake, { deadlineMs: 150 }).run("r-1")).rejects.toMatchObject({ code: "COORDINATOR_SILENT" });
    expect(fake.calls).toEqual(["GetRun"]);
  });

  test("without a coordinator name the address and the remedy", async () => {
    const fake = await start({});
    await fake.stop();
    const failed = clientOf(fake).runs();
    await expect(failed).rejects.toMatchObject({ code: "COORDINATOR_UNREACHABLE", details: { address: fake.address } });
    await expect(failed).rejects.toThrow(
      /no coordinator answers at 127\.0\.0\.1:\d+ \(the address given\); start one with `troupe dev`/,
    );
  });

  test("collect pages up to the limit", async () => {
    const fake = await start({
      ListRuns: ({ pageToken, pageSize }: { pageToken: string; pageSize: number }) => {
        const first = Number(pageToken || 0);
        const runs = Array.from({ length: Math.min(2, pageSize) }, (_, at) => run({ runId: `r-${first + at}` }));
        return { runs, nextPageToken: String(first + 2) };
      },
    });
    expect((await clientOf(fake).runs({ limit: 5 })).map(({ id }) => id)).toEqual(["r-0", "r-1", "r-2", "r-3", "r-4"]);
  });
});

describe("watching", () => {
  test("goes on where it stopped when the coordinator restarts", async () => {
    const asked: (number | string | object | undefined)[] = [];
    const cut = Promise.withResolvers<void>();
    const answers = (from: (request: WatchRunRequest) => AsyncGenerator): Readonly<Record<string, Answer>> => ({
      GetRun: () => run({ state: asked.length > 1 ? "RUN_STATE_SUCCEEDED" : "RUN_STATE_RUNNING" }),
      ListTasks: () => ({ tasks: [{ name: "train", state: "TASK_STATE_RUNNING" }] }),
      WatchRun: (request: WatchRunRequest) => {
        asked.push(request.afterSequence);
        return from(request);
      },
    });
    const after = { name: "train", state: "TASK_STATE_RUNNING" };
    const fake = await start(
      answers(async function* () {
        yield { snapshot: { run: run({ sequence: 4 }), tasks: [] } };
        yield event(5, { after });
        await cut.promise;
      }),
    );
    const handle = await clientOf(fake).run("r-1");
    const seen: string[] = [];
    const cuts: string[] = [];
    for await (const update of handle.watch({ onCut: ({ code }) => cuts.push(code) })) {
      const state = update.type === "event" && update.run !== null ? ` ${update.run.state}` : "";
      seen.push(update.type === "event" ? `${update.sequence} ${update.name}${state}` : update.type);
      if (seen.length !== 2) continue;
      await fake.restart(
        answers(async function* ({ afterSequence }) {
          // Missed: told without what the task looked like after it.
          yield event(Number(afterSequence) + 1);
          yield event(Number(afterSequence) + 2, { after });
          yield event(Number(afterSequence) + 3, { type: "RunSucceeded" });
        }),
      );
    }
    cut.resolve();
    expect(seen).toEqual([
      "snapshot",
      "5 TaskStarted",
      "snapshot",
      "6 TaskStarted",
      "7 TaskStarted",
      "8 RunSucceeded succeeded",
    ]);
    expect(asked).toEqual([0, 5]);
    expect(cuts).toHaveLength(1);
  });

  test("does not take a stream that ends early for the end of the run", async () => {
    let opened = 0;
    const fake = await start({
      WatchRun: async function* () {
        opened++;
        if (opened === 1) yield { snapshot: { run: run({ sequence: 1 }), tasks: [] } };
        else yield ended(2);
      },
      GetRun: () => run(),
    });
    expect(await (await clientOf(fake).run("r-1")).outputs()).toEqual({ accuracy: 0.9 });
    expect(opened).toBe(2);
  });

  test("ends with its signal", async () => {
    const fake = await start({
      GetRun: () => run(),
      WatchRun: async function* () {
        yield { snapshot: { run: run(), tasks: [] } };
        await new Promise(() => {});
      },
    });
    const stop = new AbortController();
    const watch = async (): Promise<RunUpdate[]> => {
      const seen: RunUpdate[] = [];
      for await (const update of (await clientOf(fake).run("r-1")).watch({ signal: stop.signal })) {
        seen.push(update);
        stop.abort();
      }
      return seen;
    };
    await expect(watch()).rejects.toMatchObject({ name: "AbortError" });
  });

  test("a run that failed has no outputs", async () => {
    const failure = { task: "train", exitClass: "EXIT_CLASS_FAILURE", message: "ValueError", exitCode: 1 };
    const fake = await start({
      GetRun: () => run(),
      WatchRun: async function* () {
        yield { snapshot: { run: run({ state: "RUN_STATE_FAILED", failure }), tasks: [] } };
      },
    });
    await expect((await clientOf(fake).run("r-1")).outputs()).rejects.toMatchObject({
      code: "RUN_FAILED",
      message: "run r-1 failed: train: ValueError",
    });
  });
});

describe("logs", () => {
  const text = async (chunks: AsyncIterable<LogChunk>): Promise<string> => {
    let all = "";
    for await (const { data, gap } of chunks) all += (gap > 0 ? `[${gap} lost]` : "") + Buffer.from(data).toString();
    return all;
  };
  const chunk = (offset: number, data: string, fields: object = {}): object => ({
    attempt: 2,
    stream: "LOG_STREAM_STDOUT",
    offset,
    data: Buffer.from(data),
    ...fields,
  });

  test("go on at the byte where they stopped, of the same attempt, without repeating any", async () => {
    const asked: ReadLogsRequest[] = [];
    const fake = await start({
      GetRun: () => run(),
      ReadLogs: async function* (request: ReadLogsRequest) {
        asked.push(request);
        if (asked.length === 1) {
          yield chunk(0, "one ");
          yield chunk(4, "two ");
          throw refusal(status.ABORTED, "too slow", { reason: "READER_TOO_SLOW" });
        }
        yield chunk(4, "two three ");
        yield chunk(20, "five", { gap: 6 });
      },
    });
    const handle = await clientOf(fake).run("r-1");
    expect(await text(handle.logs("train"))).toBe("one two three [6 lost]five");
    expect(asked[1]).toMatchObject({ attempt: 2, from: [{ stream: "LOG_STREAM_STDOUT", offset: 8 }] });
  });

  test("followed go through a task's attempts to its end", async () => {
    const task = (state: string, attempts: number): object => ({
      name: "train",
      state: `TASK_STATE_${state}`,
      attempts: Array.from({ length: attempts }, (_, at) => ({ number: at + 1 })),
    });
    const fake = await start({
      GetRun: () => run(),
      WatchRun: async function* () {
        yield { snapshot: { run: run(), tasks: [task("RUNNING", 1)] } };
        yield event(2, { after: task("BACKING_OFF", 1) });
        yield event(3, { after: task("RUNNING", 3) });
        yield event(4, { after: task("SUCCEEDED", 3) });
        await new Promise(() => {});
      },
      ReadLogs: async function* ({ attempt }: ReadLogsRequest) {
        yield chunk(0, `attempt ${attempt};`, { attempt });
      },
    });
    const handle = await clientOf(fake).run("r-1");
    expect(await text(handle.logs("train", { follow: true }))).toBe("attempt 1;attempt 2;attempt 3;");
  });
});

describe("bytes", () => {
  const bytes = Buffer.alloc(700_000, "x");
  const digest = `sha256:${createHash("sha256").update(bytes).digest("hex")}` as const;
  const spec = { format: 1, name: "churn", params: {}, steps: {}, nodes: [] } as const;

  test("of a bundle go up once", async () => {
    const stored = new Map<string, number>();
    const fake = await start({
      Stat: ({ digest }: { digest: string }) => {
        const size = stored.get(digest);
        if (size === undefined) throw refusal(status.NOT_FOUND, "not there", { reason: "ARTIFACT_NOT_FOUND" });
        return { digest, size };
      },
      Upload: async (_, { sent }) => {
        let size = 0;
        for await (const { data } of sent ?? []) size += data?.length ?? 0;
        stored.set(digest, size);
        return { digest, size };
      },
      ApplyPipeline: ({ codeDigest }: { codeDigest: string }) => ({
        pipeline: { name: "churn", version: "v1", codeDigest },
        changed: true,
      }),
    });
    const client = clientOf(fake);
    const bundle = { pipelines: [{ name: "churn", spec }], digest, archive: bytes };
    expect(await client.apply(bundle)).toMatchObject([
      { changed: true, pipeline: { name: "churn", codeDigest: digest } },
    ]);
    await client.apply(bundle);
    expect(stored.get(digest)).toBe(bytes.length);
    expect(fake.calls).toEqual(["Stat", "Upload", "ApplyPipeline", "Stat", "ApplyPipeline"]);
  });

  test("that are refused stop the upload", async () => {
    const fake = await start({
      Stat: () => {
        throw refusal(status.NOT_FOUND, "not there", { reason: "ARTIFACT_NOT_FOUND" });
      },
      Upload: () => {
        throw refusal(status.RESOURCE_EXHAUSTED, "no space", { reason: "STORE_FULL" });
      },
    });
    const bundle = { pipelines: [], digest, archive: Buffer.alloc(20_000_000) };
    await expect(clientOf(fake).apply(bundle)).rejects.toMatchObject({ code: "STORE_FULL" });
  });

  test("come down whole or not at all", async () => {
    let isDamaged = false;
    let tries = 0;
    const fake = await start({
      Download: async function* ({ offset }: { offset: number }) {
        tries++;
        yield { data: bytes.subarray(offset, offset + 300_000) };
        if (tries === 1) throw refusal(status.UNAVAILABLE, "stopping");
        yield { data: isDamaged ? Buffer.from("?") : bytes.subarray(offset + 300_000) };
      },
    });
    const client = clientOf(fake);
    await client.download({ digest }, join(folder, "model.bin"));
    expect((await readFile(join(folder, "model.bin"))).equals(bytes)).toBe(true);
    expect(tries).toBe(2);
    isDamaged = true;
    await expect(client.download({ digest }, join(folder, "gone/model.bin"))).rejects.toMatchObject({
      code: "FILE_UNWRITABLE",
      message: expect.stringContaining("ENOENT"),
    });
    await expect(client.download(digest, join(folder, "other.bin"))).rejects.toMatchObject({
      code: "ARTIFACT_DAMAGED",
    });
    expect(await readdir(folder)).toEqual(["model.bin"]);
  });

  test("are asked for where a pipeline has code but no bundle", async () => {
    const fake = await start({});
    const train = task("train", {}, () => {});
    const churn = pipeline("churn", () => {
      train();
    });
    await expect(clientOf(fake).apply(churn)).rejects.toMatchObject({ code: "CODE_REQUIRED" });
  });
});

import { once } from "node:events";
import { createServer } from "node:net";
import type { LogItem, WatchItem } from "@troupe/engine";
import { afterEach, describe, expect, test } from "vitest";
import { openAccess } from "../../access/access.ts";
import { collect } from "../../api/testing/collect.ts";
import { fakeAgent, fakeEvent, fakeRun, fakeTask, refusal } from "../../api/testing/fake-engine.ts";
import { eventsOf, type GatewayFixture, startGatewayFixture } from "./testing/gateway-fixture.ts";

let fixture: GatewayFixture | undefined;
afterEach(async () => {
  await fixture?.gateway.stop();
  fixture = undefined;
});

async function start(...args: Parameters<typeof startGatewayFixture>): Promise<GatewayFixture> {
  fixture = await startGatewayFixture(...args);
  return fixture;
}

async function* from<Item>(...items: Item[]): AsyncGenerator<Item> {
  yield* items;
}

describe("calls", () => {
  test("take and give the JSON of protobuf", async () => {
    const { call, engine } = await start({ runs: { create: async () => fakeRun() } });
    const answer = await call("RunService/CreateRun", {
      pipeline: "churn",
      paramsJson: '{"trees":[1]}',
      request_id: "r1",
    });
    expect(answer.status).toBe(200);
    expect(answer.headers["content-type"]).toMatch(/^application\/json/);
    expect(engine.calls).toEqual([["runs.create", { pipeline: "churn", params: { trees: [1] }, requestId: "r1" }]]);
    expect(answer.json()).toMatchObject({
      runId: fakeRun().header.runId,
      state: "RUN_STATE_RUNNING",
      createdAt: "2025-11-22T08:26:40.123Z",
      sequence: "3",
      tasks: { pending: 1 },
      outputsJson: "",
    });
    expect(answer.json()).not.toHaveProperty("endedAt");
  });

  test("give maps, lists and nested messages", async () => {
    const { call } = await start({ agents: { list: async () => [fakeAgent("a1")] } });
    expect((await call("AgentService/ListAgents")).json()).toMatchObject({
      agents: [
        { agentId: "a1", labels: { zone: "a" }, capacity: { memoryBytes: "8000000000" }, devices: [{ uuid: "GPU-1" }] },
      ],
      nextPageToken: "",
    });
  });

  test("name everything that is wrong with the request", async () => {
    const { call } = await start();
    const answer = await call("RunService/ListRuns", {
      pagesize: 5,
      pageSize: "many",
      states: ["RUNNING", 1],
      pipeline: null,
    });
    expect(answer.status).toBe(400);
    expect(answer.json()).toMatchObject({ code: "INVALID_ARGUMENT", status: "INVALID_ARGUMENT" });
    expect(answer.json().details?.violations).toEqual([
      {
        field: "pagesize",
        message: "is no field",
        fix: "Did you mean pageSize? Known are: pipeline, states, pageSize, pageToken, atLeast, cause, parent, dataset.",
      },
      { field: "pageSize", message: 'is "many"', fix: "Send a whole number." },
      { field: "states[0]", message: 'is "RUNNING"', fix: expect.stringContaining("RUN_STATE_RUNNING") },
    ]);
  });

  test.each([
    ["{", "it ends too early at line 1, column 2 (position 1)"],
    ['{"a":}', 'unexpected "}" at line 1, column 6 (position 5)'],
  ])("say where the body %j is no JSON", async (body, where) => {
    const { call } = await start();
    const answer = await call("RunService/GetRun", {}, { body });
    expect(answer.status).toBe(400);
    expect(answer.json().message).toContain(where);
  });

  test.each([
    ["RUN_NOT_FOUND", 404, "NOT_FOUND"],
    ["REQUEST_ID_REUSED", 409, "ALREADY_EXISTS"],
    ["RUN_ENDED", 400, "FAILED_PRECONDITION"],
    ["NOT_LEADER", 503, "UNAVAILABLE"],
    ["STORE_FULL", 429, "RESOURCE_EXHAUSTED"],
  ])("answer %s with HTTP status %i", async (code, status, name) => {
    const { call } = await start({ runs: { get: () => Promise.reject(refusal(code, { runId: "01" })) } });
    const answer = await call("RunService/GetRun", { runId: "01" });
    expect(answer.status).toBe(status);
    expect(answer.json()).toMatchObject({
      code,
      status: name,
      message: `refused with ${code}`,
      details: { metadata: { runId: "01" } },
    });
  });

  test("keep inner texts inside, under an id that is in the log", async () => {
    const { call, log } = await start({ runs: { get: () => Promise.reject(new Error("a secret")) } });
    const answer = await call("RunService/GetRun", { runId: "01" });
    expect(answer.status).toBe(500);
    expect(answer.text).not.toContain("secret");
    const { errorId } = (answer.json().details as unknown as { metadata: { errorId: string } }).metadata;
    expect(log).toContainEqual(expect.objectContaining({ errorId, level: 50 }));
  });

  test("a body above 8 MiB is refused", async () => {
    const { call } = await start();
    const answer = await call("PipelineService/ApplyPipeline", { specJson: "x".repeat(9 * 1024 * 1024) }).catch(
      (error: NodeJS.ErrnoException) => error,
    );
    // The server may close the connection while we still write.
    if (answer instanceof Error) expect(["EPIPE", "ECONNRESET"]).toContain(answer.code);
    else expect(answer.json()).toMatchObject({ code: "MESSAGE_TOO_LARGE", status: "RESOURCE_EXHAUSTED" });
  });

  test("what streams requests, or does not exist, is said so", async () => {
    const { call, send } = await start();
    expect((await call("SessionService/Session")).json()).toMatchObject({ code: "METHOD_NEEDS_GRPC" });
    expect((await call("RunService/Nothing")).json()).toMatchObject({ code: "ROUTE_NOT_FOUND" });
    expect((await send("/favicon.ico")).status).toBe(404);
    expect((await send("/troupe.v1.RunService/GetRun")).json()).toMatchObject({ code: "ROUTE_NOT_FOUND" });
  });
});

describe("streams", () => {
  test("come as events with the sequence number as id, and end with an end event", async () => {
    const items: WatchItem[] = [
      { type: "snapshot", run: fakeRun(), tasks: [fakeTask("a")] },
      fakeEvent(4),
      { type: "progress", task: "a", progress: { fraction: 0.5, message: "", at: 1000 } },
    ];
    const { call } = await start({ runs: { watch: () => from(...items) } });
    const answer = await call("RunService/WatchRun", { runId: "01" });
    expect(answer.headers["content-type"]).toBe("text/event-stream");
    expect(eventsOf(answer.text).map(({ type, id, data }) => [type, id, Object.keys(data)])).toEqual([
      ["message", "3", ["snapshot"]],
      ["message", "4", ["event"]],
      ["message", undefined, ["progress"]],
      ["end", undefined, []],
    ]);
  });

  test("resume after Last-Event-ID, by GET as EventSource does it", async () => {
    const { send, engine } = await start({ runs: { watch: () => from(fakeEvent(8)) } });
    const message = encodeURIComponent(JSON.stringify({ runId: "01" }));
    const path = `/troupe.v1.RunService/WatchRun?message=${message}`;
    const answer = await send(path, { headers: { "last-event-id": "7" } });
    expect(engine.calls).toMatchObject([["runs.watch", "01", { after: 7, signal: expect.any(AbortSignal) }]]);
    expect(eventsOf(answer.text)[0]?.id).toBe("8");
    const refused = await send(path, { headers: { "last-event-id": "x" } });
    expect(refused.json().details?.violations).toEqual([expect.objectContaining({ field: "Last-Event-ID" })]);
  });

  test("of logs resume each stream where it was, and go on with the attempts after it", async () => {
    const part = (stream: LogItem["stream"], offset: number): LogItem => ({
      attempt: 2,
      stream,
      offset,
      data: Buffer.from("12345"),
      gap: 0,
      at: 0,
      length: 10,
    });
    const { call, engine } = await start({
      runs: { logs: () => from(part("stdout", 0), part("stderr", 0), part("stdout", 5)) },
    });
    const request = { runId: "01", task: "train", follow: true, tailBytes: "100" };
    const events = eventsOf((await call("RunService/ReadLogs", request)).text);
    expect(events[0]?.data).toMatchObject({ stream: "LOG_STREAM_STDOUT", data: "MTIzNDU=", offset: "0" });
    const last = events.at(-2)?.id ?? "";
    expect(last).toBe("2:LOG_STREAM_STDOUT=10,LOG_STREAM_STDERR=5");
    await call("RunService/ReadLogs", request, { headers: { "last-event-id": last } });
    expect(engine.calls.at(-1)?.[1]).toEqual({
      runId: "01",
      task: "train",
      fromAttempt: 2,
      streams: ["stdout", "stderr"],
      from: { stdout: 10, stderr: 5 },
      follow: true,
    });
    await call("RunService/ReadLogs", { ...request, attempt: 2 }, { headers: { "last-event-id": last } });
    expect(engine.calls.at(-1)?.[1]).toMatchObject({ attempt: 2, from: { stdout: 10, stderr: 5 } });
    const both = { ...request, attempt: 2, fromAttempt: 1, tailBytes: "0" };
    expect((await call("RunService/ReadLogs", both)).json().details?.violations).toEqual([
      expect.objectContaining({ field: "from_attempt" }),
    ]);
  });

  test("of logs resume in a later attempt with the streams of that one", async () => {
    const part = { offset: 0, data: Buffer.from("12345"), gap: 0, at: 0, length: 5 };
    const { call } = await start({
      runs: {
        logs: () =>
          from<LogItem>(
            { ...part, attempt: 1, stream: "stderr" },
            { ...part, attempt: 1, stream: "stdout" },
            { ...part, attempt: 2, stream: "stdout" },
          ),
      },
    });
    const events = eventsOf((await call("RunService/ReadLogs", { runId: "01", task: "train", follow: true })).text);
    expect(events.at(-2)?.id).toBe("2:LOG_STREAM_STDOUT=5");
  });

  test("of metrics resume after their cursor", async () => {
    const { call, engine } = await start({ runs: { metrics: () => from({ points: [], cursor: 9 }) } });
    const events = eventsOf((await call("RunService/ReadMetrics", { runId: "01" })).text);
    expect(events[0]?.id).toBe("9");
    await call("RunService/ReadMetrics", { runId: "01" }, { headers: { "last-event-id": "9" } });
    expect(engine.calls.at(-1)?.[1]).toMatchObject({ after: 9 });
  });

  test("that fail at once have an HTTP status; later ones a failure event", async () => {
    const { call } = await start({
      runs: {
        async *watch(runId) {
          if (runId === "later") yield fakeEvent(1);
          throw refusal("RUN_NOT_FOUND", { runId });
        },
      },
    });
    expect((await call("RunService/WatchRun", { runId: "gone" })).status).toBe(404);
    const answer = await call("RunService/WatchRun", { runId: "later" });
    expect(eventsOf(answer.text).at(-1)).toMatchObject({
      type: "failure",
      data: { code: "RUN_NOT_FOUND", status: "NOT_FOUND" },
    });
  });

  test("end in the engine when the reader goes away", async () => {
    const ended = Promise.withResolvers<void>();
    const { open } = await start({
      runs: {
        async *watch(_runId, { signal }) {
          yield fakeEvent(1);
          await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
          ended.resolve();
        },
      },
    });
    const response = await open("/troupe.v1.RunService/WatchRun", { method: "POST", body: '{"runId":"01"}' });
    await once(response, "data");
    response.destroy();
    await ended.promise;
  });

  test("whose reader takes nothing hold little, and are cut", async () => {
    const ended = Promise.withResolvers<void>();
    let produced = 0;
    const { open } = await start(
      {
        runs: {
          async *watch() {
            try {
              for (;;) yield fakeEvent(++produced);
            } finally {
              ended.resolve();
            }
          },
        },
      },
      { stallLimitMs: 200 },
    );
    const response = await open("/troupe.v1.RunService/WatchRun", { method: "POST", body: '{"runId":"01"}' });
    response.pause();
    await ended.promise;
    // The buffers of two sockets, which the kernel grows to some megabytes.
    expect(produced).toBeLessThan(100_000);
    await expect(collect(response)).rejects.toMatchObject({ code: "ECONNRESET" });
  });

  test("end with a failure event when the coordinator stops", async () => {
    const asked = Promise.withResolvers<void>();
    const { call, gateway } = await start({
      runs: {
        async *watch(_runId, { signal }) {
          asked.resolve();
          yield fakeEvent(1);
          await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
        },
      },
    });
    const answer = call("RunService/WatchRun", { runId: "01" });
    await asked.promise;
    await gateway.stop();
    expect(eventsOf((await answer).text).at(-1)).toMatchObject({
      type: "failure",
      data: { code: "COORDINATOR_STOPPING" },
    });
  });

  test("of bytes come as they are, to be saved and not shown", async () => {
    const { open, call, archive } = await start();
    const bytes = Buffer.from("<script>alert(1)</script>".repeat(10_000));
    const { digest } = await archive.put(bytes);
    const message = encodeURIComponent(JSON.stringify({ digest }));
    const response = await open(`/troupe.v1.ArtifactService/Download?message=${message}`);
    expect(Buffer.concat(await collect<Buffer>(response)).equals(bytes)).toBe(true);
    expect(response.headers).toMatchObject({
      "content-type": "application/octet-stream",
      "content-disposition": "attachment",
      "content-security-policy": "sandbox",
      "x-content-type-options": "nosniff",
    });
    const missing = await call("ArtifactService/Download", { digest: `sha256:${"0".repeat(64)}` });
    expect(missing.json()).toMatchObject({ code: "ARTIFACT_NOT_FOUND" });
  });
});

describe("logs as bytes", () => {
  const data = Buffer.from([0, 255, 10, 13]);
  const part = (stream: LogItem["stream"], offset: number, gap = 0): LogItem => ({
    attempt: 2,
    stream,
    offset,
    data,
    gap,
    at: 1000,
    length: 500,
  });
  const request = { runId: "01", task: "train", streams: ["LOG_STREAM_STDOUT"] };

  test("are those of one stream, and the head says whose, from where, and how many there are", async () => {
    const { open, engine } = await start({ runs: { logs: () => from(part("stdout", 96), part("stdout", 100)) } });
    const response = await open("/troupe.v1.RunService/ReadLogs", {
      method: "POST",
      headers: { accept: "application/octet-stream" },
      body: JSON.stringify({ ...request, limitBytes: 8 }),
    });
    expect(Buffer.concat(await collect<Buffer>(response))).toEqual(Buffer.concat([data, data]));
    expect(engine.calls.at(-1)?.[1]).toMatchObject({ streams: ["stdout"], limitBytes: 8 });
    expect(response.headers).toMatchObject({
      "content-type": "application/octet-stream",
      "content-disposition": "attachment",
      "x-log-attempt": "2",
      "x-log-offset": "96",
      "x-log-length": "500",
    });
  });

  test("come by a link too, which sets no headers", async () => {
    const { open } = await start({ runs: { logs: () => from(part("stdout", 0)) } });
    const message = encodeURIComponent(JSON.stringify(request));
    const response = await open(`/troupe.v1.RunService/ReadLogs?accept=application/octet-stream&message=${message}`);
    expect(Buffer.concat(await collect<Buffer>(response))).toEqual(data);
  });

  test("of two streams are refused, as nothing would tell them apart", async () => {
    const { call } = await start();
    const both = { ...request, streams: [] };
    const answer = await call("RunService/ReadLogs", both, { headers: { accept: "application/octet-stream" } });
    expect(answer.status).toBe(400);
    expect(answer.json().details?.violations).toMatchObject([{ field: "streams" }]);
  });

  test("in parts say of each what it is of, and what is lost before it", async () => {
    const { open } = await start({ runs: { logs: () => from(part("stdout", 0), part("stderr", 7, 7)) } });
    const response = await open("/troupe.v1.RunService/ReadLogs", {
      method: "POST",
      headers: { accept: "text/html, application/vnd.troupe.log-parts;q=1" },
      body: JSON.stringify({ ...request, streams: [] }),
    });
    const read = Buffer.concat(await collect<Buffer>(response));
    const end = read.indexOf("\n");
    const head = { attempt: 2, gap: "0", at: "1970-01-01T00:00:01.000Z", length: "500", bytes: data.length };
    expect(JSON.parse(read.toString("utf8", 0, end))).toEqual({ ...head, stream: "LOG_STREAM_STDOUT", offset: "0" });
    expect(read.subarray(end + 1, end + 1 + data.length)).toEqual(data);
    const rest = read.subarray(end + 1 + data.length);
    expect(JSON.parse(rest.toString("utf8", 0, rest.indexOf("\n")))).toMatchObject({
      stream: "LOG_STREAM_STDERR",
      offset: "7",
      gap: "7",
    });
    expect(rest.subarray(rest.indexOf("\n") + 1)).toEqual(data);
  });
});

describe("the guard", () => {
  const get = "RunService/GetRun";
  const message = { runId: "01" };

  test.each<[string, Record<string, string | null>, number, string]>([
    ["another host", { host: "evil.example" }, 403, "FOREIGN_HOST"],
    ["another port", { host: "127.0.0.1:1" }, 403, "FOREIGN_HOST"],
    ["a page elsewhere", { origin: "https://evil.example" }, 403, "FOREIGN_ORIGIN"],
    ["a sandboxed page", { origin: "null" }, 403, "FOREIGN_ORIGIN"],
    [
      "a page on another port",
      { origin: "http://127.0.0.1:3000", "sec-fetch-site": "same-site" },
      403,
      "FOREIGN_ORIGIN",
    ],
    ["an image or form elsewhere", { "sec-fetch-site": "cross-site" }, 403, "FOREIGN_ORIGIN"],
    ["a form", { "content-type": "text/plain" }, 400, "WRONG_CONTENT_TYPE"],
    ["no content type", { "content-type": null }, 400, "WRONG_CONTENT_TYPE"],
    ["no token", { authorization: null }, 401, "UNAUTHENTICATED"],
    ["a wrong token", { authorization: "Bearer x" }, 401, "UNAUTHENTICATED"],
    ["a wrong cookie", { authorization: null, cookie: "troupe_1=x" }, 401, "UNAUTHENTICATED"],
  ])("refuses %s", async (_what, headers, status, code) => {
    const { call, engine } = await start({ runs: { get: async () => fakeRun() } });
    const answer = await call(get, message, { headers });
    expect(answer.status).toBe(status);
    expect(answer.json()).toMatchObject({ code });
    expect(answer.headers["access-control-allow-origin"]).toBeUndefined();
    expect(engine.calls).toEqual([]);
  });

  test("lets our own pages and programs in, by any of our names", async () => {
    const { call, host } = await start({ runs: { get: async () => fakeRun() } });
    const port = host.split(":")[1];
    for (const name of [`localhost:${port}`, `LOCALHOST:${port}`, `[::1]:${port}`, host]) {
      const headers = { host: name, origin: `http://${name.toLowerCase()}`, "sec-fetch-site": "same-origin" };
      expect((await call(get, message, { headers })).status).toBe(200);
    }
  });

  test("a preflight gets no permission", async () => {
    const { send } = await start();
    const answer = await send("/troupe.v1.RunService/GetRun", {
      method: "OPTIONS",
      headers: { origin: "https://evil.example", "access-control-request-method": "POST" },
    });
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(Object.keys(answer.headers).filter((name) => name.startsWith("access-control"))).toEqual([]);
  });
});

describe("probes and metrics", () => {
  test("need no token on loopback", async () => {
    const { send } = await start();
    const headers = { authorization: null };
    expect(await send("/livez", { headers })).toMatchObject({ status: 200, text: "ok\n" });
    expect(await send("/readyz", { headers: { ...headers, host: "10.0.0.7:8080" } })).toMatchObject({ status: 200 });
    expect(await send("/metrics", { headers })).toMatchObject({ status: 200, text: "troupe_up 1\n" });
    expect((await send("/metrics", { headers: { host: "evil.example" } })).status).toBe(403);
  });

  test("readiness says what is in the way", async () => {
    const { send } = await start({}, { unready: () => "leads no more" });
    expect(await send("/readyz")).toMatchObject({ status: 503, text: "leads no more\n" });
  });

  test("metrics need a token where others could read them", async () => {
    const access = { ...(await openAccess(null)), required: true };
    const { send } = await start({}, { access, endpoint: { host: "0.0.0.0", port: 0 } });
    expect((await send("/metrics", { headers: { authorization: null } })).status).toBe(401);
    expect((await send("/metrics")).status).toBe(200);
    expect((await send("/livez", { headers: { authorization: null } })).status).toBe(200);
  });
});

describe("addresses", () => {
  test("others are refused without a token file", async () => {
    await expect(start({}, { endpoint: { host: "0.0.0.0", port: 0 } })).rejects.toMatchObject({
      code: "INSECURE_ADDRESS",
      message: expect.stringContaining("--http"),
    });
  });

  test("a port that is taken is named", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    const { port } = other.address() as { port: number };
    await expect(start({}, { endpoint: { host: "127.0.0.1", port } })).rejects.toMatchObject({
      code: "ADDRESS_IN_USE",
      message: expect.stringContaining(`127.0.0.1:${port}`),
    });
    other.close();
  });
});

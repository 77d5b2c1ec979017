import { once } from "node:events";
import type { LogItem } from "@troupe/engine";
import { afterEach, describe, expect, test } from "vitest";
import { fakeEvent, refusal } from "../../api/testing/fake-engine.ts";
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

const path = "/troupe.v1/streams";
const watch = (id: string, runId = id) => ({ id, method: "troupe.v1.RunService/WatchRun", request: { runId } });
const post = (streams: unknown) => ({ method: "POST", body: JSON.stringify({ streams }) });

/** What was told to each stream: `id` or what ended it. */
function told(text: string): Readonly<Record<string, readonly unknown[]>> {
  const all: Record<string, unknown[]> = {};
  for (const { type, data } of eventsOf(text)) {
    expect(type).toBe("message");
    const { stream, id, failure, end } = data as unknown as Record<string, string> & { failure?: { code: string } };
    all[stream ?? ""] = [...(all[stream ?? ""] ?? []), failure?.code ?? (end ? "end" : id)];
  }
  return all;
}

const untilAborted = (signal: AbortSignal) =>
  new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));

describe("streams in one response", () => {
  test("each have their own messages, ids and end", async () => {
    const { send } = await start({
      runs: {
        async *watch(runId) {
          yield fakeEvent(runId === "a" ? 1 : 11);
          yield fakeEvent(runId === "a" ? 2 : 12);
        },
      },
    });
    const answer = await send(path, post([watch("a"), watch("b")]));
    expect(answer.status).toBe(200);
    expect(answer.headers["content-type"]).toBe("text/event-stream");
    expect(told(answer.text)).toEqual({ a: ["1", "2", "end"], b: ["11", "12", "end"] });
    const [first] = eventsOf(answer.text);
    expect(first?.data).toMatchObject({ stream: "a", id: "1", message: { event: { sequence: "1" } } });
  });

  test("resume each where it was", async () => {
    const part: LogItem = {
      attempt: 2,
      stream: "stdout",
      offset: 10,
      data: Buffer.from("12345"),
      gap: 0,
      at: 0,
      length: 15,
    };
    const { send, engine } = await start({
      runs: {
        async *watch() {
          yield fakeEvent(8);
        },
        async *logs() {
          yield part;
        },
      },
    });
    const logs = { id: "l", method: "troupe.v1.RunService/ReadLogs", request: { runId: "01", task: "train" } };
    const answer = await send(
      path,
      post([
        { ...watch("w"), lastEventId: "7" },
        { ...logs, lastEventId: "2:LOG_STREAM_STDOUT=10" },
      ]),
    );
    expect(engine.calls.map(([method, ...asked]) => [method, ...asked.slice(0, 2)])).toMatchObject([
      ["runs.watch", "w", { after: 7 }],
      ["runs.logs", { attempt: 2, from: { stdout: 10 } }, {}],
    ]);
    expect(told(answer.text)).toEqual({ w: ["8", "end"], l: ["2:LOG_STREAM_STDOUT=15", "end"] });
  });

  test("fail each by themselves", async () => {
    const { send } = await start({
      runs: {
        async *watch(runId) {
          yield fakeEvent(1);
          if (runId === "broken") throw refusal("RUN_RESTARTED", { runId });
        },
      },
    });
    const answer = await send(
      path,
      post([
        watch("good"),
        watch("broken"),
        { id: "typo", method: "troupe.v1.RunService/Wach", request: {} },
        { id: "unary", method: "troupe.v1.RunService/GetRun", request: {} },
        { id: "bytes", method: "troupe.v1.ArtifactService/Download", request: {} },
        { id: "field", method: "troupe.v1.RunService/WatchRun", request: { run: "01" } },
        { ...watch("id"), lastEventId: "x" },
      ]),
    );
    expect(told(answer.text)).toEqual({
      good: ["1", "end"],
      broken: ["1", "RUN_RESTARTED"],
      typo: ["ROUTE_NOT_FOUND"],
      unary: ["ROUTE_NOT_FOUND"],
      bytes: ["ROUTE_NOT_FOUND"],
      field: ["INVALID_ARGUMENT"],
      id: ["INVALID_ARGUMENT"],
    });
  });

  test("one that says nothing holds none back, and one that says much starves none", async () => {
    const { open } = await start({
      runs: {
        async *watch(runId, { signal }) {
          if (runId === "silent") await untilAborted(signal);
          for (let at = 1; !signal.aborted; at += 1) {
            if (runId === "slow") await new Promise((resolve) => setImmediate(resolve));
            yield fakeEvent(at);
          }
        },
      },
    });
    const response = await open(path, post([watch("silent"), watch("flood"), watch("slow")]));
    const heard = new Set<string>();
    for await (const chunk of response.setEncoding("utf8")) {
      for (const [, stream = ""] of chunk.matchAll(/"stream":"(\w+)","id":"\d+"/g)) heard.add(stream);
      if (heard.has("slow")) break;
    }
    expect([...heard].sort()).toEqual(["flood", "slow"]);
  });

  test("are all told when the coordinator stops, and end in the engine", async () => {
    const ended: string[] = [];
    const { open, gateway } = await start({
      runs: {
        async *watch(runId, { signal }) {
          yield fakeEvent(1);
          await untilAborted(signal);
          ended.push(runId);
        },
      },
    });
    const response = await open(path, post([watch("a"), watch("b")]));
    const chunks: string[] = [];
    response.setEncoding("utf8").on("data", (chunk: string) => chunks.push(chunk));
    while (!chunks.join("").includes('"stream":"b"')) await once(response, "data");
    const over = once(response, "end");
    await gateway.stop();
    await over;
    const text = chunks.join("");
    expect(told(text)).toEqual({ a: ["1", "COORDINATOR_STOPPING"], b: ["1", "COORDINATOR_STOPPING"] });
    expect(ended.sort()).toEqual(["a", "b"]);
  });

  test("end in the engine when their reader goes away, or takes nothing", async () => {
    let left = 4;
    const all = Promise.withResolvers<void>();
    const { open } = await start(
      {
        runs: {
          async *watch(runId, { signal }) {
            try {
              while (!signal.aborted) {
                yield fakeEvent(1);
                if (runId.startsWith("quiet")) await untilAborted(signal);
              }
            } finally {
              left -= 1;
              if (left === 0) all.resolve();
            }
          },
        },
      },
      { stallLimitMs: 200 },
    );
    const gone = await open(path, post([watch("quiet-1"), watch("quiet-2")]));
    await once(gone, "data");
    gone.destroy();
    const stalled = await open(path, post([watch("flood"), watch("quiet-3")]));
    stalled.pause();
    stalled.on("error", () => {});
    await all.promise;
  });
});

describe("a request for streams", () => {
  test("names what is wrong with it", async () => {
    const { send } = await start();
    const answer = await send(path, post([watch("a"), { ...watch("a"), extra: 1 }, { id: 5 }]));
    expect(answer.status).toBe(400);
    expect(answer.json().details?.violations.map(({ field }) => field)).toEqual([
      "streams[1].extra",
      "streams[1].id",
      "streams[2].id",
      "streams[2].method",
    ]);
    for (const streams of [undefined, [], Array.from({ length: 65 }, (_, at) => watch(`s${at}`))])
      expect((await send(path, post(streams))).json()).toMatchObject({ code: "INVALID_ARGUMENT" });
    expect((await send(path, { method: "POST", body: "[" })).json().message).toContain("line 1, column 2");
  });

  test("is for our own pages that are signed in", async () => {
    const { send, engine } = await start();
    const refused = async (headers: Record<string, string | null>) =>
      (await send(path, { ...post([watch("a")]), headers })).json().code;
    expect(await refused({ authorization: null })).toBe("UNAUTHENTICATED");
    expect(await refused({ origin: "https://evil.example" })).toBe("FOREIGN_ORIGIN");
    expect(await refused({ "content-type": "text/plain" })).toBe("WRONG_CONTENT_TYPE");
    expect(engine.calls).toEqual([]);
  });

  test("is refused while too many are open, and taken when they are closed", async () => {
    const { open, send } = await start({
      runs: {
        async *watch(_runId, { signal }) {
          yield fakeEvent(1);
          await untilAborted(signal);
        },
      },
    });
    const many = post(Array.from({ length: 64 }, (_, at) => watch(`s${at}`)));
    const responses = await Promise.all(Array.from({ length: 64 }, () => open(path, many)));
    const refused = await send(path, many);
    expect([refused.status, refused.json().code]).toEqual([429, "TOO_MANY_STREAMS"]);
    const closed = responses.pop();
    closed?.destroy();
    let again = await open(path, many);
    // The other side hears of it a moment later.
    while (again.statusCode === 429) {
      again.destroy();
      again = await open(path, many);
    }
    expect(again.statusCode).toBe(200);
    for (const response of [...responses, again]) response.destroy();
  });
});

import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, expect, test } from "vitest";
import { OtlpReceiver } from "./otlp-receiver.ts";

let receiver: OtlpReceiver;

beforeEach(async () => {
  receiver = await OtlpReceiver.start();
});

afterEach(() => receiver.close());

const request = {
  resourceSpans: [
    {
      resource: { attributes: [{ key: "service.name", value: { stringValue: "demo" } }] },
      scopeSpans: [
        {
          scope: { name: "hand-made" },
          spans: [
            {
              traceId: "4bf92f3577b34da6a3ce929d0e0e4736",
              spanId: "00f067aa0ba902b7",
              name: "step",
              kind: 1,
              startTimeUnixNano: "1767225600000000000",
              endTimeUnixNano: "1767225600001500000",
              attributes: [
                { key: "rows", value: { intValue: "7" } },
                { key: "share", value: { doubleValue: 0.5 } },
                { key: "ok", value: { boolValue: true } },
                { key: "names", value: { arrayValue: { values: [{ stringValue: "a" }, { stringValue: "b" }] } } },
              ],
              events: [{ name: "half", timeUnixNano: "1767225600000500000" }],
              status: { code: 2, message: "no" },
            },
          ],
        },
      ],
    },
  ],
};

function post(body: string | Uint8Array, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
  return fetch(`${receiver.httpUrl}/v1/traces`, {
    method: "POST",
    body,
    headers: { "content-type": "application/json", ...headers },
  });
}

test("a span comes as a plain object", async () => {
  const [, spans] = await Promise.all([post(JSON.stringify(request)), receiver.until(({ length }) => length > 0)]);
  expect(spans).toEqual([
    {
      traceId: "4bf92f3577b34da6a3ce929d0e0e4736",
      spanId: "00f067aa0ba902b7",
      parentSpanId: null,
      name: "step",
      kind: "internal",
      startMs: 1767225600000,
      endMs: 1767225600001.5,
      attributes: { rows: 7, share: 0.5, ok: true, names: ["a", "b"] },
      events: [{ name: "half", atMs: 1767225600000.5, attributes: {} }],
      status: { code: "error", message: "no" },
      resource: { "service.name": "demo" },
      scope: "hand-made",
    },
  ]);
});

test("compressed bodies are read", async () => {
  await post(gzipSync(JSON.stringify(request)), { "content-encoding": "gzip" });
  expect(receiver.spans).toHaveLength(1);
});

test("what is refused is counted, and not kept", async () => {
  receiver.answer = 503;
  expect((await post(JSON.stringify(request))).status).toBe(503);
  expect(receiver.requests).toMatchObject([{ protocol: "http/json", spans: 1 }]);
  expect(receiver.spans).toEqual([]);
});

test("nonsense is answered as such", async () => {
  expect((await post("nonsense")).status).toBe(400);
});

test("who waits in vain is shown what came", async () => {
  await post(JSON.stringify(request));
  await expect(receiver.until(() => false, 1)).rejects.toThrow("1 requests brought 1 spans:\nstep 1.5 ms");
});

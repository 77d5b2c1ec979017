import { TroupeError } from "@troupe/core";
import { v1 } from "@troupe/proto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { RequestCheck } from "../../api/request-check.ts";
import { jsonToMessage } from "./json-to-message.ts";
import { shapeOf } from "./message-shape.ts";
import { messageToJson } from "./message-to-json.ts";

/** Messages that together hold every kind of field. */
const { requestType: telemetry } = v1.SessionService.service.Telemetry;
const { requestType: session } = v1.SessionService.service.Session;
const { responseType: run } = v1.RunService.service.GetRun;

function fromJson(type: object, json: unknown): object {
  const check = new RequestCheck();
  const message = jsonToMessage(check, shapeOf(type), json);
  check.done();
  return message;
}

const int64 = fc.integer({ min: Number.MIN_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER });
// JSON.stringify writes -0 as 0, and protobuf's JSON has no other way.
const double = fc.double().map((value) => (value === 0 ? 0 : value));
const key = fc.record({ runId: fc.string(), task: fc.string(), attempt: fc.nat() });
const batches = fc.record({
  agentId: fc.string(),
  chunks: fc.array(
    fc.record({
      key,
      stream: fc.constantFrom("LOG_STREAM_STDOUT", "LOG_STREAM_MESSAGES"),
      offset: int64,
      data: fc.uint8Array().map((bytes) => Buffer.from(bytes)),
      last: fc.boolean(),
    }),
  ),
  metrics: fc.array(fc.record({ key, name: fc.string(), step: int64, value: double })),
});

describe("messages as JSON", () => {
  test("come back as they were", () => {
    fc.assert(
      fc.property(batches, (batch) => {
        const sent = telemetry.deserialize(telemetry.serialize(batch));
        const json: unknown = JSON.parse(JSON.stringify(messageToJson(shapeOf(telemetry.type), { ...sent })));
        expect(telemetry.deserialize(telemetry.serialize(fromJson(telemetry.type, json)))).toEqual(sent);
      }),
    );
  });

  test("with maps and nested messages", () => {
    const hello = { agentId: "a", labels: { zone: "a", "gpu/kind": "x" }, capacity: { memoryBytes: "123" } };
    expect(fromJson(session.type, { hello })).toMatchObject({ hello: { ...hello, capacity: { memoryBytes: 123 } } });
  });

  test("with instants", () => {
    const message = fromJson(run.type, {
      createdAt: "2026-01-31T12:00:00.250+01:00",
      ended_at: "1969-12-31T23:59:59.5Z",
    });
    expect(message).toEqual({
      createdAt: { seconds: 1_769_857_200, nanos: 250_000_000 },
      endedAt: { seconds: -1, nanos: 500_000_000 },
    });
    expect(messageToJson(shapeOf(run.type), { ...message })).toEqual({
      createdAt: "2026-01-31T11:00:00.250Z",
      endedAt: "1969-12-31T23:59:59.500Z",
    });
  });

  test("name each value that is of another kind, by its path", () => {
    const wrong = {
      agentId: 1,
      chunks: [{ key: [], stream: "STDOUT", offset: 1.5, data: "%", last: "yes" }, null],
      metrics: { value: 1 },
      progress: [{ fraction: "half", atMs: "9007199254740993", message: null }],
    };
    const error = catchError(() => fromJson(telemetry.type, wrong));
    expect(error.problems.map(({ field }) => field)).toEqual([
      "agentId",
      "chunks[0].key",
      "chunks[0].stream",
      "chunks[0].offset",
      "chunks[0].data",
      "chunks[0].last",
      "chunks[1]",
      "metrics",
      "progress[0].fraction",
      "progress[0].atMs",
    ]);
    expect(
      catchError(() => fromJson(run.type, { createdAt: "yesterday", tasks: 5, sequence: true })).problems,
    ).toHaveLength(3);
    expect(catchError(() => fromJson(session.type, { hello: { labels: ["a"] } })).problems[0]?.field).toBe(
      "hello.labels",
    );
  });

  test.each([[], "text", 5, null])("must be an object, not %j", (json) => {
    expect(catchError(() => fromJson(run.type, json)).message).toContain("Send a JSON object");
  });
});

function catchError(call: () => unknown): TroupeError {
  try {
    call();
  } catch (error) {
    if (error instanceof TroupeError) return error;
    throw error;
  }
  throw new Error("nothing was refused");
}

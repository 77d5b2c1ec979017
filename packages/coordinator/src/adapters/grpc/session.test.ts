import { TroupeError } from "@troupe/core";
import type { AttemptSpec } from "@troupe/engine";
import type {
  AgentMessage,
  AttemptResult,
  CoordinatorMessage__Output,
  Hello,
  TelemetryAck__Output,
} from "@troupe/proto";
import { afterEach, describe, expect, test } from "vitest";
import { collect as collectAll } from "../../api/testing/collect.ts";
import type { FakeSession } from "../../api/testing/fake-engine.ts";
import { collect, failureOf, type GrpcFixture, reader, startFixture } from "./testing/grpc-fixture.ts";

let fixture: GrpcFixture;
afterEach(() => fixture.stop());

const key = { runId: "01", task: "train[0]", attempt: 1 };
const hello: Hello = {
  agentId: "gpu-1",
  incarnation: "i1",
  host: "gpu-1.local",
  capacity: { millicpus: 4000, memoryBytes: 1e9, gpus: 1 },
  devices: [{ uuid: "GPU-1", quarantined: "ECC errors" }],
  held: [{ key, state: "HELD_STATE_RUNNING" }],
  termSeen: 3,
};

async function open(first: AgentMessage = { hello }) {
  const call = fixture.sessions.Session();
  const down = unpacked(call);
  call.write(first);
  const welcome = await down.next();
  const [session] = fixture.engine.sessions as [FakeSession];
  return { call, down, session, welcome: welcome.value as CoordinatorMessage__Output };
}

/** What came together, one by one. */
async function* unpacked(call: ReturnType<GrpcFixture["sessions"]["Session"]>) {
  const messages = reader<CoordinatorMessage__Output>(call);
  for (let next = await messages.next(); !next.done; next = await messages.next())
    yield* next.value.batch?.messages ?? [next.value];
}

describe("Session", () => {
  test("begins with hello and welcome", async () => {
    fixture = await startFixture();
    const { session, welcome } = await open();
    expect(session.hello).toMatchObject({
      agentId: "gpu-1",
      devices: [{ uuid: "GPU-1", leasedTo: null, quarantined: "ECC errors" }],
      held: [{ key, state: "running" }],
      termSeen: 3,
    });
    expect(welcome.welcome).toEqual({ clusterId: "fake", term: 7, beatIntervalMs: 2000, superseded: [] });
  });

  test("the welcome comes first, whatever the engine sends while it connects", async () => {
    fixture = await startFixture({
      agents: {
        async connect(_agent, link) {
          link.send({ type: "ResultAck", key });
          return { clusterId: "fake", term: 1, beatIntervalMs: 1, superseded: [key], closed: () => undefined } as never;
        },
      },
    });
    const call = fixture.sessions.Session();
    const down = unpacked(call);
    call.write({ hello });
    expect((await down.next()).value).toMatchObject({ message: "welcome", welcome: { superseded: [key] } });
    expect((await down.next()).value).toMatchObject({ message: "resultAck", resultAck: { key } });
    call.cancel();
  });

  test("hands every message to the engine", async () => {
    fixture = await startFixture();
    const { call, session } = await open();
    call.write({
      beat: {
        ...{ sequence: 1, nonces: { session: 5 }, cpu: 0.5, memory: 0.25, running: 2, memoryTotalBytes: 1024 },
        devices: [{ uuid: "GPU-1", utilization: 0.75, memoryBytes: 512 }],
      },
    });
    call.write({ claim: { key, term: 7 } });
    call.write({ running: { key, startedAtMs: 1234 } });
    call.write({ decline: { key, reason: "disk full" } });
    call.write({ devicesChanged: { devices: [{ uuid: "GPU-1" }] } });
    call.write({ goodbye: { reason: "upgrade" } });
    await session.called("closed");
    expect(session.calls).toEqual([
      [
        "beat",
        expect.objectContaining({
          ...{ sequence: 1, nonces: { session: 5 }, running: 2 },
          usage: {
            ...{ cpu: 0.5, memoryBytes: 256, memoryTotalBytes: 1024 },
            devices: [{ uuid: "GPU-1", utilization: 0.75, memoryBytes: 512 }],
          },
        }),
      ],
      ["claim", key, 7],
      ["running", key, 1234],
      ["decline", key, "disk full"],
      ["devices", [expect.objectContaining({ uuid: "GPU-1", quarantined: null })]],
      ["goodbye", "upgrade"],
      ["closed"],
    ]);
  });

  test.each<[string, AttemptResult, unknown, unknown]>([
    [
      "a success with output, lengths and phases",
      {
        exitClass: "EXIT_CLASS_SUCCESS",
        outputJson: '{"rows":3}',
        lengths: [{ stream: "LOG_STREAM_STDOUT", offset: 12 }],
        phases: { offeredAtMs: 5, endedAtMs: 9 },
      },
      {
        exitClass: "success",
        output: { value: { rows: 3 } },
        lengths: { stdout: 12 },
        phases: { offeredAt: 5, endedAt: 9 },
      },
      null,
    ],
    ["a success without output", { exitClass: "EXIT_CLASS_SUCCESS" }, { exitClass: "success", output: null }, null],
    [
      "a success whose output lies in the archive",
      { exitClass: "EXIT_CLASS_SUCCESS", outputDigest: `sha256:${"a".repeat(64)}` },
      { exitClass: "success", output: null },
      `sha256:${"a".repeat(64)}`,
    ],
    [
      "a final failure",
      {
        exitClass: "EXIT_CLASS_FAILURE",
        code: "CHECK_FAILED",
        message: "3 nulls",
        exitCode: 1,
        final: true,
        detailsJson: '{"nulls":3}',
      },
      {
        exitClass: "failure",
        failure: {
          exitClass: "failure",
          code: "CHECK_FAILED",
          message: "3 nulls",
          exitCode: 1,
          final: true,
          details: { nulls: 3 },
        },
      },
      null,
    ],
    [
      "an output that is no JSON counts as an error of ours, and is not repeated for ever",
      { exitClass: "EXIT_CLASS_SUCCESS", outputJson: "{" },
      {
        exitClass: "error",
        failure: {
          exitClass: "error",
          code: "RESULT_UNREADABLE",
          message: expect.stringContaining("line 1, column 2"),
        },
      },
      null,
    ],
  ])("reports %s", async (_what, result, outcome, outputDigest) => {
    fixture = await startFixture();
    const { call, session } = await open();
    call.write({ result: { key, ...result } });
    expect(await session.called("result")).toEqual([key, outcome, outputDigest]);
    call.cancel();
  });

  test("sends offers, large inputs by digest, and everything else in order", async () => {
    fixture = await startFixture();
    const { call, down, session } = await open();
    const spec: AttemptSpec = {
      pipeline: "churn",
      step: "train",
      codeDigest: null,
      declaration: { runs: { kind: "function" } } as never,
      inputs: { text: "x".repeat(100_000) },
      timeoutMs: null,
      graceMs: 10_000,
      resources: { millicpus: 20, memoryBytes: 0, gpus: 1, labels: {} },
      devices: ["GPU-1"],
      traceparent: null,
      environment: { TROUPE_INTERVAL_START: "2026-01-01T00:00:00.000Z" },
    };
    session.link.send({ type: "Offer", key, term: 7, spec });
    session.link.send({ type: "Offer", key, term: 7, spec: { ...spec, inputs: { trees: 10 } } });
    session.link.send({ type: "Grant", key, term: 7 });
    session.link.send({ type: "Refusal", key, reason: "superseded" });
    session.link.send({ type: "CancelAttempt", key, reason: "user" });
    session.link.send({ type: "SetDraining", draining: true });
    session.link.send({ type: "BeatEcho", sequence: 1, nonce: 9 });
    const messages: CoordinatorMessage__Output[] = [];
    for (let count = 0; count < 7; count++) messages.push((await down.next()).value as CoordinatorMessage__Output);
    expect(messages.map(({ message }) => message)).toEqual([
      "offer",
      "offer",
      "grant",
      "refusal",
      "cancel",
      "setDraining",
      "beatEcho",
    ]);
    const [large, small] = messages;
    expect(large?.offer?.spec?.inputsJson).toBe("");
    const stored = await collectAll(fixture.archive.read(large?.offer?.spec?.inputsDigest as `sha256:${string}`));
    expect(JSON.parse(Buffer.concat(stored).toString())).toEqual(spec.inputs);
    expect(small?.offer).toMatchObject({
      key,
      clusterId: "fake",
      term: 7,
      spec: { inputsJson: '{"trees":10}', devices: ["GPU-1"] },
    });
    call.cancel();
  });

  test("takes and sends several messages at once", async () => {
    fixture = await startFixture();
    const call = fixture.sessions.Session();
    const down = reader<CoordinatorMessage__Output>(call);
    call.write({ hello });
    await down.next();
    const [session] = fixture.engine.sessions as [FakeSession];
    call.write({ batch: { messages: [{ claim: { key, term: 7 } }, { goodbye: { reason: "upgrade" } }] } });
    session.link.send({ type: "Grant", key, term: 7 });
    session.link.send({ type: "ResultAck", key });
    expect((await down.next()).value.batch?.messages).toMatchObject([{ grant: { key } }, { resultAck: { key } }]);
    await session.called("closed");
    expect(session.calls).toEqual([["claim", key, 7], ["goodbye", "upgrade"], ["closed"]]);
  });

  test("a batch in a batch ends the session", async () => {
    fixture = await startFixture();
    const { call, down } = await open();
    call.write({ batch: { messages: [{ batch: { messages: [] } }] } });
    expect((await failureOf(down.next())).code).toBe(3);
  });

  test("refuses a session that does not begin with hello, or whose agent has an id that names a path", async () => {
    fixture = await startFixture();
    const bad: AgentMessage[] = [{ beat: { sequence: 1 } }, { hello: { ...hello, agentId: "../etc" } }, {}];
    for (const first of bad) {
      const call = fixture.sessions.Session();
      call.write(first);
      expect((await failureOf(collect(call))).code).toBe(3);
    }
    expect(fixture.engine.sessions).toEqual([]);
  });

  test("a message that names no attempt ends the session", async () => {
    fixture = await startFixture();
    const { call, down, session } = await open();
    call.write({ claim: { term: 7 } });
    const failed = await failureOf(down.next());
    expect(failed.details?.violations).toEqual([expect.objectContaining({ field: "claim.key" })]);
    await session.called("closed");
  });

  test("an engine that ends the session says why", async () => {
    fixture = await startFixture();
    const { down, session } = await open();
    session.link.close("a newer session of gpu-1");
    const failed = await failureOf(down.next());
    expect(failed).toMatchObject({ code: 10, details: { reason: "SESSION_ENDED" } });
    expect(failed.message).toContain("a newer session of gpu-1");
    expect(session.link.send({ type: "ResultAck", key })).toBe(false);
  });

  test("a hello that the engine refuses ends the stream with its refusal", async () => {
    const notLeader = new TroupeError("not the leader", {
      code: "NOT_LEADER",
      reaction: "retry",
      details: { leader: "x" },
    });
    fixture = await startFixture({ agents: { connect: () => Promise.reject(notLeader) } });
    const call = fixture.sessions.Session();
    call.write({ hello });
    expect(await failureOf(collect(call))).toMatchObject({ code: 14, details: { metadata: { leader: "x" } } });
  });

  test("an agent that is gone closes its session", async () => {
    fixture = await startFixture();
    const { call, session } = await open();
    call.cancel();
    await session.called("closed");
    expect(session.calls).toEqual([["closed"]]);
  });

  test("an agent that reads nothing cannot make the coordinator hold more and more", async () => {
    fixture = await startFixture({}, { stallLimitMs: 200 });
    const { call, session } = await open();
    call.pause();
    let taken = 0;
    while (session.link.send({ type: "CancelAttempt", key, reason: "x".repeat(10_000) })) taken++;
    expect(taken).toBeLessThan(10_000);
    await session.called("closed");
    expect(session.link.send({ type: "ResultAck", key })).toBe(false);
    call.cancel();
  });
});

describe("Telemetry", () => {
  test("acknowledges what the engine made durable, in order", async () => {
    const first = Promise.withResolvers<void>();
    const secondBegan = Promise.withResolvers<void>();
    let calls = 0;
    fixture = await startFixture({
      telemetry: {
        async ingest({ logs: [log] }) {
          if (++calls === 1) await first.promise;
          else secondBegan.resolve();
          return {
            logs: log === undefined ? [] : [{ ...key, stream: log.stream, offset: log.offset + log.data.length }],
            metrics: [],
            heldMetrics: [],
            sealed: [],
          };
        },
      },
    });
    const call = fixture.sessions.Telemetry();
    const acks = reader<TelemetryAck__Output>(call);
    const chunk = { key, stream: "LOG_STREAM_STDOUT" as const, data: Buffer.from("12345"), atMs: 1 };
    call.write({ agentId: "gpu-1", chunks: [{ ...chunk, offset: 0 }] });
    call.write({ agentId: "gpu-1", chunks: [{ ...chunk, offset: 5 }] });
    await secondBegan.promise;
    first.resolve();
    call.end();
    expect((await acks.next()).value.logs).toEqual([
      expect.objectContaining({ key, stream: "LOG_STREAM_STDOUT", offset: 5 }),
    ]);
    expect((await acks.next()).value.logs).toEqual([expect.objectContaining({ offset: 10 })]);
    expect((await acks.next()).done).toBe(true);
  });

  test("takes logs, metrics and progress", async () => {
    fixture = await startFixture();
    const call = fixture.sessions.Telemetry();
    call.write({
      agentId: "gpu-1",
      chunks: [{ key, stream: "LOG_STREAM_MESSAGES", offset: 7, data: Buffer.from("{}"), atMs: 1, gap: 2 }],
      metrics: [
        { key, sequence: 1, name: "loss", step: 10, value: 0.5, atMs: 2 },
        { key, sequence: 2, name: "loss", value: Number.NaN, atMs: 3 },
      ],
      progress: [{ key, fraction: 0.5, message: "half", atMs: 4 }],
      samples: [{ key, atMs: 5, cpu: 1.5, memoryBytes: 6, devices: [{ number: 0, utilization: 1, memoryBytes: 7 }] }],
    });
    call.end();
    const [ack] = await collect<TelemetryAck__Output>(call);
    expect(ack?.metrics.map(({ sequence }) => sequence)).toEqual([1, 2]);
    expect(fixture.engine.ingested).toEqual([
      {
        agentId: "gpu-1",
        logs: [{ ...key, stream: "messages", offset: 7, data: Buffer.from("{}"), at: 1, gap: 2 }],
        metrics: [
          { ...key, sequence: 1, name: "loss", step: 10, value: 0.5, at: 2 },
          { ...key, sequence: 2, name: "loss", step: null, value: Number.NaN, at: 3 },
        ],
        progress: [{ ...key, fraction: 0.5, message: "half", at: 4 }],
        held: [],
        heldMetrics: [],
        samples: [
          { ...key, at: 5, cpu: 1.5, memoryBytes: 6, devices: [{ number: 0, utilization: 1, memoryBytes: 7 }] },
        ],
      },
    ]);
  });

  test("a batch that is wrong ends the stream, naming the field", async () => {
    fixture = await startFixture();
    const call = fixture.sessions.Telemetry();
    call.write({ agentId: "gpu-1", chunks: [{ key, stream: "LOG_STREAM_UNSPECIFIED", offset: -1 }] });
    const failed = await failureOf(collect(call));
    expect(failed.details?.violations.map(({ field }) => field)).toEqual(["chunks[0].stream", "chunks[0].offset"]);
  });

  test("a store that is full ends the stream, so that the agent keeps what is not acknowledged", async () => {
    const full = new TroupeError("no space", { code: "STORE_FULL", reaction: "retry" });
    fixture = await startFixture({ telemetry: { ingest: () => Promise.reject(full) } });
    const call = fixture.sessions.Telemetry();
    call.write({ agentId: "gpu-1" });
    expect(await failureOf(collect(call))).toMatchObject({ code: 8, details: { reason: "STORE_FULL" } });
  });
});

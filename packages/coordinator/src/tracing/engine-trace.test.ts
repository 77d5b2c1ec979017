/** Traces of the production engine: that its histories are what the tracer takes them for. */
import { type AttemptOutcome, defaultLimits, type PipelineSpec } from "@troupe/core";
import { type AgentSession, type AttemptKey, type Engine, startEngine, type ToAgent } from "@troupe/engine";
import {
  MemoryArchive,
  MemoryCatalog,
  MemoryElection,
  MemoryEventFeed,
  MemoryStateStore,
  MemoryTelemetryDisk,
  MemoryTelemetryStore,
  SeededEntropy,
  VirtualClock,
} from "@troupe/engine/adapters";
import { printTrace, type TreeSpan, traceProblems } from "@troupe/testing/traces";
import { expect, test } from "vitest";
import { lastSpans } from "./last-spans.ts";
import { RunTracer } from "./run-tracer.ts";
import { defaultSampling } from "./sampling.ts";
import { attemptTraceparent, runTraceId } from "./trace-ids.ts";
import type { TraceSpan } from "./trace-span.ts";

const limits = {
  ...defaultLimits,
  retries: {
    budgets: { failure: 1, oom: 0, timeout: 0, lost: 0, error: 0 },
    backoff: { initialMs: 100, factor: 1, maxMs: 100, jitter: 0 },
  },
};

const spec: PipelineSpec = {
  format: 1,
  name: "churn",
  params: { type: "object" },
  steps: { work: { runs: { kind: "command", argv: ["work"] }, input: { type: "object" }, limits } },
  nodes: [
    { kind: "step", id: "extract", scope: [], step: "work", input: {} },
    { kind: "map", id: "each", scope: [], over: { kind: "literal", value: [1, 2] } },
    { kind: "step", id: "train", scope: ["each[]"], step: "work", input: {}, after: ["extract"] },
  ],
};

/** A cluster whose coordinators come and go while its stores, its agent and what was exported stay. */
class Cluster {
  readonly clock = new VirtualClock();
  readonly spans: TreeSpan[] = [];
  readonly #store = new MemoryStateStore();
  readonly #election = new MemoryElection(this.#store);
  readonly #feed = new MemoryEventFeed();
  readonly #disk = new MemoryTelemetryDisk();
  readonly #catalog = new MemoryCatalog();
  readonly #archive = new MemoryArchive();
  readonly #entropy = new SeededEntropy(1);
  readonly #held = new Map<string, AttemptKey>();
  #session: AgentSession | undefined;

  async startCoordinator(): Promise<Engine> {
    const tracer = new RunTracer({
      history: this.#feed,
      clock: this.clock,
      sampling: defaultSampling,
      write: ({ parent, startedAt: startMs, endedAt: endMs, ...span }) =>
        this.spans.push({ ...span, startMs, endMs, parentSpanId: parent?.spanId ?? null }),
    });
    const engine = await startEngine({
      leadership: this.#election.candidate(),
      stateStore: this.#store,
      eventFeed: this.#feed,
      telemetryStore: new MemoryTelemetryStore(this.#disk),
      archive: this.#archive,
      catalog: this.#catalog,
      clock: this.clock,
      entropy: this.#entropy,
      observers: [tracer],
      tracing: {
        traceId: runTraceId,
        attemptTraceparent: (runId, caller, task, attempt) => attemptTraceparent(runId, caller, task, attempt),
      },
    });
    this.#session = await this.#connect(engine);
    return engine;
  }

  killCoordinator(): void {
    this.#session?.closed();
    this.#session = undefined;
    this.#election.depose({ tell: true });
  }

  #connect(engine: Engine): Promise<AgentSession> {
    const hello = {
      agentId: "agent-1",
      incarnation: "1",
      host: "localhost",
      version: "0",
      labels: {},
      capacity: { millicpus: 8000, memoryBytes: 2 ** 33, gpus: 0 },
      devices: [],
      held: [...this.#held.values()].map((key) => ({ key, state: "preparing" as const })),
      clusterId: engine.clusterId,
      termSeen: 0,
      draining: false,
      standingClaim: false,
      isolationTier: 1,
    };
    return engine.agents.connect(hello, {
      send: (message) => {
        if (message.type !== "BeatEcho") queueMicrotask(() => this.#receive(message));
        return true;
      },
      close: () => undefined,
      handOver: () => undefined,
    });
  }

  #receive(message: ToAgent): void {
    if (message.type === "Offer") {
      this.#held.set(`${message.key.task} ${message.key.attempt}`, message.key);
      this.#session?.claim(message.key, message.term);
    }
    if (message.type === "Grant") this.#run(message.key);
  }

  /** 5 ms of inputs, a second of work, 5 ms of outputs. The first attempt of `train[1]` fails. */
  #run(key: AttemptKey): void {
    const offeredAt = this.clock.now();
    const phases = { offeredAt, inputsAt: offeredAt, runningAt: offeredAt + 5, outputsAt: offeredAt + 1005 };
    const isFailing = key.task === "train[1]" && key.attempt === 1;
    const failure = { exitClass: "failure", code: "EXIT_CODE", message: "exit code 1", exitCode: 1 } as const;
    this.clock.after(5, () => this.#session?.running(key, this.clock.now()));
    this.clock.after(1010, () => {
      this.#held.delete(`${key.task} ${key.attempt}`);
      const done = { phases: { ...phases, endedAt: this.clock.now() } };
      const outcome: AttemptOutcome = isFailing
        ? { ...done, exitClass: "failure", failure }
        : { ...done, exitClass: "success", output: null };
      this.#session?.result(key, outcome, null);
    });
  }
}

test("a run that outlives its coordinator has one trace", async () => {
  const cluster = new Cluster();
  const first = await cluster.startCoordinator();
  await first.pipelines.apply(spec, null);
  const { header, traceId } = await first.runs.create({ pipeline: "churn", params: {} });
  expect(traceId).toBe(runTraceId(header.runId, null));
  expect(await cluster.clock.runUntil(() => cluster.spans.length > 0, 10_000)).toBe(true);
  cluster.killCoordinator();
  const second = await cluster.startCoordinator();
  expect(await cluster.clock.runUntil(() => cluster.spans.some(({ name }) => name === "RUN churn"), 60_000)).toBe(true);
  expect((await second.runs.get(header.runId)).header.status).toBe("succeeded");
  expect(traceProblems(cluster.spans)).toEqual([]);
  expect(new Set(cluster.spans.map((span) => span.traceId))).toEqual(new Set([traceId]));
  expect(printTrace(cluster.spans).replace(/ \d+ ms/g, "")).toMatchInlineSnapshot(`
    "RUN churn
    ├─ extract
    │  ├─ inputs
    │  ├─ running
    │  └─ outputs
    ├─ train
    │  ├─ assigned
    │  ├─ inputs
    │  ├─ running
    │  └─ outputs
    └─ train
       ├─ train attempt 1
       │  ├─ assigned
       │  ├─ inputs
       │  ├─ running
       │  └─ outputs
       └─ train attempt 2
          ├─ assigned
          ├─ inputs
          ├─ running
          └─ outputs"
  `);
});

test("a run whose coordinator died with the end of its trace unsent has its root from the next one", async () => {
  const cluster = new Cluster();
  const first = await cluster.startCoordinator();
  await first.pipelines.apply(spec, null);
  const { header, traceId } = await first.runs.create({ pipeline: "churn", params: {} });
  await cluster.clock.advance(60_000);
  const sent = cluster.spans.splice(0);
  const root = sent.find(({ name }) => name === "RUN churn");
  cluster.killCoordinator();
  const second = await cluster.startCoordinator();
  await cluster.clock.advance(60_000);
  // It has been sealed: no event of it comes any more.
  expect(cluster.spans).toEqual([]);
  const skipped: unknown[] = [];
  const again = lastSpans(second.runs, defaultSampling, new AbortController().signal, (runId) => skipped.push(runId));
  const spans: TraceSpan[] = [];
  for await (const span of again) spans.push(span);
  expect(spans.filter(({ parent }) => parent === null)).toMatchObject([
    { traceId, spanId: root?.spanId, startedAt: root?.startMs, endedAt: root?.endMs, name: "RUN churn" },
  ]);
  // The same spans to the last one, and none of another run.
  const ids = (all: readonly { readonly spanId: string }[]) => all.map(({ spanId }) => spanId).toSorted();
  expect(ids(spans)).toEqual(ids(sent));
  expect({ skipped, status: (await second.runs.get(header.runId)).header.status }).toEqual({
    skipped: [],
    status: "succeeded",
  });
});

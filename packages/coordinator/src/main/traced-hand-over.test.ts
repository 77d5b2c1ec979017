/** Two coordinators, one lead, one trace: whoever takes over goes on with the spans of who resigned. In real time. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { defaultLimits, type PipelineSpec } from "@troupe/core";
import type { AgentHello, AgentSession, AttemptKey, SessionLink } from "@troupe/engine";
import {
  MemoryArchive,
  MemoryCatalog,
  MemoryElection,
  MemoryEventFeed,
  MemoryStateStore,
  MemoryTelemetryStore,
  SystemClock,
} from "@troupe/engine/adapters";
import { type TreeSpan, traceProblems } from "@troupe/testing/traces";
import { afterEach, beforeEach, expect, test } from "vitest";
import { memoryLog } from "../adapters/grpc/testing/grpc-fixture.ts";
import { createMetrics } from "../adapters/otel/metrics.ts";
import { loadSettings } from "../config/load-settings.ts";
import type { Tracing } from "../ports/tracing.ts";
import type { Role } from "../role/role.ts";
import { lastSpans } from "../tracing/last-spans.ts";
import { noTracing } from "../tracing/no-tracing.ts";
import { RunTracer } from "../tracing/run-tracer.ts";
import { defaultSampling } from "../tracing/sampling.ts";
import { attemptTraceparent, runTraceId } from "../tracing/trace-ids.ts";
import type { TraceSpan } from "../tracing/trace-span.ts";
import { openRole } from "./open-role.ts";

const object = { type: "object" } as const;
const spec: PipelineSpec = {
  format: 1,
  name: "churn",
  params: object,
  steps: { work: { runs: { kind: "command", argv: ["work"] }, input: object, limits: defaultLimits } },
  nodes: ["extract", "train", "deploy"].map((id, index, ids) => ({
    kind: "step" as const,
    id,
    scope: [],
    step: "work",
    input: {},
    ...(index === 0 ? {} : { after: ids.slice(index - 1, index) }),
  })),
};

let folder: string;
const open: AsyncDisposableStack[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "troupe-traced-"));
});
afterEach(async () => {
  for (const stack of open.splice(0).reverse()) await stack.disposeAsync();
  await rm(folder, { recursive: true });
});

class Cluster {
  readonly spans: TreeSpan[] = [];
  readonly #clock = new SystemClock();
  readonly #stateStore = new MemoryStateStore();
  readonly #election = new MemoryElection(this.#stateStore);
  readonly #eventFeed = new MemoryEventFeed();
  readonly #telemetryStore = new MemoryTelemetryStore();
  readonly #archive = new MemoryArchive();

  async start(name: string): Promise<Role> {
    const { log } = memoryLog();
    const tracing = this.#tracing();
    const stack = new AsyncDisposableStack();
    open.push(stack);
    const stores = {
      areShared: true,
      kind: "etcd" as const,
      archiveKind: "directory" as const,
      stateStore: this.#stateStore,
      eventFeed: this.#eventFeed,
      telemetryStore: this.#telemetryStore,
      archive: this.#archive,
      catalog: new MemoryCatalog(),
      openLeadership: async (self: Parameters<MemoryElection["candidate"]>[0]) => this.#election.candidate(self),
    };
    const settings = loadSettings({ flags: { dataDir: join(folder, name), name }, env: {} });
    const metrics = createMetrics({ version: "0", tracing: () => tracing.counts() });
    const { role, join: join_ } = await openRole(
      { settings, stores, metrics, tracing, log, onTerm: () => undefined },
      stack,
    );
    await join_({ name, address: `${name}:1`, httpUrl: null }, stack);
    return role;
  }

  #tracing(): Tracing {
    const write = ({ parent, startedAt: startMs, endedAt: endMs, ...span }: TraceSpan): void =>
      void this.spans.push({ ...span, startMs, endMs, parentSpanId: parent?.spanId ?? null });
    const tracer = new RunTracer({ history: this.#eventFeed, clock: this.#clock, sampling: defaultSampling, write });
    return {
      ...noTracing,
      isOn: true,
      committed: (entry) => tracer.committed(entry),
      traceId: runTraceId,
      attemptTraceparent: (runId, caller, task, attempt) => attemptTraceparent(runId, caller, task, attempt),
      async led(runs, signal) {
        for await (const span of lastSpans(runs, defaultSampling, signal, () => undefined)) write(span);
      },
    };
  }
}

/** Works 20 ms on each attempt, and says again to the next leader what the last one has not acknowledged. */
class Agent {
  readonly #held = new Map<string, { readonly key: AttemptKey; isDone: boolean }>();
  #session: AgentSession | undefined;

  async follow(roles: readonly Role[]): Promise<void> {
    for (let turn = 0; ; turn += 1) {
      const role = roles[turn % roles.length] as Role;
      const left = Promise.withResolvers<void>();
      const session = await role.agents.connect(this.#hello(), this.#link(left.resolve)).catch(() => undefined);
      if (session === undefined) await pause(5);
      else {
        this.#opened(session);
        void left.promise.then(() => this.follow(roles));
        return;
      }
    }
  }

  #opened(session: AgentSession): void {
    this.#session = session;
    for (const { task, attempt } of session.superseded) this.#held.delete(`${task} ${attempt}`);
    for (const { key, isDone } of this.#held.values()) {
      if (isDone) this.#report(key);
      else session.claim(key, session.term);
    }
  }

  #link(left: () => void): SessionLink {
    return {
      send: (message) => {
        if (message.type === "Offer")
          this.#held.set(`${message.key.task} ${message.key.attempt}`, { key: message.key, isDone: false });
        if (message.type === "Grant") void this.#work(message.key);
        if (message.type === "ResultAck") this.#held.delete(`${message.key.task} ${message.key.attempt}`);
        return true;
      },
      close: left,
      handOver: left,
    };
  }

  async #work(key: AttemptKey): Promise<void> {
    const held = this.#held.get(`${key.task} ${key.attempt}`);
    if (held === undefined || held.isDone) return;
    await pause(20);
    held.isDone = true;
    this.#report(key);
  }

  #report(key: AttemptKey): void {
    this.#session?.result(key, { exitClass: "success", output: null }, null);
  }

  #hello(): AgentHello {
    return {
      agentId: "agent-1",
      incarnation: "1",
      host: "localhost",
      version: "0",
      labels: {},
      capacity: { millicpus: 4000, memoryBytes: 2 ** 34, gpus: 0 },
      devices: [],
      held: [...this.#held.values()].map(({ key }) => ({ key, state: "preparing" as const })),
      clusterId: "",
      termSeen: 0,
      draining: false,
      standingClaim: true,
      isolationTier: 1,
    };
  }
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await pause(5);
}

test("a run whose coordinator resigns in its middle has one whole trace", { timeout: 20_000 }, async () => {
  const cluster = new Cluster();
  const first = await cluster.start("c1");
  await until(() => first.standing.term !== null);
  const second = await cluster.start("c2");
  const agent = new Agent();
  await agent.follow([first, second]);
  await first.pipelines.apply(spec, null);
  const { header, traceId } = await first.runs.create({ pipeline: "churn", params: {} });
  await until(() => cluster.spans.some(({ name }) => name === "extract"));
  await first.resign();
  expect(cluster.spans.filter(({ name }) => name === "RUN churn")).toEqual([]);
  await until(() => second.standing.term !== null);
  await until(() => cluster.spans.some(({ name }) => name === "RUN churn"));
  expect((await second.runs.get(header.runId)).header.status).toBe("succeeded");
  expect(traceProblems(cluster.spans)).toEqual([]);
  expect(new Set(cluster.spans.map((span) => span.traceId))).toEqual(new Set([traceId]));
  const tasks = cluster.spans.filter(({ name }) => ["extract", "train", "deploy"].includes(name));
  expect(new Set(tasks.map(({ name }) => name))).toEqual(new Set(["extract", "train", "deploy"]));
});

/** An engine for tests of the api: it keeps nothing, and answers what a test tells it to. */
import { TroupeError } from "@troupe/core";
import type {
  AgentHello,
  AgentSession,
  AgentView,
  Engine,
  Faces,
  IngestBatch,
  PipelineView,
  RunView,
  SessionLink,
  TaskView,
  WatchItem,
} from "@troupe/engine";

/** What happened on one session, in order, as `[method, …arguments]`. */
export interface FakeSession {
  readonly hello: AgentHello;
  readonly link: SessionLink;
  readonly calls: [string, ...unknown[]][];
  /** Resolves with the arguments of the first call of that method. */
  called(method: string): Promise<unknown[]>;
}

type Overrides<Part> = { -readonly [Name in keyof Part]?: Part[Name] };

export class FakeEngine implements Faces {
  readonly calls: [string, ...unknown[]][] = [];
  readonly sessions: FakeSession[] = [];
  readonly ingested: IngestBatch[] = [];
  readonly pipelines: Engine["pipelines"];
  readonly runs: Engine["runs"];
  readonly datasets: Engine["datasets"];
  readonly agents: Engine["agents"];
  readonly telemetry: Engine["telemetry"];
  readonly approvals: Engine["approvals"];
  readonly schedules: Engine["schedules"];
  readonly pools: Engine["pools"];
  readonly backfills: Engine["backfills"];
  readonly notices: Engine["notices"];
  readonly artifacts: Engine["artifacts"];
  readonly retention: Engine["retention"];

  constructor(
    answers: {
      pipelines?: Overrides<Engine["pipelines"]>;
      runs?: Overrides<Engine["runs"]>;
      datasets?: Overrides<Engine["datasets"]>;
      agents?: Overrides<Engine["agents"]>;
      telemetry?: Overrides<Engine["telemetry"]>;
      approvals?: Overrides<Engine["approvals"]>;
      schedules?: Overrides<Engine["schedules"]>;
      pools?: Overrides<Engine["pools"]>;
      backfills?: Overrides<Engine["backfills"]>;
      notices?: Overrides<Engine["notices"]>;
      artifacts?: Overrides<Engine["artifacts"]>;
      retention?: Overrides<Engine["retention"]>;
    } = {},
  ) {
    this.pipelines = this.#part("pipelines", answers.pipelines);
    this.runs = this.#part("runs", answers.runs);
    this.approvals = this.#part("approvals", answers.approvals);
    this.pools = this.#part("pools", answers.pools);
    this.notices = this.#part("notices", answers.notices);
    this.artifacts = this.#part("artifacts", answers.artifacts);
    this.retention = this.#part("retention", answers.retention);
    this.datasets = this.#part("datasets", answers.datasets);
    this.agents = this.#part("agents", {
      connect: async (hello, link) => this.#connect(hello, link),
      ...answers.agents,
    });
    this.telemetry = this.#part("telemetry", { ingest: async (batch) => this.#ingest(batch), ...answers.telemetry });
    this.schedules = this.#part("schedules", answers.schedules);
    this.backfills = this.#part("backfills", answers.backfills);
  }

  /** Records each call; a method without an answer refuses. */
  #part<Part extends object>(part: string, answers: Overrides<Part> = {}): Part {
    const methods = answers as Readonly<Record<string, ((...args: unknown[]) => unknown) | undefined>>;
    return new Proxy({} as Part, {
      get:
        (_target, name) =>
        (...args: unknown[]) => {
          this.calls.push([`${part}.${String(name)}`, ...args]);
          const answer = methods[String(name)];
          if (answer === undefined) throw new Error(`the fake engine has no answer for ${part}.${String(name)}`);
          return answer(...args);
        },
    });
  }

  #connect(hello: AgentHello, link: SessionLink): AgentSession {
    const calls: FakeSession["calls"] = [];
    const waiting = new Map<string, PromiseWithResolvers<unknown[]>>();
    const called = (method: string): PromiseWithResolvers<unknown[]> => {
      const found = waiting.get(method) ?? Promise.withResolvers<unknown[]>();
      waiting.set(method, found);
      return found;
    };
    this.sessions.push({ hello, link, calls, called: (method) => called(method).promise });
    const record =
      (method: string) =>
      (...args: unknown[]) => {
        calls.push([method, ...args]);
        called(method).resolve(args);
      };
    return {
      clusterId: "fake",
      term: 7,
      beatIntervalMs: 2000,
      superseded: [],
      beat: record("beat"),
      claim: record("claim"),
      running: record("running"),
      result: record("result"),
      note: record("note"),
      decline: record("decline"),
      devices: record("devices"),
      goodbye: record("goodbye"),
      closed: record("closed"),
    };
  }

  #ingest(batch: IngestBatch): Awaited<ReturnType<Engine["telemetry"]["ingest"]>> {
    this.ingested.push(batch);
    return {
      logs: batch.logs.map(({ runId, task, attempt, stream, offset, data }) => ({
        runId,
        task,
        attempt,
        stream,
        offset: offset + data.length,
      })),
      metrics: batch.metrics.map(({ runId, task, attempt, sequence }) => ({ runId, task, attempt, sequence })),
      heldMetrics: [],
      sealed: [],
    };
  }
}

const digest = `sha256:${"0".repeat(64)}` as const;

export function fakeRun(overrides: Partial<RunView["header"]> = {}): RunView {
  const header: RunView["header"] = {
    runId: "01kaexample000000000000000",
    pipeline: "churn",
    version: digest,
    params: { trees: [10, 50] },
    uses: {},
    requestId: null,
    traceparent: null,
    cause: { kind: "manual" },
    interval: null,
    createdAt: 1_763_800_000_123,
    status: "running",
    endedAt: null,
    cancel: null,
    outputs: null,
    failure: null,
    sequence: 3,
    ...overrides,
  };
  const counts = { pending: 1, queued: 0, running: 1, succeeded: 0, failed: 0, skipped: 0, cancelled: 0 };
  return { header, counts, traceId: "4bf92f3577b34da6a3ce929d0e0e4736", priority: 0, reason: "" };
}

export function fakeTask(name: string, overrides: Partial<TaskView> = {}): TaskView {
  return {
    name,
    node: name,
    step: name,
    kind: "function",
    record: null,
    status: "pending",
    reason: "",
    output: null,
    inputs: null,
    progress: null,
    ...overrides,
  };
}

export function fakePipeline(name: string): PipelineView {
  const spec = { format: 1, name, description: `about ${name}`, params: {}, steps: {}, nodes: [] } as const;
  return { name, version: digest, spec, codeDigest: null, appliedAt: 1_763_800_000_000, generation: 0 };
}

export function fakeAgent(agentId: string): AgentView {
  return {
    agentId,
    incarnation: "1",
    host: "gpu-1",
    version: "0.1.0",
    labels: { zone: "a" },
    capacity: { millicpus: 4000, memoryBytes: 8e9, gpus: 1 },
    allocated: { millicpus: 1000, memoryBytes: 1e9, gpus: 1 },
    devices: [{ uuid: "GPU-1", model: "fake", memoryBytes: 1e9, leasedTo: "r/t/1", quarantined: null }],
    isolationTier: 1,
    state: "ready",
    paths: ["session"],
    lastBeatAt: 1_763_800_000_000,
    connectedAt: 1_763_800_000_000,
    attempts: [{ runId: "r", task: "t", attempt: 1 }],
    usage: { cpu: 0.25, memoryBytes: 2 ** 30, memoryTotalBytes: 4 * 2 ** 30, devices: [] },
  };
}

export function fakeEvent(sequence: number): Extract<WatchItem, { type: "event" }> {
  return {
    type: "event",
    sequence,
    event: { at: 1_763_800_000_000, type: "TaskQueued", task: "train[0]", attempt: 1 },
    task: null,
    run: null,
  };
}

export function refusal(code: string, details: Record<string, string> = {}): TroupeError {
  return new TroupeError(`refused with ${code}`, { code, reaction: "reject", details });
}

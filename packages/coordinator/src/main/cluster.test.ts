/** Several coordinators in this process that share stores in memory: who leads changes, and whoever asks finds the way. */
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  MemoryArchive,
  MemoryCatalog,
  MemoryElection,
  MemoryEventFeed,
  MemoryStateStore,
  MemoryTelemetryStore,
} from "@troupe/engine/adapters";
import type { WatchRunResponse__Output } from "@troupe/proto";
import { afterEach, beforeEach, expect, test } from "vitest";
import { ask, connect, failureOf, memoryLog, reader } from "../adapters/grpc/testing/grpc-fixture.ts";
import { loadSettings } from "../config/load-settings.ts";
import { type Coordinator, startCoordinator } from "./start-coordinator.ts";

let folder: string;
const undo: (() => unknown)[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "troupe-cluster-"));
});
afterEach(async () => {
  for (const call of undo.splice(0).reverse()) await call();
  await rm(folder, { recursive: true });
});

class MemoryCluster {
  readonly store = new MemoryStateStore();
  readonly election = new MemoryElection(this.store);
  readonly archive = new MemoryArchive();
  readonly #feed = new MemoryEventFeed();
  readonly #telemetry = new MemoryTelemetryStore();
  #count = 0;

  async start(): Promise<Coordinator & { readonly clients: ReturnType<typeof connect> }> {
    const name = `c${++this.#count}`;
    const flags = { dataDir: join(folder, name), address: "127.0.0.1:0", http: "127.0.0.1:0", name };
    await mkdir(flags.dataDir);
    const { log } = memoryLog();
    const coordinator = await startCoordinator(loadSettings({ flags, env: {} }), log, async () => ({
      areShared: true,
      kind: "etcd",
      archiveKind: "directory",
      stateStore: this.store,
      eventFeed: this.#feed,
      telemetryStore: this.#telemetry,
      archive: this.archive,
      catalog: new MemoryCatalog(),
      openLeadership: async (self) => this.election.candidate(self),
    }));
    undo.push(() => coordinator.stop());
    const clients = connect(coordinator.address);
    undo.push(() => Object.values(clients).forEach((client) => void client.close()));
    return Object.assign(coordinator, { clients });
  }
}

const spec = JSON.stringify({
  format: 1,
  name: "hello",
  params: { type: "object", properties: {}, additionalProperties: false },
  steps: {
    greet: {
      runs: { kind: "command", argv: ["true"] },
      input: { type: "object", properties: {}, additionalProperties: false },
      limits: {
        resources: { millicpus: 100, memoryBytes: 0, gpus: 0, labels: {} },
        retries: {
          budgets: { failure: 0, oom: 0, timeout: 0, lost: 3, error: 3 },
          backoff: { initialMs: 1, factor: 1, maxMs: 1, jitter: 0 },
        },
        graceMs: 1000,
      },
    },
  },
  nodes: [{ kind: "step", id: "greet", scope: [], step: "greet", input: {} }],
});

/** Until it leads, as it says itself. */
async function leads({ httpUrl }: Coordinator): Promise<void> {
  while (!/^leads, /m.test(await (await fetch(`${httpUrl}readyz`)).text()));
}

test("a follower reads, and sends to the leader whoever writes", async () => {
  const cluster = new MemoryCluster();
  const leader = await cluster.start();
  await leads(leader);
  const follower = await cluster.start();
  const { pipelines, runs, agents } = leader.clients;
  await ask(pipelines, pipelines.ApplyPipeline, { specJson: spec });
  const { runs: asked, pipelines: other } = follower.clients;
  const refused = await failureOf(ask(asked, asked.CreateRun, { pipeline: "hello", requestId: "r1" }));
  expect(refused).toMatchObject({
    code: 14,
    details: {
      reason: "NOT_LEADER",
      metadata: { leader: leader.address, leader_http: leader.httpUrl, leader_term: expect.any(String) },
    },
  });
  const run = await ask(runs, runs.CreateRun, { pipeline: "hello", requestId: "r1" });
  expect(await ask(asked, asked.GetRun, { runId: run.runId })).toEqual(
    await ask(runs, runs.GetRun, { runId: run.runId }),
  );
  expect((await ask(other, other.ListPipelines, {})).pipelines).toMatchObject([{ name: "hello" }]);
  expect((await ask(agents, agents.ListAgents, {})).agents).toEqual([]);
});

test("a follower says what the leader knows of the cluster and its agents, and what is stored once that is gone", async () => {
  const cluster = new MemoryCluster();
  const leader = await cluster.start();
  await leads(leader);
  // Will lead next, and answers nobody.
  const ghost = cluster.election.candidate({ name: "ghost", address: "127.0.0.1:1", httpUrl: null });
  const haunting = ghost.lead(new AbortController().signal);
  const follower = await cluster.start();
  const { agents, cluster: asked } = follower.clients;
  const session = leader.clients.sessions.Session();
  session.on("error", () => undefined);
  session.write({ hello: { agentId: "a1", incarnation: "i1", version: "1" } });
  await reader(session).next();
  const [known] = (await ask(agents, agents.ListAgents, {})).agents;
  expect(known).toMatchObject({ agentId: "a1", state: "AGENT_STATE_READY", lastBeatAt: { nanos: expect.any(Number) } });
  expect(await failureOf(ask(agents, agents.GetAgent, { agentId: "a2" }))).toMatchObject({
    code: 5,
    details: { reason: "AGENT_NOT_FOUND" },
  });
  expect(await failureOf(ask(agents, agents.DrainAgent, { agentId: "a1" }))).toMatchObject({
    details: { reason: "NOT_LEADER", metadata: { leader: leader.address } },
  });
  expect(await ask(asked, asked.GetCluster, {})).toMatchObject({
    answeredBy: "c2",
    leader: { name: "c1", address: leader.address },
    load: { agents: { ready: 1, deaf: 0 }, queuedTasks: 0 },
  });
  cluster.election.depose({ tell: true });
  await haunting;
  const [stored] = (await ask(agents, agents.ListAgents, {})).agents;
  expect(stored).toMatchObject({ agentId: "a1", state: "AGENT_STATE_UNKNOWN", lastBeatAt: null });
  expect((await ask(asked, asked.GetCluster, {})).load).toBeNull();
});

test("a watch at a follower goes on when that one comes to lead, and its predecessor follows", async () => {
  const cluster = new MemoryCluster();
  const first = await cluster.start();
  await leads(first);
  const second = await cluster.start();
  await ask(first.clients.pipelines, first.clients.pipelines.ApplyPipeline, { specJson: spec });
  const { runId } = await ask(first.clients.runs, first.clients.runs.CreateRun, { pipeline: "hello", requestId: "r1" });
  const watched = second.clients.runs.WatchRun({ runId });
  const items = reader<WatchRunResponse__Output>(watched);
  expect((await items.next()).value).toMatchObject({ item: "snapshot" });
  cluster.election.depose({ tell: true });
  await leads(second);
  const failed = await failureOf(ask(first.clients.runs, first.clients.runs.CancelRun, { runId, reason: "" }));
  expect(failed.details).toMatchObject({ reason: "NOT_LEADER", metadata: { leader: second.address } });
  await ask(second.clients.runs, second.clients.runs.CancelRun, { runId, reason: "enough" });
  const told: string[] = [];
  for (let next = await items.next(); !next.done; next = await items.next()) told.push(next.value.event?.type ?? "");
  expect(told.at(-1)).toBe("RunCancelled");
});

test("a deposed leader ends its watches so that they are resumed, and may lead again", async () => {
  const cluster = new MemoryCluster();
  const first = await cluster.start();
  await leads(first);
  const second = await cluster.start();
  await ask(first.clients.pipelines, first.clients.pipelines.ApplyPipeline, { specJson: spec });
  const { runId } = await ask(first.clients.runs, first.clients.runs.CreateRun, { pipeline: "hello", requestId: "r1" });
  const items = reader<WatchRunResponse__Output>(first.clients.runs.WatchRun({ runId }));
  const { value: snapshot } = await items.next();
  cluster.election.depose({ tell: true });
  const cut = await failureOf(
    (async () => {
      while (!(await items.next()).done);
    })(),
  );
  expect(cut).toMatchObject({ code: 14, details: { reason: "NOT_LEADER" } });
  await leads(second);
  const resumed = reader<WatchRunResponse__Output>(
    first.clients.runs.WatchRun({ runId, afterSequence: snapshot.snapshot.run.sequence }),
  );
  const next = resumed.next();
  cluster.election.depose({ tell: true });
  await leads(first);
  await ask(first.clients.runs, first.clients.runs.CancelRun, { runId, reason: "enough" });
  expect((await next).value).toMatchObject({ event: { sequence: snapshot.snapshot.run.sequence + 1 } });
});

test("a leader that is told to stop hands over first, and its streams end with the way to the next one", async () => {
  const cluster = new MemoryCluster();
  const first = await cluster.start();
  await leads(first);
  const second = await cluster.start();
  await ask(first.clients.pipelines, first.clients.pipelines.ApplyPipeline, { specJson: spec });
  const { runId } = await ask(first.clients.runs, first.clients.runs.CreateRun, { pipeline: "hello", requestId: "r1" });
  const items = reader<WatchRunResponse__Output>(first.clients.runs.WatchRun({ runId }));
  await items.next();
  const cut = failureOf(
    (async () => {
      while (!(await items.next()).done);
    })(),
  );
  await first.stop();
  expect((await cut).details).toMatchObject({ metadata: { leader: second.address } });
  await leads(second);
  expect(await ask(second.clients.runs, second.clients.runs.GetRun, { runId })).toMatchObject({ runId });
});

test("probes and metrics say who leads", async () => {
  const cluster = new MemoryCluster();
  const leader = await cluster.start();
  await leads(leader);
  const follower = await cluster.start();
  const text = async (url: string) => (await fetch(url)).text();
  expect(await text(`${leader.httpUrl}readyz`)).toMatch(/^ok\nleads, term \d+\n$/);
  expect(await text(`${follower.httpUrl}readyz`)).toMatch(/^ok\nfollows c1 at 127\.0\.0\.1:\d+, term \d+\n$/);
  expect(await text(`${leader.httpUrl}metrics`)).toContain("troupe_leads 1");
  expect(await text(`${follower.httpUrl}metrics`)).toContain("troupe_leads 0");
});

test("a list at a follower has the run that its caller has just made at the leader", async () => {
  const cluster = new MemoryCluster();
  const leader = await cluster.start();
  await leads(leader);
  const follower = await cluster.start();
  await ask(leader.clients.pipelines, leader.clients.pipelines.ApplyPipeline, { specJson: spec });
  const { runs } = leader.clients;
  const made = await ask(runs, runs.CreateRun, { pipeline: "hello", requestId: "r1" });
  const { runs: asked } = follower.clients;
  const list = await ask(asked, asked.ListRuns, { atLeast: made.revision });
  expect(list.runs).toMatchObject([{ runId: made.runId }]);
  const newest = await ask(asked, asked.GetRun, { runId: "@latest", atLeast: made.revision });
  expect(newest).toMatchObject({ runId: made.runId });
  const future = `${made.runId}.1000000`;
  expect(await failureOf(ask(asked, asked.ListRuns, { atLeast: future }))).toMatchObject({
    code: 14,
    details: { reason: "NOT_LEADER", metadata: { leader: leader.address } },
  });
  expect(await failureOf(ask(asked, asked.ListRuns, { atLeast: "?" }))).toMatchObject({ code: 3 });
});

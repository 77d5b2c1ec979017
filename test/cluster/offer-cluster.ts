/** A coordinator in this process with a real nats-server beside it, and real agents: what their offers go through. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { NatsConnection } from "@nats-io/transport-node";
import { type Agent, loadSettings, startAgent } from "@troupe/agent";
import { defaultLimits, type PipelineSpec } from "@troupe/core";
import { type Engine, type OfferPath, type PathMessage, startEngine, type TelemetryStore } from "@troupe/engine";
import {
  MemoryArchive,
  MemoryCatalog,
  MemoryElection,
  MemoryEventFeed,
  MemoryStateStore,
  MemoryTelemetryDisk,
  MemoryTelemetryStore,
  SystemClock,
  SystemEntropy,
} from "@troupe/engine/adapters";
import { eventually, NatsServer, type Workbench } from "@troupe/testing/process";
import { pino } from "pino";
import { openAccess } from "../../packages/coordinator/src/access/access.ts";
import { startGrpcServer } from "../../packages/coordinator/src/adapters/grpc/grpc-server.ts";
import { NatsLink } from "../../packages/coordinator/src/adapters/nats/connection.ts";
import { NatsOfferPath } from "../../packages/coordinator/src/adapters/nats/offers.ts";
import { NatsTelemetryStore } from "../../packages/coordinator/src/adapters/nats/telemetry-store.ts";
import { createApi } from "../../packages/coordinator/src/api/api.ts";
import { fakeCluster } from "../../packages/coordinator/src/api/testing/fake-cluster.ts";
import { formatEndpoint } from "../../packages/coordinator/src/endpoint/endpoint.ts";

const log = pino({ level: process.env.TROUPE_TEST_LOG ?? "silent" });
const beatIntervalMs = 200;

/** Counts what it takes, and loses what it is told to lose, as a broker does: without a word. */
class WatchedPath implements OfferPath {
  readonly name = "nats";
  readonly #inner: OfferPath;
  readonly offers: Extract<PathMessage, { type: "Offer" }>[] = [];
  loses: (message: PathMessage) => boolean = () => false;

  constructor(inner: OfferPath) {
    this.#inner = inner;
  }

  send(...[from, agentId, message]: Parameters<OfferPath["send"]>): boolean {
    const isTaken = this.loses(message) || this.#inner.send(from, agentId, message);
    if (isTaken && message.type === "Offer") this.offers.push(message);
    return isTaken;
  }
}

export interface OfferCluster {
  readonly engine: Engine;
  readonly nats: NatsServer;
  readonly connection: NatsConnection;
  readonly path: WatchedPath;
  /** One line for each start of a task's program: `<run> <task> <attempt>`. */
  starts(): readonly string[];
  /** The agent is reached by exactly these. */
  reachedBy(...paths: readonly string[]): Promise<unknown>;
  run(tasks: number): Promise<string>;
  ended(runId: string): Promise<string>;
}

export interface OfferClusterOptions {
  /** Logs lie in NATS, too, as in a cluster; else in memory. */
  readonly logsInNats?: boolean;
}

export async function startOfferCluster(
  bench: Workbench,
  { logsInNats = false }: OfferClusterOptions = {},
): Promise<OfferCluster> {
  const nats = await NatsServer.start(bench);
  const link = new NatsLink({ settings: { servers: [nats.url] }, name: "coordinator", clock: new SystemClock(), log });
  bench.closes(() => link.close());
  const connection = await link.untilUp(AbortSignal.timeout(10_000));
  const path = new WatchedPath(new NatsOfferPath(link));
  const memory = new MemoryTelemetryStore(new MemoryTelemetryDisk());
  const inNats = { link, clock: new SystemClock(), log, cluster: "offers" };
  const telemetryStore = logsInNats ? new NatsTelemetryStore(inNats) : memory;
  bench.closes(() => telemetryStore.close());
  const engine = await openEngine(bench, path, telemetryStore);
  const folder = await bench.folder();
  const agent = await openAgent(bench, engine.address, nats, folder);
  const ledger = join(folder, "ledger");
  const { engine: led } = engine;
  await led.pipelines.apply(manySteps(ledger), null);
  return {
    engine: led,
    nats,
    connection,
    path,
    starts: () => read(ledger),
    reachedBy: (...paths) =>
      eventually(
        () => led.agents.get(agent.id).catch(() => undefined),
        (view) => view?.paths.join() === paths.join(),
        { withinMs: 20_000 },
      ),
    run: async (tasks) =>
      (await led.runs.create({ pipeline: "many", params: { items: Array.from({ length: tasks }, (_, i) => i) } }))
        .header.runId,
    ended: async (runId) => {
      for await (const item of led.runs.watch(runId, { after: 0, signal: AbortSignal.timeout(60_000), runOnly: true }))
        void item;
      return (await led.runs.get(runId)).header.status;
    },
  };
}

async function openEngine(
  bench: Workbench,
  offerPath: OfferPath,
  telemetryStore: TelemetryStore,
): Promise<{ engine: Engine; address: string }> {
  const stateStore = new MemoryStateStore();
  const archive = new MemoryArchive();
  const engine = await startEngine({
    leadership: new MemoryElection(stateStore).candidate(),
    stateStore,
    archive,
    eventFeed: new MemoryEventFeed(),
    telemetryStore,
    catalog: new MemoryCatalog(),
    clock: new SystemClock(),
    entropy: new SystemEntropy(),
    beatIntervalMs,
    offerPath,
    log,
  });
  bench.closes(() => engine.stop());
  const server = await startGrpcServer({
    services: createApi({
      ...{ faces: engine, archive, cluster: fakeCluster() },
      askLeader: async () => undefined,
      clock: new SystemClock(),
    }),
    endpoint: { host: "127.0.0.1", port: 0 },
    access: await openAccess(null),
    log,
  });
  bench.closes(() => server.stop());
  return { engine, address: formatEndpoint(server.endpoint) };
}

async function openAgent(bench: Workbench, address: string, nats: NatsServer, folder: string): Promise<Agent> {
  const flags = {
    coordinators: address,
    natsServers: nats.url,
    agentId: "gpu.1",
    cpus: "4",
    stateDir: join(folder, "state"),
    cacheDir: join(folder, "cache"),
    minFreeBytes: "1",
  };
  const agent = await startAgent(loadSettings({ flags, env: {} }), { log });
  bench.closes(async () => {
    void agent.stop();
    // The second call waits for nothing more.
    await agent.stop();
  });
  return agent;
}

/** A map whose tasks each write down that they started. */
function manySteps(ledger: string): PipelineSpec {
  const argv = ["sh", "-c", `echo "$TROUPE_RUN_ID $TROUPE_TASK $TROUPE_ATTEMPT" >> '${ledger}'`] as const;
  const limits = { ...defaultLimits, resources: { ...defaultLimits.resources, millicpus: 100, memoryBytes: 0 } };
  return {
    format: 1,
    name: "many",
    params: {
      type: "object",
      properties: { items: { type: "array", items: { type: "integer" } } },
      required: ["items"],
      additionalProperties: false,
    },
    steps: {
      work: {
        runs: { kind: "command", argv },
        input: { type: "object", properties: {}, additionalProperties: false },
        limits,
      },
    },
    nodes: [
      { kind: "map", id: "each", scope: [], over: { kind: "param", path: ["items"] } },
      { kind: "step", id: "work", scope: ["each[]"], step: "work", input: {} },
    ],
  };
}

function read(path: string): readonly string[] {
  try {
    return readFileSync(path, "utf8").trim().split("\n");
  } catch {
    return [];
  }
}

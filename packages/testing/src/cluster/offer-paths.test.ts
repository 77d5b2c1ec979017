/** Two ways down to an agent: work goes where it is proven to arrive, and one that is lost on its way is given again. */
import { type AttemptOutcome, defaultLimits, type PipelineSpec } from "@troupe/core";
import type { AgentHello, OfferPath, PathMessage } from "@troupe/engine";
import { describe, expect, it } from "vitest";
import { SimulatedCluster } from "./simulated-cluster.ts";

const idle = { cpu: 0, memoryBytes: 0, memoryTotalBytes: 0, devices: [] };

const object = { type: "object", properties: {}, additionalProperties: false } as const;
const spec: PipelineSpec = {
  format: 1,
  name: "one",
  params: object,
  steps: { work: { runs: { kind: "command", argv: ["work"] }, input: object, limits: defaultLimits } },
  nodes: [{ kind: "step", id: "first", scope: [], step: "work", input: {} }],
};
const done: AttemptOutcome = { exitClass: "success", output: null };

/** As a broker is: it takes everything, and what it loses nobody hears of. */
class Broker implements OfferPath {
  readonly name = "nats";
  readonly #cluster: () => SimulatedCluster;
  isUp = true;
  loses: (message: PathMessage) => boolean = () => false;
  copies = 1;
  readonly offers: string[] = [];

  constructor(cluster: () => SimulatedCluster) {
    this.#cluster = cluster;
  }

  send(_: unknown, agentId: string, message: PathMessage): boolean {
    if (!this.isUp) return false;
    if (message.type === "Offer") this.offers.push(agentId);
    if (this.loses(message)) return true;
    const agent = this.#cluster().agents.find(({ id }) => id === agentId);
    for (let copy = 0; copy < this.copies; copy += 1) agent?.hear(this.name, message);
    return true;
  }
}

async function setUp() {
  const broker: Broker = new Broker(() => cluster);
  const cluster: SimulatedCluster = new SimulatedCluster({ execute: async () => done, engine: { offerPath: broker } });
  const engine = await cluster.startCoordinator();
  await engine.pipelines.apply(spec, null);
  const network = { isDeaf: false };
  const agent = await cluster.addAgent({ id: "a1", loses: (direction) => network.isDeaf && direction === "down" });
  // Three beats, so that every path had time to prove itself.
  await cluster.clock.advance(7000);
  const run = async () => (await engine.runs.create({ pipeline: "one", params: {} })).header.runId;
  const status = async (runId: string) => (await engine.runs.get(runId)).header.status;
  const view = () => engine.agents.get("a1");
  return { broker, cluster, engine, agent, network, run, status, view };
}

/** It hears and echoes everything, and claims nothing. Answers the offers that it gets. */
async function connectMute(cluster: SimulatedCluster): Promise<readonly PathMessage[]> {
  const offers: PathMessage[] = [];
  let session = 0;
  const opened = await cluster.engine.agents.connect(mute, {
    send: (message) => {
      if (message.type === "BeatEcho") session = message.nonce;
      if (message.type === "Offer") offers.push(message);
      return true;
    },
    close: () => undefined,
    handOver: () => undefined,
  });
  const beat = (sequence: number): void => {
    opened.beat({ sequence, nonces: session === 0 ? {} : { session }, usage: idle, running: 0 });
    cluster.clock.after(opened.beatIntervalMs, () => beat(sequence + 1));
  };
  beat(1);
  return offers;
}

const mute: AgentHello = {
  agentId: "mute",
  incarnation: "1",
  host: "mute",
  version: "0",
  labels: {},
  capacity: { millicpus: 4000, memoryBytes: 2 ** 34, gpus: 0 },
  devices: [],
  held: [],
  clusterId: "",
  termSeen: 0,
  draining: false,
  standingClaim: false,
  isolationTier: 1,
};

describe("an offer", () => {
  it("goes down the proven path beside the session", async () => {
    const { broker, cluster, run, status, view } = await setUp();
    expect((await view()).paths).toEqual(["nats", "session"]);
    const runId = await run();
    await cluster.clock.advance(100);
    expect([broker.offers, await status(runId)]).toEqual([["a1"], "succeeded"]);
  });

  it("goes down the session while the other path is not proven", async () => {
    const { broker, cluster, run, status, view } = await setUp();
    broker.loses = () => true;
    await cluster.clock.advance(8000);
    expect((await view()).paths).toEqual(["session"]);
    const runId = await run();
    await cluster.clock.advance(100);
    expect([broker.offers, await status(runId)]).toEqual([[], "succeeded"]);
  });

  it("goes down the session if the other path does not take it", async () => {
    const { broker, cluster, run, status } = await setUp();
    broker.isUp = false;
    const runId = await run();
    await cluster.clock.advance(100);
    expect(await status(runId)).toBe("succeeded");
  });

  it("that is lost on a proven path is made again on the other one", async () => {
    const { broker, cluster, agent, run, status } = await setUp();
    broker.loses = ({ type }) => type === "Offer";
    const runId = await run();
    await cluster.clock.advance(2500);
    expect([await status(runId), agent.starts.length]).toEqual(["running", 0]);
    await cluster.clock.advance(1000);
    expect([await status(runId), broker.offers.length]).toEqual(["succeeded", 1]);
  });

  it("that comes twice counts once", async () => {
    const { broker, cluster, agent, run, status } = await setUp();
    broker.copies = 3;
    const runId = await run();
    await cluster.clock.advance(100);
    expect([await status(runId), agent.starts.length]).toEqual(["succeeded", 1]);
  });

  it("that nobody claims is given back after a bounded number of times", async () => {
    const cluster = new SimulatedCluster({ execute: async () => done });
    const engine = await cluster.startCoordinator();
    await engine.pipelines.apply(spec, null);
    const offers = await connectMute(cluster);
    const { header } = await engine.runs.create({ pipeline: "one", params: {} });
    await cluster.clock.advance(14_000);
    const returned = async () => (await engine.runs.tasks(header.runId, { limit: 1 }))[0]?.record?.returned ?? 0;
    expect([offers.length, await returned()]).toEqual([5, 0]);
    await cluster.clock.advance(2000);
    expect(await returned()).toBe(1);
  });
});

describe("an agent without a proven path", () => {
  it("is deaf: it gets no work, and keeps what it runs", async () => {
    const { cluster, broker, network, run, status, view } = await setUp();
    broker.loses = () => true;
    network.isDeaf = true;
    await cluster.clock.advance(8000);
    expect(await view()).toMatchObject({ state: "deaf", paths: [] });
    const runId = await run();
    await cluster.clock.advance(5000);
    expect(await status(runId)).toBe("running");
    expect(broker.offers).toEqual([]);
    network.isDeaf = false;
    await cluster.clock.advance(5000);
    expect(await view()).toMatchObject({ state: "ready", paths: ["session"] });
    expect(await status(runId)).toBe("succeeded");
  });
});

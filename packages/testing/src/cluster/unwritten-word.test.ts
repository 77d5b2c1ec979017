/** What is not written yet is not said to agents, whatever else is written meanwhile. Both were found by the simulation. */
import { defaultLimits, type PipelineSpec, type RunEvent } from "@troupe/core";
import { decode, type FeedEntry, type SessionLink, type StateStore } from "@troupe/engine";
import { VirtualClock } from "@troupe/engine/adapters";
import { expect, it } from "vitest";
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

/** Batches wait to be let through, one by one, once `allowed` is finite. */
class Turnstile {
  allowed = Number.POSITIVE_INFINITY;
  #waiting: (() => void)[] = [];
  readonly #events: string[] = [];

  /** How many events of a type have been let through. */
  written(type: RunEvent["type"]): number {
    return this.#events.filter((event) => event === type).length;
  }

  guard(store: StateStore): StateStore {
    return new Proxy(store, {
      get: (target, name) => {
        if (name === "commit")
          return (batch: Parameters<StateStore["commit"]>[0]) =>
            this.#pass(() => {
              for (const { key, value } of batch.puts)
                if (key.startsWith("outbox/"))
                  for (const { events } of decode(value) as FeedEntry[])
                    this.#events.push(...events.map(({ type }) => type));
              return target.commit(batch);
            });
        const value = Reflect.get(target, name);
        return typeof value === "function" ? value.bind(target) : value;
      },
    });
  }

  let(count: number): void {
    this.allowed += count;
    while (this.allowed > 0 && this.#waiting.length > 0) {
      this.allowed -= 1;
      this.#waiting.shift()?.();
    }
  }

  async #pass<Answer>(commit: () => Promise<Answer>): Promise<Answer> {
    if (this.allowed > 0) this.allowed -= 1;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    return commit();
  }
}

/** Time passes meanwhile. */
async function passing<Answer>(clock: VirtualClock, answer: Promise<Answer>): Promise<Answer> {
  await clock.advance(10);
  return answer;
}

type Said = Parameters<SessionLink["send"]>[0]["type"];

async function connected(turnstile: Turnstile, takes: (type: Said) => boolean) {
  const clock = new VirtualClock();
  const cluster = new SimulatedCluster({
    clock,
    // What follows from a batch that is on its way is decided after it has left.
    engine: { soon: (call) => void clock.after(0, call) },
    execute: () => new Promise(() => {}),
    store: (inner) => turnstile.guard(inner),
  });
  const engine = await passing(clock, cluster.startCoordinator());
  await passing(clock, engine.pipelines.apply(spec, null));
  const said: Said[] = [];
  const hello = {
    agentId: "a1",
    incarnation: "1",
    host: "a1",
    version: "0",
    labels: {},
    capacity: { millicpus: 4000, memoryBytes: 2 ** 34, gpus: 0 },
    devices: [],
    held: [],
    clusterId: engine.clusterId,
    termSeen: 0,
    draining: false,
    standingClaim: true,
    isolationTier: 1,
  };
  const link: SessionLink = {
    send: ({ type }) => {
      if (!takes(type)) return false;
      said.push(type);
      return true;
    },
    close() {},
    handOver() {},
  };
  const session = await passing(clock, engine.agents.connect(hello, link));
  return { cluster, engine, session, said };
}

it("grants nothing by an assignment that is being written because one that was given back is written", async () => {
  const turnstile = new Turnstile();
  let offers = 0;
  const assignedWhenGranted: number[] = [];
  // The first offer finds its buffer full, so that the assignment is given back in the batch in which it is made.
  const takes = (type: Said): boolean => {
    if (type === "Grant") assignedWhenGranted.push(turnstile.written("TaskAssigned"));
    return type !== "Offer" || ++offers > 1;
  };
  const { cluster, engine } = await connected(turnstile, takes);
  turnstile.allowed = 0;
  const created = engine.runs.create({ pipeline: "one", params: {} });
  for (let batch = 0; batch < 10; batch += 1) {
    await cluster.clock.advance(10);
    turnstile.let(1);
  }
  await created;
  expect(offers).toBe(2);
  expect(assignedWhenGranted).toEqual([2]);
});

it("ends nothing for a cancel that is not written, nor says that it will, however long that takes", async () => {
  const turnstile = new Turnstile();
  const { cluster, engine, session, said } = await connected(turnstile, () => true);
  const { header } = await passing(cluster.clock, engine.runs.create({ pipeline: "one", params: {} }));
  await cluster.clock.advance(100);
  session.running({ runId: header.runId, task: "first", attempt: 1 }, 0);
  await cluster.clock.advance(100);
  turnstile.allowed = 0;
  let isPromised = false;
  const cancelled = engine.runs.cancel(header.runId, "enough").then(() => {
    isPromised = true;
  });
  for (let second = 0; second < 20; second += 1) {
    session.beat({ sequence: second, nonces: {}, usage: idle, running: 1 });
    await cluster.clock.advance(1000);
  }
  expect(said).not.toContain("CancelAttempt");
  expect(isPromised).toBe(false);
  turnstile.let(Number.POSITIVE_INFINITY);
  await cluster.clock.advance(100);
  await cancelled;
  expect(said).toContain("CancelAttempt");
});

/**
 * The simulated etcd does what the real one does: one script of operations runs on both, and every answer is compared.
 * Revisions are counted from where each of them stood at the beginning.
 */
import type { FencedBatch, StateStore } from "@troupe/engine";
import { SeededEntropy, VirtualClock } from "@troupe/engine/adapters";
import { absentPrograms, EtcdCluster, Workbench } from "@troupe/testing/process";
import {
  type EtcdCompare,
  type EtcdOperation,
  type EtcdResponse,
  type EtcdTransaction,
  fairEtcd,
  leaderKey,
  Network,
  ProcessClock,
  EtcdClient as SimulatedClient,
  SimulatedEtcd,
  SimulatedEtcdStateStore,
} from "@troupe/testing/simulation";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { EtcdClient } from "../../packages/coordinator/src/adapters/etcd/client.ts";
import { EtcdStateStore } from "../../packages/coordinator/src/adapters/etcd/state-store.ts";
import { beginTerm, someCluster } from "../cluster/support.ts";
import { RealEtcd } from "./real-etcd.ts";

const isSkipped = absentPrograms("etcd").length > 0;
const keys = ["a", "b", "c"];
const bytes = (text: string): Uint8Array => Buffer.from(text);

describe.skipIf(isSkipped)("the simulated etcd and a real one (needs etcd)", () => {
  const bench = new Workbench();
  let etcd: EtcdCluster;
  let client: EtcdClient;
  beforeAll(async () => {
    etcd = await EtcdCluster.start(bench);
    client = await EtcdClient.open(someCluster(etcd.endpoints), "comparison");
  });
  afterAll(async () => {
    client.close();
    await bench.clear();
  });

  it.each([1, 2, 3, 4])("answer alike to transactions that compare, put, delete and get (script %i)", async (seed) => {
    const real = new RealEtcd(client);
    const simulated = new SimulatedEtcd(new VirtualClock());
    const empty = { compares: [], success: keys.map((key) => ({ type: "delete" as const, key })), failure: [] };
    const sides = [
      { transact: (it: EtcdTransaction) => real.transact(it), base: (await real.transact(empty)).revision },
      { transact: async (it: EtcdTransaction) => simulated.transact(it), base: simulated.transact(empty).revision },
    ];
    const luck = new SeededEntropy(seed);
    for (let step = 0; step < 150; step += 1) {
      const script = transaction(luck, step);
      const [one, other] = await Promise.all(
        sides.map(async ({ transact, base }) => relative(await transact(script(base)), base)),
      );
      expect(other, `step ${step}`).toEqual(one);
    }
  });

  it("take keys away with their lease, and leave those that were put again since", async () => {
    const real = new RealEtcd(client);
    const simulated = new SimulatedEtcd(new VirtualClock());
    const answers = await Promise.all([
      leases({
        transact: (it) => real.transact(it),
        // etcd3 gives ids as text, for they are longer than a number is exact.
        grant: async () => (await real.grant(60_000)) as unknown as number,
        revoke: (lease) => real.revoke(String(lease)),
      }),
      leases({
        transact: async (it) => simulated.transact(it),
        grant: async () => simulated.grant(60_000),
        revoke: async (lease) => simulated.revoke(lease),
      }),
    ]);
    expect(answers[1]).toEqual(answers[0]);
    expect(answers[0]).toEqual(["leased: none", "detached: kept", "taken over: kept", "unknown lease: refused"]);
  });

  it("take a batch that lands late once, or not at all", async () => {
    const storeClient = await EtcdClient.open(someCluster(etcd.endpoints), "late");
    try {
      const real = await lateBatches(new EtcdStateStore(storeClient), () => beginTerm(storeClient));
      const clock = new VirtualClock();
      const node = { name: "c1", clock: new ProcessClock(clock) };
      const network = new Network(clock, new SeededEntropy(1));
      const model = new SimulatedEtcd(clock);
      const simulatedClient = new SimulatedClient(model, network, node, new SeededEntropy(1), () => fairEtcd);
      const put = { type: "put", key: leaderKey, value: bytes("me") } as const;
      const story = lateBatches(
        new SimulatedEtcdStateStore(simulatedClient),
        async () => model.transact({ compares: [], success: [put], failure: [] }).revision,
      );
      await clock.advance(60_000);
      expect(await story).toEqual(real);
      expect(real.outcomes).toEqual(["committed", "committed", "committed", "fenced", "committed", "fenced", "fenced"]);
    } finally {
      storeClient.close();
    }
  });

  it("refuse what needs space when they are full, and nothing else", async () => {
    const own = new Workbench();
    try {
      const { endpoints } = await EtcdCluster.start(own, { quotaBytes: 400_000 });
      const fullClient = await EtcdClient.open(someCluster(endpoints), "full");
      const real = new RealEtcd(fullClient);
      const fill = {
        compares: [],
        success: [{ type: "put" as const, key: "fill", value: Buffer.alloc(200_000) }],
        failure: [],
      };
      const isTaken = () =>
        real.transact(fill).then(
          () => true,
          () => false,
        );
      while (await isTaken());
      const simulated = new SimulatedEtcd(new VirtualClock());
      simulated.isFull = true;
      const answers = await Promise.all([
        whenFull(
          (it) => real.transact(it),
          () => real.grant(60_000),
        ),
        whenFull(
          async (it) => simulated.transact(it),
          async () => simulated.grant(60_000),
        ),
      ]);
      fullClient.close();
      expect(answers[1]).toEqual(answers[0]);
      expect(answers[0]).toEqual(["put refused", "put not taken refused", "delete done", "get done", "grant refused"]);
    } finally {
      await own.clear();
    }
  });
});

async function whenFull(
  transact: (transaction: EtcdTransaction) => Promise<unknown>,
  grant: () => Promise<unknown>,
): Promise<readonly string[]> {
  const tried = async (name: string, call: () => Promise<unknown>): Promise<string> =>
    call().then(
      () => `${name} done`,
      () => `${name} refused`,
    );
  const of = (...success: readonly EtcdOperation[]): EtcdTransaction => ({ compares: [], success, failure: [] });
  const put = { type: "put", key: "p", value: bytes("x") } as const;
  return [
    await tried("put", () => transact(of(put))),
    await tried("put not taken", () => transact({ compares: [], success: [], failure: [put] })),
    await tried("delete", () => transact(of({ type: "delete", key: "p" }))),
    await tried("get", () => transact(of({ type: "get", key: "p" }))),
    await tried("grant", grant),
  ];
}

interface Leasing {
  transact(transaction: EtcdTransaction): Promise<EtcdResponse>;
  grant(): Promise<number>;
  revoke(lease: number): Promise<void>;
}

async function leases({ transact, grant, revoke }: Leasing): Promise<readonly string[]> {
  const put = (key: string, lease?: number) =>
    transact({
      compares: [],
      success: [{ type: "put", key, value: bytes("x"), ...(lease === undefined ? {} : { lease }) }],
      failure: [],
    });
  const look = async (key: string): Promise<string> => {
    const { found } = await transact({ compares: [], success: [{ type: "get", key }], failure: [] });
    return found[0] === undefined ? "none" : "kept";
  };
  const [first, second] = [await grant(), await grant()];
  await put("leased", first);
  await put("detached", first);
  await put("detached");
  await put("taken over", first);
  await put("taken over", second);
  await revoke(first);
  const refused = await put("other", first).then(
    () => "taken",
    () => "refused",
  );
  return [
    `leased: ${await look("leased")}`,
    `detached: ${await look("detached")}`,
    `taken over: ${await look("taken over")}`,
    `unknown lease: ${refused}`,
  ];
}

/** What a batch meets that arrives after it was sent again: the batch after it, and the next leader. */
async function lateBatches(store: StateStore, lead: () => Promise<number>) {
  const outcomes: string[] = [];
  const commit = async (batch: FencedBatch): Promise<void> => void outcomes.push(await store.commit(batch));
  const first = await lead();
  const batch = (term: number, marker: number, value: string): FencedBatch => {
    return { term, previous: marker - 1, marker, puts: [{ key: "k", value: bytes(value) }], deletes: [] };
  };
  await commit(batch(first, 1, "one"));
  await commit(batch(first, 1, "one"));
  await commit(batch(first, 2, "two"));
  await commit(batch(first, 1, "one"));
  const second = await lead();
  await commit(batch(second, 1, "three"));
  await commit(batch(first, 3, "late"));
  await commit(batch(first, 2, "two"));
  const value = await store.get("k");
  return { outcomes, value: value === undefined ? null : Buffer.from(value).toString() };
}

/** Revisions in compares are those that the side has had: so many after its base. */
function transaction(luck: SeededEntropy, step: number): (base: number) => EtcdTransaction {
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(luck.random() * items.length)] as Item;
  const compares = Array.from({ length: Math.floor(luck.random() * 3) }, () => ({
    key: pick(keys),
    target: pick(["create", "mod", "value"] as const),
    is: pick(["equal", "less", "greater"] as const),
    back: Math.floor(luck.random() * 6),
    isZero: luck.random() < 0.3,
    value: bytes(String(Math.floor(luck.random() * 3))),
  }));
  const operations = (): readonly EtcdOperation[] =>
    keys.flatMap((key): EtcdOperation[] => {
      const dice = luck.random();
      if (dice < 0.3) return [{ type: "put", key, value: bytes(String(Math.floor(luck.random() * 3))) }];
      if (dice < 0.45) return [{ type: "delete", key }];
      return dice < 0.8 ? [{ type: "get", key }] : [];
    });
  const [success, failure] = [operations(), operations()];
  const compareAt = (base: number): readonly EtcdCompare[] =>
    compares.map(({ key, target, is, back, isZero, value }) =>
      target === "value"
        ? { key, target, is: "equal", value }
        : { key, target, is, revision: isZero ? 0 : base + Math.max(0, Math.floor(step / 2) - back) },
    );
  return (base) => ({ compares: compareAt(base), success, failure });
}

function relative({ succeeded, revision, found }: EtcdResponse, base: number) {
  return {
    succeeded,
    revision: revision - base,
    found: found.map((entry) =>
      entry === undefined
        ? null
        : {
            value: Buffer.from(entry.value).toString(),
            created: entry.createRevision - base,
            changed: entry.modRevision - base,
          },
    ),
  };
}

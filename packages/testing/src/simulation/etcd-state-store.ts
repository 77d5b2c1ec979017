/** The state store on the simulated etcd: each batch is one transaction, fenced by the leader key and by the marker. */
import { TroupeError } from "@troupe/core";
import type { FencedBatch, StateEntry, StateStore } from "@troupe/engine";
import { checkBatch } from "@troupe/engine/adapters";
import type { EtcdClient } from "./etcd-client.ts";
import type { EtcdCompare, EtcdEntry, EtcdResponse, EtcdTransaction, SimulatedEtcd } from "./simulated-etcd.ts";

export const leaderKey = "leader";
const markerKey = "marker";
export const statePrefix = "state/";

const maxScan = 500;
const readTries = 8;

export class SimulatedEtcdStateStore implements StateStore {
  /** As those of the real one. */
  readonly limits = { operations: 100, bytes: 1_250_000 } as const;
  readonly #client: EtcdClient;
  readonly #onApplied: (batch: FencedBatch, leaderRevision: number) => void;

  /** `onApplied` is called in the instant in which a batch is applied, whether or not anybody hears of it. */
  constructor(client: EtcdClient, onApplied: (batch: FencedBatch, leaderRevision: number) => void = () => {}) {
    this.#client = client;
    this.#onApplied = onApplied;
  }

  async commit(batch: FencedBatch): Promise<"committed" | "fenced"> {
    checkBatch(batch, this.limits);
    const transaction = transactionOf(batch);
    const response = await this.#client
      .call((etcd) => {
        const answer = etcd.transact(transaction);
        if (answer.succeeded) this.#onApplied(batch, etcd.get(leaderKey)?.modRevision ?? 0);
        return answer;
      })
      .catch((error) => {
        throw error instanceof TroupeError && error.code === "NOSPACE" ? full(error) : error;
      });
    return outcomeOf(batch, response);
  }

  async get(key: string): Promise<Uint8Array | undefined> {
    const entry = await this.#read((etcd) => etcd.get(statePrefix + key));
    return entry === undefined ? undefined : new Uint8Array(entry.value);
  }

  async scan(
    prefix: string,
    { after, limit = maxScan }: { readonly after?: string; readonly limit?: number } = {},
  ): Promise<readonly StateEntry[]> {
    const from = after === undefined ? undefined : statePrefix + after;
    const found = await this.#read((etcd) => etcd.range(statePrefix + prefix, from, Math.min(limit, maxScan)));
    return found.map(({ key, value }) => ({ key: key.slice(statePrefix.length), value: new Uint8Array(value) }));
  }

  async usage(): Promise<{ readonly bytes: number; readonly quota: number | null }> {
    return { bytes: 0, quota: null };
  }

  async close(): Promise<void> {}

  /** Reading twice harms nobody. */
  async #read<Answer>(work: (etcd: SimulatedEtcd) => Answer): Promise<Answer> {
    for (let tried = 1; ; tried += 1) {
      try {
        return await this.#client.call(work);
      } catch (error) {
        if (tried === readTries) throw error;
      }
    }
  }
}

/** SAFETY: the term is the revision at which the leader key was put, so no marker of an earlier term is as new. */
export function transactionOf({ term, previous, marker, puts, deletes }: FencedBatch): EtcdTransaction {
  const before: EtcdCompare =
    previous === 0
      ? { key: markerKey, target: "mod", is: "less", revision: term }
      : { key: markerKey, target: "value", is: "equal", value: markerValue(term, previous) };
  return {
    compares: [{ key: leaderKey, target: "mod", is: "equal", revision: term }, before],
    success: [
      ...deletes.map((key) => ({ type: "delete" as const, key: statePrefix + key })),
      ...puts.map(({ key, value }) => ({ type: "put" as const, key: statePrefix + key, value })),
      { type: "put", key: markerKey, value: markerValue(term, marker) },
    ],
    failure: [
      { type: "get", key: leaderKey },
      { type: "get", key: markerKey },
    ],
  };
}

/** Refused because it is there already, or because another one leads: said by the very transaction that refused it. */
export function outcomeOf({ term, marker }: FencedBatch, { succeeded, found }: EtcdResponse): "committed" | "fenced" {
  if (succeeded) return "committed";
  const [leader, last] = found;
  return leader?.modRevision === term && isMarker(last, term, marker) ? "committed" : "fenced";
}

function isMarker(entry: EtcdEntry | undefined, term: number, marker: number): boolean {
  return entry !== undefined && Buffer.compare(entry.value, markerValue(term, marker)) === 0;
}

function markerValue(term: number, marker: number): Uint8Array {
  return Buffer.from(`${term}/${marker}`);
}

function full(cause: TroupeError): TroupeError {
  return new TroupeError("etcd has no space left; nothing was written", {
    code: "STORE_FULL",
    reaction: "retry",
    cause,
  });
}

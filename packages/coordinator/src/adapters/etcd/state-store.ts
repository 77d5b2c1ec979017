/**
 * The state store of a cluster: one etcd transaction a batch.
 *
 * A batch compares two keys. The leader's key must still be the one that the election of this term wrote: its
 * modification revision is the term. And the marker must be the one that the batch before it left; it bears the term, so
 * the first batch of a term compares that no batch was written since the term began. Either compare that fails leaves
 * everything as it was, and the same answer brings both keys, so that a batch that was sent again is told apart from one
 * that is fenced without a second look.
 */
import type { FencedBatch, StateEntry, StateStore } from "@troupe/engine";
import { checkBatch } from "@troupe/engine/adapters";
import type { ICompare, IRequestOp, ITxnResponse } from "etcd3";
import type { EtcdClient } from "./client.ts";
import { afterPrefix } from "./keys.ts";
import { StoreRoom } from "./store-room.ts";

const maxScan = 500;
/** A page is the largest answer that there is, and one that is late costs whoever takes over all those before. */
const scanTries = 3;

/** What etcd keeps of an entry beside key and value, and of the page that it fills in part. */
const overheadBytes = 256;

export interface EtcdStateStoreOptions {
  /** What etcd was started with (`--quota-backend-bytes`), which it does not tell. Default: its own default, 2 GiB. */
  readonly quotaBytes?: number;
}

export class EtcdStateStore implements StateStore {
  /** Of 128 operations and 1.5 MiB that etcd takes by default, with room for the marker and for what frames them. */
  readonly limits = { operations: 100, bytes: 1_250_000 } as const;
  readonly #client: EtcdClient;
  readonly #quotaBytes: number;
  readonly #room: StoreRoom;
  /** The batch that was sent last, whose outcome may be unknown. */
  #sent = "";

  /** The client stays the caller's, and is closed with `close`. */
  constructor(client: EtcdClient, options: EtcdStateStoreOptions = {}) {
    this.#client = client;
    this.#quotaBytes = options.quotaBytes ?? 2 * 1024 ** 3;
    this.#room = new StoreRoom(this.#quotaBytes, async () => (await this.usage()).bytes);
  }

  async commit(batch: FencedBatch): Promise<"committed" | "fenced"> {
    checkBatch(batch, this.limits);
    await this.#refuseIfFull(batch);
    const { keys } = this.#client;
    const look = [keys.leader, keys.marker].map((key) => ({ request_range: { key } }));
    const answer = await this.#client.once(`batch ${batch.marker} of term ${batch.term}`, ({ kv }) =>
      kv.txn({ compare: this.#fence(batch), success: this.#writes(batch), failure: look }),
    );
    return answer.succeeded || this.#bears(answer, batch) ? "committed" : "fenced";
  }

  async get(key: string): Promise<Uint8Array | undefined> {
    const { kvs } = await this.#client.read(`the record ${key}`, ({ kv }) => kv.range({ key: this.#key(key) }));
    return kvs[0]?.value;
  }

  async scan(
    prefix: string,
    { after, limit = maxScan }: { readonly after?: string; readonly limit?: number } = {},
  ): Promise<readonly StateEntry[]> {
    const { state } = this.#client.keys;
    // The next key after a key is that key with a zero byte.
    const start = after === undefined || after < prefix ? prefix : `${after}\0`;
    const [first, end] = [this.#key(start), afterPrefix(state + prefix)];
    if (Buffer.compare(first, end) >= 0) return [];
    const request = { key: first, range_end: end, limit: Math.min(limit, maxScan) };
    const { kvs } = await this.#client.read(`the records under ${prefix}`, ({ kv }) => kv.range(request), scanTries);
    return kvs.map(({ key, value }) => ({ key: key.toString("latin1").slice(state.length), value }));
  }

  async usage(): Promise<{ readonly bytes: number; readonly quota: number | null }> {
    const { dbSizeInUse } = await this.#client.read("its status", ({ maintenance }) => maintenance.status());
    return { bytes: Number(dbSizeInUse), quota: this.#quotaBytes };
  }

  async close(): Promise<void> {
    this.#client.close();
  }

  /** Deletes always pass. SAFETY: a batch that was sent before is sent again, full or not: it may have been applied. */
  async #refuseIfFull(batch: FencedBatch): Promise<void> {
    const name = `${batch.term}/${batch.marker}`;
    if (this.#sent === name) return;
    const needed = batch.puts.reduce((sum, { key, value }) => sum + key.length + value.length + overheadBytes, 0);
    if (needed > 0) await this.#room.take(needed);
    this.#sent = name;
  }

  #fence({ term, previous }: FencedBatch): ICompare[] {
    const { leader, marker } = this.#client.keys;
    const after: ICompare =
      previous === 0
        ? { key: marker, target: "Mod", result: "Less", mod_revision: term }
        : { key: marker, target: "Value", result: "Equal", value: mark(term, previous) };
    return [{ key: leader, target: "Mod", result: "Equal", mod_revision: term }, after];
  }

  #writes({ term, marker, puts, deletes }: FencedBatch): IRequestOp[] {
    return [
      { request_put: { key: this.#client.keys.marker, value: mark(term, marker) } },
      ...puts.map(({ key, value }) => ({ request_put: { key: this.#key(key), value: asBuffer(value) } })),
      ...deletes.map((key) => ({ request_delete_range: { key: this.#key(key) } })),
    ];
  }

  /** SAFETY: a term that is over is fenced, also for a batch that it did apply. */
  #bears({ responses }: ITxnResponse, { term, marker }: FencedBatch): boolean {
    const [leader, last] = responses.map(({ response_range }) => response_range.kvs[0]);
    return Number(leader?.mod_revision) === term && last?.value.equals(mark(term, marker)) === true;
  }

  #key(key: string): Buffer {
    return Buffer.from(this.#client.keys.state + key);
  }
}

function mark(term: number, marker: number): Buffer {
  return Buffer.from(`${term}/${marker}`);
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

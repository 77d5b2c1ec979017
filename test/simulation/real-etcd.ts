/** A real etcd behind the face of the simulated one, so that one script runs on both. */
import type { EtcdCompare, EtcdEntry, EtcdOperation, EtcdResponse, EtcdTransaction } from "@troupe/testing/simulation";
import type { EtcdClient } from "../../packages/coordinator/src/adapters/etcd/client.ts";

export class RealEtcd {
  readonly #client: EtcdClient;

  constructor(client: EtcdClient) {
    this.#client = client;
  }

  async transact({ compares, success, failure }: EtcdTransaction): Promise<EtcdResponse> {
    const answer = await this.#client.once("a transaction", ({ kv }) =>
      kv.txn({ compare: compares.map(compareOf), success: success.map(requestOf), failure: failure.map(requestOf) }),
    );
    // Of the answers to an operation only its own is there.
    const ranges: readonly ({ readonly kvs: readonly Stored[] } | undefined)[] = answer.responses.map(
      ({ response_range }) => response_range,
    );
    const found = ranges.flatMap((range) => (range === undefined ? [] : [entryOf(range.kvs[0])]));
    return { succeeded: answer.succeeded, revision: Number(answer.header.revision), found };
  }

  /** Its id. */
  async grant(ttlMs: number): Promise<string> {
    const { ID } = await this.#client.once("a lease", ({ leaseClient }) =>
      leaseClient.leaseGrant({ TTL: ttlMs / 1000 }),
    );
    return String(ID);
  }

  async revoke(lease: string): Promise<void> {
    await this.#client.once("the end of a lease", ({ leaseClient }) => leaseClient.leaseRevoke({ ID: lease }));
  }
}

type Transaction = Parameters<Parameters<Parameters<EtcdClient["once"]>[1]>[0]["kv"]["txn"]>[0];
type Compare = NonNullable<Transaction["compare"]>[number];
type Request = NonNullable<Transaction["success"]>[number];

const results = { equal: "Equal", less: "Less", greater: "Greater" } as const;

function compareOf(compare: EtcdCompare): Compare {
  const key = Buffer.from(compare.key);
  const result = results[compare.is];
  if (compare.target === "value") return { key, result, target: "Value", value: Buffer.from(compare.value) };
  return compare.target === "mod"
    ? { key, result, target: "Mod", mod_revision: compare.revision }
    : { key, result, target: "Create", create_revision: compare.revision };
}

function requestOf(operation: EtcdOperation): Request {
  const key = Buffer.from(operation.key);
  if (operation.type === "get") return { request_range: { key } };
  if (operation.type === "delete") return { request_delete_range: { key } };
  return { request_put: { key, value: Buffer.from(operation.value), lease: operation.lease ?? 0 } };
}

interface Stored {
  readonly key: Buffer;
  readonly value: Buffer;
  readonly create_revision: string;
  readonly mod_revision: string;
  readonly lease: string;
}

function entryOf(stored: Stored | undefined): EtcdEntry | undefined {
  return stored === undefined
    ? undefined
    : {
        key: stored.key.toString(),
        value: stored.value,
        createRevision: Number(stored.create_revision),
        modRevision: Number(stored.mod_revision),
        lease: Number(stored.lease),
      };
}

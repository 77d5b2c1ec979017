/**
 * etcd as far as Troupe uses it: keys with revisions, transactions with compares, leases, watches of one key, and the
 * NOSPACE alarm. Atomic and in memory; what lies between it and its clients is in etcd-client.ts. It is compared with the
 * real one, operation by operation, in test/simulation.
 */
import { TroupeError } from "@troupe/core";
import type { Clock, Timer } from "@troupe/engine";

export interface EtcdEntry {
  readonly key: string;
  readonly value: Uint8Array;
  readonly createRevision: number;
  readonly modRevision: number;
  /** 0: none. */
  readonly lease: number;
}

/** Of a key that is absent both revisions are 0. A value never equals an absent one. */
export type EtcdCompare =
  | {
      readonly key: string;
      readonly target: "create" | "mod";
      readonly is: "equal" | "less" | "greater";
      readonly revision: number;
    }
  | { readonly key: string; readonly target: "value"; readonly is: "equal"; readonly value: Uint8Array };

export type EtcdOperation =
  | { readonly type: "put"; readonly key: string; readonly value: Uint8Array; readonly lease?: number }
  | { readonly type: "delete"; readonly key: string }
  | { readonly type: "get"; readonly key: string };

export interface EtcdTransaction {
  readonly compares: readonly EtcdCompare[];
  readonly success: readonly EtcdOperation[];
  readonly failure: readonly EtcdOperation[];
}

export interface EtcdResponse {
  readonly succeeded: boolean;
  /** Of the store, after it. */
  readonly revision: number;
  /** What each get of the branch that was taken found, in order. */
  readonly found: readonly (EtcdEntry | undefined)[];
}

export type EtcdErrorCode = "NOSPACE" | "LEASE_NOT_FOUND";

export class EtcdError extends TroupeError {
  constructor(code: EtcdErrorCode) {
    super(`etcd: ${code}`, { code, reaction: "retry" });
  }
}

interface Lease {
  readonly ttlMs: number;
  expiry: Timer;
}

export class SimulatedEtcd {
  readonly #clock: Clock;
  readonly #entries = new Map<string, EtcdEntry>();
  readonly #leases = new Map<number, Lease>();
  readonly #watchers = new Map<string, Set<() => void>>();
  #revision = 1;
  #lastLease = 0;
  /** The alarm: puts and new leases are refused; reads, deletes and keepalives are not. */
  isFull = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Throws EtcdError; then nothing was changed. */
  transact(transaction: EtcdTransaction): EtcdResponse {
    const { compares, success, failure } = transaction;
    // As etcd does: what a transaction might put counts, whichever branch it takes.
    if (this.isFull && [...success, ...failure].some(({ type }) => type === "put")) throw new EtcdError("NOSPACE");
    const succeeded = compares.every((compare) => this.#holds(compare));
    const operations = succeeded ? success : failure;
    for (const operation of operations)
      if (operation.type === "put" && operation.lease !== undefined && !this.#leases.has(operation.lease))
        throw new EtcdError("LEASE_NOT_FOUND");
    const changes = operations.some(({ type, key }) => type === "put" || (type === "delete" && this.#entries.has(key)));
    if (changes) this.#revision += 1;
    const found = operations.flatMap((operation) => this.#carryOut(operation));
    return { succeeded, revision: this.#revision, found };
  }

  get(key: string): EtcdEntry | undefined {
    return this.#entries.get(key);
  }

  /** In the order of keys, after `after` (exclusive). */
  range(prefix: string, after: string | undefined, limit: number): readonly EtcdEntry[] {
    const keys = [...this.#entries.keys()].filter(
      (key) => key.startsWith(prefix) && (after === undefined || key > after),
    );
    return keys
      .sort()
      .slice(0, limit)
      .flatMap((key) => this.#entries.get(key) ?? []);
  }

  grant(ttlMs: number): number {
    if (this.isFull) throw new EtcdError("NOSPACE");
    this.#lastLease += 1;
    const lease = this.#lastLease;
    this.#leases.set(lease, { ttlMs, expiry: this.#clock.after(ttlMs, () => this.revoke(lease)) });
    return lease;
  }

  keepAlive(lease: number): void {
    const held = this.#leases.get(lease);
    if (held === undefined) throw new EtcdError("LEASE_NOT_FOUND");
    held.expiry.cancel();
    held.expiry = this.#clock.after(held.ttlMs, () => this.revoke(lease));
  }

  /** With the keys that it still holds: one that was put again since, with another lease or none, stays. */
  revoke(lease: number): void {
    const held = this.#leases.get(lease);
    if (held === undefined) return;
    held.expiry.cancel();
    this.#leases.delete(lease);
    const keys = [...this.#entries.values()].filter((entry) => entry.lease === lease).map(({ key }) => key);
    if (keys.length > 0) this.#revision += 1;
    for (const key of keys) this.#change(key, undefined);
  }

  /** Calls back after each change of the key. Returns the way to stop. */
  watch(key: string, call: () => void): () => void {
    const watchers = this.#watchers.get(key) ?? new Set();
    this.#watchers.set(key, watchers);
    watchers.add(call);
    return () => void watchers.delete(call);
  }

  #holds(compare: EtcdCompare): boolean {
    const entry = this.#entries.get(compare.key);
    if (compare.target === "value") return entry !== undefined && Buffer.compare(entry.value, compare.value) === 0;
    const revision = (compare.target === "create" ? entry?.createRevision : entry?.modRevision) ?? 0;
    if (compare.is === "equal") return revision === compare.revision;
    return compare.is === "less" ? revision < compare.revision : revision > compare.revision;
  }

  #carryOut(operation: EtcdOperation): readonly (EtcdEntry | undefined)[] {
    const { key } = operation;
    if (operation.type === "get") return [this.#entries.get(key)];
    if (operation.type === "delete") this.#change(key, undefined);
    else {
      const createRevision = this.#entries.get(key)?.createRevision ?? this.#revision;
      const value = new Uint8Array(operation.value);
      this.#change(key, { key, value, createRevision, modRevision: this.#revision, lease: operation.lease ?? 0 });
    }
    return [];
  }

  #change(key: string, entry: EtcdEntry | undefined): void {
    if (entry === undefined) this.#entries.delete(key);
    else this.#entries.set(key, entry);
    for (const call of [...(this.#watchers.get(key) ?? [])]) call();
  }
}

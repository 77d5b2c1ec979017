/** Pools as the store has them, for a coordinator that follows: what is held of them only the leader knows. */
import { TroupeError } from "@troupe/core";
import type { Pools, PoolView } from "../engine.ts";
import { refuse } from "../following/refuse.ts";
import type { StateStore } from "../ports/state-store.ts";
import { poolsPrefix } from "../records/keys.ts";
import { type PoolRecord, poolRecord } from "../records/records.ts";
import { scanAll } from "../records/scan-all.ts";

export class StoredPools implements Pools {
  readonly #store: StateStore;

  constructor(store: StateStore) {
    this.#store = store;
  }

  set(): Promise<never> {
    return refuse();
  }

  delete(): Promise<never> {
    return refuse();
  }

  async get(name: string): Promise<PoolView> {
    const pools = await this.list();
    const pool = pools.find((each) => each.name === name);
    if (pool === undefined)
      throw poolNotFound(
        name,
        pools.map((each) => each.name),
      );
    return pool;
  }

  async list(): Promise<readonly PoolView[]> {
    return (await readPools(this.#store)).map((pool) => ({ ...pool, used: null, waiting: null }));
  }
}

/** In order of name. */
export async function readPools(store: StateStore): Promise<readonly PoolRecord[]> {
  const pools: PoolRecord[] = [];
  for await (const { value } of scanAll(store, poolsPrefix)) pools.push(poolRecord.decode(value));
  return pools;
}

export function poolNotFound(name: string, known: readonly string[]): TroupeError {
  return new TroupeError(
    `There is no pool "${name}". Known are: ${known.join(", ") || "none"}. Make it with: troupe pool set ${name} --slots NUMBER`,
    { code: "POOL_NOT_FOUND", reaction: "reject", details: { pool: name } },
  );
}

/** Pools under the engine that leads: one record each, all of them in memory, and placement knows of each change once it is written. */
import { namePattern, type PipelineSpec, specLimits, TroupeError, unknownPools } from "@troupe/core";
import type { Committer } from "../commit/committer.ts";
import type { PoolSettings, Pools, PoolUse, PoolView } from "../engine.ts";
import type { StateStore } from "../ports/state-store.ts";
import { poolKey } from "../records/keys.ts";
import { type PoolRecord, poolRecord } from "../records/records.ts";
import { poolNotFound, readPools } from "./stored-pools.ts";

export interface PoolsSurroundings {
  readonly store: StateStore;
  readonly committer: Committer;
  /** Throws NOT_LEADER once the lease can no longer be trusted. */
  checkLead(): void;
  changed(name: string, slots: number | null): void;
  /** What is held of each pool, and how many tasks wait that ask for it. */
  use(): Promise<ReadonlyMap<string, PoolUse>>;
}

/** Nobody has more, and all of them are in memory. */
const poolsAtMost = 1000;

export class PoolRegistry implements Pools {
  readonly #around: PoolsSurroundings;
  readonly #pools = new Map<string, PoolRecord>();
  /** Changes follow one another: of two, the later one is in memory, in the store and with placement. */
  #changing: Promise<unknown> = Promise.resolve();

  constructor(around: PoolsSurroundings) {
    this.#around = around;
  }

  /** Before any run is taken up. */
  async load(): Promise<void> {
    for (const pool of await readPools(this.#around.store)) {
      this.#pools.set(pool.name, pool);
      this.#around.changed(pool.name, pool.slots);
    }
  }

  /** Slots by name. */
  get slots(): ReadonlyMap<string, number> {
    return new Map([...this.#pools.values()].map(({ name, slots }) => [name, slots]));
  }

  /** Throws POOL_NOT_FOUND if a step asks for one that is not there: it could never start. */
  check(spec: PipelineSpec): void {
    const problems = unknownPools(spec, this.slots);
    const [first] = problems;
    if (first === undefined) return;
    throw new TroupeError(`Pipeline "${spec.name}": ${first.field}: ${first.message}; ${first.fix}.`, {
      code: "POOL_NOT_FOUND",
      reaction: "reject",
      problems,
    });
  }

  set(name: string, settings: PoolSettings): Promise<PoolView> {
    return this.#change(async () => {
      const pool = checked(name, settings);
      if (!this.#pools.has(name) && this.#pools.size >= poolsAtMost) throw tooMany();
      this.#around.committer.checkSpace();
      await this.#around.committer.stage({ puts: [{ key: poolKey(name), value: poolRecord.encode(pool) }] });
      this.#pools.set(name, pool);
      this.#around.changed(name, pool.slots);
      return this.get(name);
    });
  }

  delete(name: string): Promise<void> {
    return this.#change(async () => {
      const { used, waiting } = await this.get(name);
      if ((used ?? 0) > 0 || (waiting ?? 0) > 0) throw inUse(name, used ?? 0, waiting ?? 0);
      await this.#around.committer.stage({ deletes: [poolKey(name)] });
      this.#pools.delete(name);
      this.#around.changed(name, null);
    });
  }

  async get(name: string): Promise<PoolView> {
    const pool = this.#pools.get(name);
    if (pool === undefined) throw poolNotFound(name, [...this.#pools.keys()]);
    const use = await this.#around.use();
    this.#around.checkLead();
    return { ...pool, ...(use.get(name) ?? unused) };
  }

  async list(): Promise<readonly PoolView[]> {
    const use = await this.#around.use();
    this.#around.checkLead();
    return [...this.#pools.values()]
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .map((pool) => ({ ...pool, ...(use.get(pool.name) ?? unused) }));
  }

  #change<T>(change: () => Promise<T>): Promise<T> {
    const changed = this.#changing.then(change);
    this.#changing = changed.catch(() => {});
    return changed;
  }
}

const unused: PoolUse = { used: 0, waiting: 0 };

function checked(name: string, { slots, description = "" }: PoolSettings): PoolRecord {
  const isNamed = namePattern.test(name) && name.length <= specLimits.nameLength;
  if (!isNamed) throw refused("name", `is "${name}"`, 'use lower-case letters, digits and single hyphens: "db"');
  if (!Number.isSafeInteger(slots) || slots < 0 || slots > specLimits.slots)
    throw refused("slots", `is ${slots}`, `give a whole number from 0 to ${specLimits.slots}`);
  if (description.length > 1000) throw refused("description", "has over 1,000 characters", "give at most that many");
  return { name, slots, description };
}

function refused(field: string, message: string, fix: string): TroupeError {
  return new TroupeError(`A pool's ${field} ${message}: ${fix}.`, {
    code: "INVALID_ARGUMENT",
    reaction: "reject",
    problems: [{ field, message, fix }],
  });
}

function tooMany(): TroupeError {
  return new TroupeError(`There are ${poolsAtMost} pools already: delete one that nobody needs.`, {
    code: "POOL_LIMIT",
    reaction: "reject",
  });
}

function inUse(name: string, used: number, waiting: number): TroupeError {
  return new TroupeError(
    `${used} slots of pool "${name}" are held, and ${waiting} tasks wait for it: it stays. With "troupe pool set ${name} --slots 0" nothing more of it starts; delete it when nobody needs it.`,
    { code: "POOL_IN_USE", reaction: "reject", details: { pool: name, used: String(used), waiting: String(waiting) } },
  );
}

/**
 * What is counted beside the resources of agents: slots of pools, concurrency keys, and how many tasks of a run or of a
 * pipeline may run at once. Each is a limit with a name; a task claims an amount of it, and holds that from its assignment
 * until its room is given back. Nothing of this is stored: the attempts of runs tell all of it again.
 */
import type { Line } from "./waiting-queue.ts";

export type LimitKind = "pool" | "key" | "run" | "pipeline";

export interface Claim {
  /** Kind and name: two claims with one id are on the same limit. */
  readonly id: string;
  readonly kind: LimitKind;
  /** Of the pool, run or pipeline; the text of the key. */
  readonly name: string;
  readonly amount: number;
  /** How much may be held by all together, by this claim's own account. Null: as many slots as the pool has. */
  readonly limit: number | null;
}

/** Holds for every step that names no pool, once somebody has set it. */
export const defaultPool = "default";

const defaultClaims: readonly Claim[] = [claim("pool", defaultPool, 1, null)];

/** What one step claims beside room on an agent. */
export function claimsOf(claimed: {
  readonly pool?: { readonly name: string; readonly slots: number } | undefined;
  readonly key?: { readonly text: string; readonly limit: number } | undefined;
  readonly run?: { readonly id: string; readonly limit: number } | undefined;
  readonly pipeline?: { readonly name: string; readonly limit: number } | undefined;
}): readonly Claim[] {
  const { pool, key, run, pipeline } = claimed;
  const claims: Claim[] = [];
  if (run !== undefined) claims.push(claim("run", run.id, 1, run.limit));
  if (pipeline !== undefined) claims.push(claim("pipeline", pipeline.name, 1, pipeline.limit));
  if (key !== undefined) claims.push(claim("key", key.text, 1, key.limit));
  if (pool !== undefined) claims.push(claim("pool", pool.name, pool.slots, null));
  // One object for the most of them: a queue of 100,000 tasks has it once.
  else if (claims.length === 0) return defaultClaims;
  else claims.push(...defaultClaims);
  return claims;
}

function claim(kind: LimitKind, name: string, amount: number, limit: number | null): Claim {
  return { id: limitId(kind, name), kind, name, amount, limit };
}

function limitId(kind: LimitKind, name: string): string {
  return `${kind}/${name}`;
}

/** A task that waits for a limit, its place in the order, and how long others may pass it. */
export interface Closing {
  readonly key: string;
  readonly rank: number;
  readonly from: number;
}

interface Counted {
  used: number;
  /** Lines that wait until some of it is given back. */
  readonly waiting: Set<Line>;
  /** Of those that wait, the first in order: from this instant on nobody behind it may take of this any more. */
  closing: Closing | undefined;
}

export class Holds {
  readonly #counted = new Map<string, Counted>();
  readonly #pools = new Map<string, number>();

  /** The slots of a pool; undefined: there is none of that name (any more). */
  setPool(name: string, slots: number | undefined): readonly Line[] {
    if (slots === undefined) this.#pools.delete(name);
    else this.#pools.set(name, slots);
    return this.#reopen(limitId("pool", name));
  }

  hasPool(name: string): boolean {
    return this.#pools.has(name);
  }

  /** How much of it may be held; what nobody limits is infinite, and an unknown pool has no slots. */
  limit(claim: Pick<Claim, "name" | "limit">): number {
    return claim.limit ?? this.#pools.get(claim.name) ?? (claim.name === defaultPool ? Number.POSITIVE_INFINITY : 0);
  }

  used(claim: Pick<Claim, "id">): number {
    return this.#counted.get(claim.id)?.used ?? 0;
  }

  /** Who waited so long for it that those behind have to wait too. */
  closedBy(claim: Pick<Claim, "id">, now: number): string | undefined {
    const closing = this.#counted.get(claim.id)?.closing;
    return closing !== undefined && now >= closing.from ? closing.key : undefined;
  }

  /** The first claim that cannot be granted now to a task with this place in the order. */
  full(claims: readonly Claim[], key: string, rank: number, now: number): Claim | undefined {
    for (const claim of claims) {
      const counted = this.#counted.get(claim.id);
      if ((counted?.used ?? 0) + claim.amount > this.limit(claim)) return claim;
      const closing = counted?.closing;
      if (closing !== undefined && closing.key !== key && closing.rank <= rank && now >= closing.from) return claim;
    }
    return undefined;
  }

  take(claims: readonly Claim[]): void {
    for (const claim of claims) this.#of(claim).used += claim.amount;
  }

  /** Gives back; answers with the lines that waited for it. */
  release(claims: readonly Claim[]): readonly Line[] {
    const freed: Line[] = [];
    for (const claim of claims) {
      this.#of(claim).used -= claim.amount;
      freed.push(...this.#reopen(claim.id));
    }
    return freed;
  }

  /**
   * A line waits until some of this is given back, or its limit is another one. If its head is the first in order of those
   * that wait, it may be passed no longer than it says: then more and more is free, until what it asks for is. Not if that
   * is more than there can ever be.
   */
  wait(line: Line, claim: Claim, head: Closing): void {
    const counted = this.#of(claim);
    counted.waiting.add(line);
    const isFirst = counted.closing === undefined || head.rank < counted.closing.rank;
    if (isFirst && claim.amount <= this.limit(claim)) counted.closing = head;
  }

  forget(line: Line, claim: Claim): void {
    this.#counted.get(claim.id)?.waiting.delete(line);
    this.#tidy(claim.id);
  }

  /** The task has what it waited for, or does not wait any more. */
  reopenFor(key: string, claims: readonly Claim[]): readonly Line[] {
    return claims.flatMap((claim) => (this.#counted.get(claim.id)?.closing?.key === key ? this.#reopen(claim.id) : []));
  }

  #of(claim: Pick<Claim, "id">): Counted {
    const id = claim.id;
    const known = this.#counted.get(id);
    if (known !== undefined) return known;
    const counted: Counted = { used: 0, waiting: new Set(), closing: undefined };
    this.#counted.set(id, counted);
    return counted;
  }

  #reopen(id: string): readonly Line[] {
    const counted = this.#counted.get(id);
    if (counted === undefined) return [];
    const lines = counted.waiting.size === 0 ? [] : [...counted.waiting];
    counted.waiting.clear();
    counted.closing = undefined;
    this.#tidy(id);
    return lines;
  }

  /** There are as many keys as users make up. */
  #tidy(id: string): void {
    const counted = this.#counted.get(id);
    if (counted !== undefined && counted.used === 0 && counted.waiting.size === 0) this.#counted.delete(id);
  }
}

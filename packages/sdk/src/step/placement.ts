/** Who goes first, and how many at once: as an author writes it, and as the spec has it. */
import type { ConcurrencyKey, Limits, MaxParallel } from "@troupe/core";
import { specLimits } from "@troupe/core";
import { invalidSpec } from "../invalid-spec.ts";
import type { Builder } from "../pipeline/builder.ts";
import { express } from "../ref/express.ts";
import type { Handle } from "../ref/ref.ts";

/** One slot of a pool, by its name, or several: `{ name: "gpu-license", slots: 2 }`. */
export type PoolOption = string | { readonly name: string; readonly slots: number };

/** What a value of a key may be, in a declaration. */
type KeyValue = string | number | boolean;

/** At most `limit` tasks with the same key are with agents at once, of whatever run and pipeline. */
export interface DeclaredConcurrency {
  readonly key: KeyValue;
  /** Default: 1. */
  readonly limit?: number;
}

/** The same, of one call: the key may be made of what the run is given and what other steps yield. */
export interface Concurrency {
  /** `"production"`, `params.to`, ``text`deploy-${params.to}` ``. Where it is absent, the task has no key. */
  readonly key: KeyValue | Handle<KeyValue | null | undefined>;
  /** Default: 1. */
  readonly limit?: number;
}

export interface PlacementOptions {
  /** Takes slots of a pool while an agent has the step. Default: one of the pool `default`, if there is one. */
  readonly pool?: PoolOption;
  /** Minutes of head start, on top of its run's: it goes before what came at most so much earlier. Default: 0. */
  readonly priority?: number;
}

/** One number is for each run. */
export type MaxParallelOption = number | MaxParallel;

export function placementOf({ pool, priority }: PlacementOptions, field: string): Pick<Limits, "pool" | "priority"> {
  return {
    ...(pool !== undefined && { pool: typeof pool === "string" ? { name: pool, slots: 1 } : pool }),
    ...(priority !== undefined && { priority: priorityOf(priority, `${field}.priority`) }),
  };
}

export function priorityOf(priority: number, field: string): number {
  const most = specLimits.priority;
  if (Number.isSafeInteger(priority) && Math.abs(priority) <= most) return priority;
  throw invalidSpec({ field, message: `is ${priority}`, fix: `give it whole minutes, from -${most} to ${most}` });
}

export function maxParallelOf(option: MaxParallelOption): MaxParallel {
  return typeof option === "number" ? { run: option } : option;
}

/** Of one call; undefined if there is no key to be had. */
export function concurrencyOf(
  own: Concurrency | DeclaredConcurrency | undefined,
  id: string,
  builder: Builder,
): ConcurrencyKey | undefined {
  if (own === undefined) return undefined;
  const key = express(own.key, { who: `${id}, option concurrency.key`, builder });
  return key === undefined ? undefined : { key, limit: own.limit ?? 1 };
}

/** What a step may use, how often it is tried, and how long: as an author writes it, and as the spec has it. */
import {
  type Backoff,
  defaultLimits,
  type Limits,
  type ResourceRequest,
  type RetryableClass,
  type RetryPolicy,
} from "@troupe/core";
import { invalidSpec } from "../invalid-spec.ts";
import type { MetricRule } from "./metric-rules.ts";
import { type DeclaredConcurrency, type PlacementOptions, placementOf } from "./placement.ts";
import { type Bytes, type Duration, toBytes, toMs } from "./units.ts";

/** What a step needs of the machine that it runs on. */
export interface Resources {
  /** Cores, in thousandths: `0.5`, `4`. Default: 1; for a function 0.02, because it shares its process. */
  readonly cpus?: number;
  /** Default: it asks for none, and gets what there is. */
  readonly memory?: Bytes;
  /** Whole devices, for this attempt alone. */
  readonly gpus?: number;
  /** Labels that the agent must carry: `{ gpu: "h100" }`. */
  readonly labels?: Readonly<Record<string, string>>;
}

/** How often a step is tried again. Each kind of failure counts for itself. */
export interface Retries {
  /** Further attempts after the first, when the step itself failed: an error, out of memory, out of time. */
  readonly max: number;
  /** Before the second attempt; then it grows by `factor`. Default: `"1s"`. */
  readonly backoff?: Duration;
  /** Default: 2. */
  readonly factor?: number;
  /** Default: `"5m"`. */
  readonly maxBackoff?: Duration;
  /**
   * Instead of `max`, for one kind of failure. `lost` (its machine went away) and `error` (Troupe could not prepare it)
   * are not the step's fault, have 3 each by default, and never count against `max`.
   */
  readonly on?: { readonly [K in Exclude<RetryableClass, "failure">]?: number };
  /**
   * Only these failures of the step's own code are tried again: `{ exitCodes: [75], errors: ["TimeoutError"] }`. Either
   * will do. A type of error means its subtypes too, and may stand with its module: `requests.exceptions.Timeout`.
   */
  readonly only?: Failures;
  /** These are not, whatever `only` says. */
  readonly never?: Failures;
  /** The next attempt after one that ran out of memory asks for this many times as much: `2`. Needs `resources.memory`. */
  readonly memoryOnOom?: number;
  /** At most so much, then. */
  readonly maxMemory?: Bytes;
}

/** Failures of a step's own code. */
export interface Failures {
  readonly exitCodes?: readonly number[];
  readonly errors?: readonly string[];
}

/**
 * Ends an attempt that stands still: that reports no new progress, no new point of a metric and no checkpoint for so
 * long. What a Python step was at is in its log then.
 */
export interface Watchdog {
  readonly stalls: Duration;
  /** `restart`: another attempt, from the last checkpoint, if `retries` leave one for a timeout. Default: `"restart"`. */
  readonly do?: "restart" | "fail";
}

/** What a step sets for all of its calls, and a call for itself. */
export interface StepLimits extends PlacementOptions {
  readonly resources?: Resources;
  readonly retries?: Retries;
  /** Of one attempt, from its start. Preparing the environment and fetching inputs do not count. Default: none. */
  readonly timeout?: Duration;
  /** Between the request to stop and the kill. Default: `"10s"`. */
  readonly grace?: Duration;
  /**
   * Of the task, over all of its attempts: from when it could begin, with queueing, preparing and every backoff. It fails
   * when this is over, and is not tried again if that would be too late. Default: none.
   */
  readonly within?: Duration;
  readonly watchdog?: Watchdog;
  /** Of every call that does not say otherwise: `{ key: "production" }`. */
  readonly concurrency?: DeclaredConcurrency;
  /** Looked at where the step runs, with every point: `stopWhen`, `failWhen`, `markWhen`, `plateau`. */
  readonly rules?: readonly MetricRule[];
}

/** In full, for a declaration. */
export function limitsOf(own: StepLimits, millicpus: number, field: string): Limits {
  return {
    resources: resourcesOf(own.resources ?? {}, { ...defaultLimits.resources, millicpus }, `${field}.resources`),
    retries: own.retries === undefined ? defaultLimits.retries : retriesOf(own.retries, `${field}.retries`),
    graceMs: defaultLimits.graceMs,
    ...timesOf(own, field),
    ...placementOf(own, field),
    ...(own.rules && own.rules.length > 0 && { rules: own.rules }),
  };
}

/** Of one call: what it sets, each part in full, over what its step says. */
export function callLimitsOf(own: StepLimits, step: StepLimits, declared: Limits, field: string): Partial<Limits> {
  return {
    ...(own.resources && { resources: resourcesOf(own.resources, declared.resources, `${field}.resources`) }),
    ...(own.retries && { retries: retriesOf({ ...step.retries, ...own.retries }, `${field}.retries`) }),
    ...timesOf(own, field),
    ...placementOf(own, field),
  };
}

function timesOf(own: StepLimits, field: string): Partial<Limits> {
  const { timeout, grace, within, watchdog } = own;
  return {
    ...(within !== undefined && { withinMs: positive(toMs(within, `${field}.within`), `${field}.within`) }),
    ...(watchdog !== undefined && { watchdog: watchdogOf(watchdog, `${field}.watchdog`) }),
    ...(timeout !== undefined && { timeoutMs: positive(toMs(timeout, `${field}.timeout`), `${field}.timeout`) }),
    ...(grace !== undefined && { graceMs: toMs(grace, `${field}.grace`) }),
  };
}

function watchdogOf({ stalls, do: action = "restart" }: Watchdog, field: string): NonNullable<Limits["watchdog"]> {
  return { stallMs: positive(toMs(stalls, `${field}.stalls`), `${field}.stalls`), action };
}

function resourcesOf(own: Resources, base: ResourceRequest, field: string): ResourceRequest {
  const { cpus, memory, gpus, labels } = own;
  return {
    millicpus: cpus === undefined ? base.millicpus : positive(Math.round(cpus * 1000), `${field}.cpus`),
    memoryBytes: memory === undefined ? base.memoryBytes : toBytes(memory, `${field}.memory`),
    gpus: gpus === undefined ? base.gpus : count(gpus, `${field}.gpus`),
    labels: labels ?? base.labels,
  };
}

function retriesOf(retries: Retries, field: string): RetryPolicy {
  const { max, backoff, factor, maxBackoff, on = {} } = retries;
  const { budgets, backoff: usual } = defaultLimits.retries;
  const initialMs = backoff === undefined ? usual.initialMs : toMs(backoff, `${field}.backoff`);
  const own = count(max, `${field}.max`);
  return {
    budgets: {
      failure: own,
      oom: count(on.oom ?? own, `${field}.on.oom`),
      timeout: count(on.timeout ?? own, `${field}.on.timeout`),
      lost: count(on.lost ?? budgets.lost, `${field}.on.lost`),
      error: count(on.error ?? budgets.error, `${field}.on.error`),
    },
    backoff: {
      initialMs,
      factor: atLeastOne(factor ?? usual.factor, `${field}.factor`),
      maxMs: maxBackoffOf(initialMs, maxBackoff, usual, field),
      jitter: usual.jitter,
    },
    ...rulesOf(retries, field),
  };
}

function rulesOf({ only, never, memoryOnOom, maxMemory }: Retries, field: string): Partial<RetryPolicy> {
  if (maxMemory !== undefined && memoryOnOom === undefined)
    throw invalidSpec({ field: `${field}.maxMemory`, message: "caps what does not grow", fix: "add memoryOnOom: 2" });
  const maxBytes = maxMemory === undefined ? {} : { maxBytes: toBytes(maxMemory, `${field}.maxMemory`) };
  return {
    ...(only && { only }),
    ...(never && { never }),
    ...(memoryOnOom !== undefined && {
      memoryOnOom: { factor: atLeastOne(memoryOnOom, `${field}.memoryOnOom`), ...maxBytes },
    }),
  };
}

function maxBackoffOf(initialMs: number, max: Duration | undefined, usual: Backoff, field: string): number {
  if (max === undefined) return Math.max(initialMs, usual.maxMs);
  const maxMs = toMs(max, `${field}.maxBackoff`);
  if (maxMs >= initialMs) return maxMs;
  const message = `is "${max}", less than the first backoff`;
  throw invalidSpec({ field: `${field}.maxBackoff`, message, fix: "make it at least as long as backoff" });
}

function positive(value: number, field: string): number {
  if (value > 0 && Number.isSafeInteger(value)) return value;
  throw invalidSpec({ field, message: "is not more than nothing", fix: "give it a positive amount, or leave it out" });
}

function count(value: number, field: string): number {
  if (value >= 0 && Number.isSafeInteger(value)) return value;
  throw invalidSpec({ field, message: `is ${value}`, fix: "give it a whole number, 0 or more" });
}

function atLeastOne(value: number, field: string): number {
  if (value >= 1 && Number.isFinite(value)) return value;
  throw invalidSpec({ field, message: `is ${value}`, fix: "give it 1 (always the same wait) or more" });
}

/** When a pipeline runs by itself, as its spec says it. */
import type { JsonObject } from "../json.ts";

export type ScheduleSpec = ScheduleTiming & ScheduleRules;

export type ScheduleTiming =
  | {
      readonly kind: "cron";
      /** Five fields, or @hourly, @daily, @weekly, @monthly. */
      readonly expression: string;
      /** IANA name. */
      readonly timezone: string;
    }
  /** By elapsed time, counted from `start`, or else from the epoch. */
  | { readonly kind: "every"; readonly everyMs: number };

export interface ScheduleRules {
  /** No interval begins before. ISO 8601, in UTC. */
  readonly start?: string;
  /** No interval ends after. ISO 8601, in UTC. */
  readonly end?: string;
  /** Of ticks that passed while it was paused or not applied yet. Default: none. */
  readonly catchup?: Catchup;
  /** Of its runs. Default: what the params are by default. */
  readonly params?: JsonObject;
}

export type Catchup = (typeof catchups)[number];

/** What is made up for: nothing, the newest tick, or each. */
export const catchups = ["none", "latest", "all"] as const;

export const scheduleLimits = {
  /** A run costs the store a few writes: what comes more often than once a second is a service, not a schedule. */
  leastEveryMs: 1000,
  mostEveryMs: 366 * 86_400_000,
} as const;

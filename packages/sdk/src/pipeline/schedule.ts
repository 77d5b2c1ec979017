/** When a pipeline runs by itself. */
import { type Catchup, isZone, readInstant, type ScheduleSpec, type ScheduleTiming } from "@troupe/core";
import { invalidSpec } from "../invalid-spec.ts";
import type { NoFields } from "../schema/shape.ts";
import { type Duration, toMs } from "../step/units.ts";

/** Minute, hour, day of the month, month and weekday: `"30 2 * * MON-FRI"`. */
export type CronExpression =
  | "@hourly"
  | "@daily"
  | "@weekly"
  | "@monthly"
  | `${string} ${string} ${string} ${string} ${string}`;

/** What `cron(…)` and `every(…)` make. `Params` is what each run is given. */
export interface Schedule<Params = NoFields> {
  readonly spec: ScheduleSpec;
  /** Types only. */
  readonly "~params"?: Params;
}

/** What stands as `schedule`: an expression alone only where no param is required. */
export type ScheduleFor<Params> = Schedule<Fixed<Params>> | (NoFields extends Params ? CronExpression : never);

/** As a value that is written down: its lists are not changed any more. */
type Fixed<T> = T extends readonly (infer Item)[]
  ? readonly Fixed<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: Fixed<T[Key]> }
    : T;

export interface ScheduleOptions<Params> {
  /** No interval begins before: a date, or a date and a time, in the schedule's time zone unless it names an offset. */
  readonly start?: string | Date;
  /** No interval ends after. */
  readonly end?: string | Date;
  /**
   * Of ticks that pass while the schedule is paused, or passed before the pipeline was applied first: `"none"` of them
   * gets a run, the `"latest"`, or `"all"`. Default: `"none"`.
   */
  readonly catchup?: Catchup;
  /** What each run is given. Default: what the params are by default. */
  readonly params?: Params;
}

export interface CronOptions<Params> extends ScheduleOptions<Params> {
  /** An IANA name, as "Europe/Berlin". Default: "UTC". */
  readonly timezone?: string;
}

/**
 * A run for each time that a cron expression names. It is about the interval that ends then and began with the time
 * before: `interval.start` and `interval.end` in the body. A local time that is missing on the day when clocks go forward
 * comes at the first instant after the gap; one that there is twice comes once, the first time.
 *
 * @throws TroupeError `INVALID_SPEC`, naming what is wrong and what to do.
 *
 * @example
 * ```ts
 * const load = python("load", { run: "load.py", input: { from: z.string(), to: z.string() } });
 * const schedule = cron("0 3 * * *", { timezone: "Europe/Berlin", start: "2026-01-01" });
 * export default pipeline("nightly", { schedule }, ({ interval }) => {
 *   load({ from: interval.start, to: interval.end });
 * });
 * ```
 */
export function cron<const Params = NoFields>(
  expression: CronExpression,
  options: CronOptions<Params> = {},
): Schedule<Params> {
  const { timezone = "UTC" } = options;
  if (!isZone(timezone))
    throw invalidSpec({
      field: `cron(${JSON.stringify(expression)}).timezone`,
      message: `is ${JSON.stringify(timezone)}`,
      fix: 'use an IANA name, as "Europe/Berlin"',
    });
  const timing = { kind: "cron", expression: expression.trim().replace(/\s+/g, " "), timezone } as const;
  return schedule(timing, timezone, `cron(${JSON.stringify(expression)})`, options);
}

/**
 * A run at even distances, by elapsed time, counted from `start` or else from the epoch: 1 second to 366 days.
 *
 * @throws TroupeError `INVALID_SPEC`, naming what is wrong and what to do.
 *
 * @example
 * ```ts
 * const watch = python("watch", { run: "watch.py", input: { since: z.string() } });
 * export default pipeline("monitor", { schedule: every("15m") }, ({ interval }) => {
 *   watch({ since: interval.start });
 * });
 * ```
 */
export function every<const Params = NoFields>(
  duration: Duration,
  options: ScheduleOptions<Params> = {},
): Schedule<Params> {
  const what = `every(${JSON.stringify(duration)})`;
  return schedule({ kind: "every", everyMs: toMs(duration, what) }, "UTC", what, options);
}

/** The spec of what stands as `schedule`. */
export function scheduleSpec(given: Schedule<unknown> | CronExpression): ScheduleSpec {
  return typeof given === "string" ? cron(given).spec : given.spec;
}

function schedule<Params>(
  timing: ScheduleTiming,
  zone: string,
  what: string,
  { start, end, catchup, params }: ScheduleOptions<Params>,
): Schedule<Params> {
  const spec = {
    ...timing,
    ...(start !== undefined && { start: instant(start, zone, `${what}.start`) }),
    ...(end !== undefined && { end: instant(end, zone, `${what}.end`) }),
    ...(catchup !== undefined && { catchup }),
    ...(params !== undefined && { params: params as NonNullable<ScheduleSpec["params"]> }),
  };
  return { spec };
}

function instant(given: string | Date, zone: string, field: string): string {
  const at = typeof given === "string" ? readInstant(given, zone) : given.getTime();
  if (at !== undefined && !Number.isNaN(at)) return new Date(at).toISOString();
  throw invalidSpec({
    field,
    message: `is ${JSON.stringify(given)}`,
    fix: 'give a Date, or a text as "2026-01-01" or "2026-01-01T03:00"',
  });
}

/** How metrics are looked at, as it stands in the address. */
import type { XAxis } from "./curves/curve.ts";

export interface MetricOptions {
  /** Percent that the past counts; absent: nothing is smoothed. */
  readonly smooth?: number;
  readonly log?: true;
  readonly x?: XAxis;
  /** Only metrics and tasks that have it in their names. */
  readonly q?: string;
  readonly table?: true;
}

export type MetricChange = { readonly [K in keyof MetricOptions]: MetricOptions[K] | undefined };

export function weightOf({ smooth = 0 }: MetricOptions): number {
  return Math.min(smooth, 99) / 100;
}

export function changedOptions<Options extends MetricOptions>(options: Options, change: MetricChange): Options {
  return Object.fromEntries(
    Object.entries({ ...options, ...change }).filter(([, value]) => value !== undefined),
  ) as unknown as Options;
}

/** Points to series: one for each metric of each task, of its last attempt. */
import type { MetricPoint } from "@troupe/sdk/client";

export interface Series {
  readonly task: string;
  readonly name: string;
  readonly values: readonly number[];
  readonly min: number;
  readonly max: number;
  /** Of the last point. */
  readonly step: number | null;
}

export function seriesOf(points: readonly MetricPoint[]): readonly Series[] {
  const bySeries = Map.groupBy(points, ({ task, name }) => `${task}\n${name}`);
  return [...bySeries.values()].flatMap((all) => {
    const last = all.at(-1);
    if (last === undefined) return [];
    // An attempt that was retried began again: its points would bend the curve.
    const attempt = all.reduce((latest, point) => Math.max(latest, point.attempt), 0);
    const values = all.filter((point) => point.attempt === attempt).map(({ value }) => value);
    const numbers = values.filter((value) => !Number.isNaN(value));
    const min = numbers.reduce((least, value) => Math.min(least, value), numbers[0] ?? Number.NaN);
    const max = numbers.reduce((most, value) => Math.max(most, value), numbers[0] ?? Number.NaN);
    return [{ task: last.task, name: last.name, values, min, max, step: last.step }];
  });
}

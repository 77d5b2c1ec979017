/** Points of metrics as columns of numbers: a curve's names are told once, and its values as bytes. */
import type { StoredMetric } from "@troupe/engine";
import type { MetricColumns } from "@troupe/proto";

/** Curves in the order of their first points, points in the order in which they came. */
export function toColumns(points: readonly StoredMetric[]): MetricColumns[] {
  // With the length of the first of two names, so that no two pairs of them make one text.
  const curves = Map.groupBy(points, ({ task, attempt, name }) => `${attempt} ${task.length} ${task}${name}`);
  return [...curves.values()].flatMap((curve) => {
    const [first] = curve;
    if (first === undefined) return [];
    const { task, attempt, name } = first;
    return {
      task,
      attempt,
      name,
      steps: doubles(curve, ({ step }) => step ?? Number.NaN),
      values: doubles(curve, ({ value }) => value),
      at: doubles(curve, ({ at }) => at),
    };
  });
}

function doubles(points: readonly StoredMetric[], numberOf: (point: StoredMetric) => number): Buffer {
  const bytes = Buffer.alloc(points.length * 8);
  for (const [index, point] of points.entries()) bytes.writeDoubleLE(numberOf(point), index * 8);
  return bytes;
}

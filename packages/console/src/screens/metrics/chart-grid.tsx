/** All metrics of some curves: those of the program, and below them what the machine had to give. */
import { useMemo } from "react";
import { MetricChart, type ShownCurve } from "./chart/metric-chart.tsx";
import styles from "./chart-grid.module.css";
import type { Curve } from "./curves/curve.ts";
import { isSystemMetric, namesOf } from "./curves/curve-book.ts";
import { type MetricOptions, weightOf } from "./metric-options.ts";

export interface ChartGridProps {
  readonly curves: readonly Curve[];
  readonly revision: number;
  readonly options: MetricOptions;
  readonly labelOf: (curve: Curve) => string;
  /** Curves that belong together have one colour in all charts: those of a task, or of a run. */
  readonly groupOf: (curve: Curve) => string;
  /** In the order of their colours; absent: in order of their names. */
  readonly groups?: readonly string[];
  readonly sinceMsOf: (curve: Curve) => number;
}

export function ChartGrid({ curves, revision, options, labelOf, groupOf, groups, sinceMsOf }: ChartGridProps) {
  const keys = curves.map(({ key }) => key).join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: by their keys; curves grow in place
  const shown = useMemo(() => {
    const all = placed(curves, groupOf, groups).map(
      ({ curve, ...places }): ShownCurve => ({ curve, label: labelOf(curve), sinceMs: sinceMsOf(curve), ...places }),
    );
    return namesOf(curves).map((name) => ({ name, curves: all.filter(({ curve }) => curve.of.name === name) }));
  }, [keys, labelOf, groupOf, groups, sinceMsOf]);
  const own = shown.filter(({ name }) => !isSystemMetric(name));
  const system = shown.filter(({ name }) => isSystemMetric(name));
  return (
    <>
      {own.length > 0 && <Charts title="Measured by the program" of={own} revision={revision} options={options} />}
      {system.length > 0 && <Charts title="Used of the machine" of={system} revision={revision} options={options} />}
    </>
  );
}

interface ChartsProps extends Pick<ChartGridProps, "revision" | "options"> {
  readonly title: string;
  readonly of: readonly { readonly name: string; readonly curves: readonly ShownCurve[] }[];
}

function Charts({ title, of, revision, options }: ChartsProps) {
  return (
    <section className={styles.group}>
      <h2>{title}</h2>
      <div className={styles.grid}>
        {of.map(({ name, curves }) => (
          <MetricChart
            key={name}
            name={name}
            curves={curves}
            axis={isSystemMetric(name) ? "time" : (options.x ?? "step")}
            isLog={options.log === true && !isSystemMetric(name)}
            smoothing={weightOf(options)}
            asTable={options.table === true}
            revision={revision}
          />
        ))}
      </div>
    </section>
  );
}

const collator = new Intl.Collator("en", { numeric: true });

/** Colours go by group; within one group the line tells attempts and tasks apart. */
function placed(
  curves: readonly Curve[],
  groupOf: (curve: Curve) => string,
  groups: readonly string[] = [...new Set(curves.map(groupOf))].sort(collator.compare),
): readonly { readonly curve: Curve; readonly place: number; readonly line: number }[] {
  const lines = new Map<string, string[]>();
  return curves
    .toSorted((a, b) => collator.compare(a.of.task, b.of.task) || a.of.attempt - b.of.attempt)
    .map((curve) => {
      const group = groupOf(curve);
      const known = lines.get(group) ?? [];
      lines.set(group, known);
      const { task, attempt } = curve.of;
      const line = JSON.stringify([task, attempt]);
      if (!known.includes(line)) known.push(line);
      return { curve, place: Math.max(0, groups.indexOf(group)), line: known.indexOf(line) };
    })
    .toSorted((a, b) => a.place - b.place);
}

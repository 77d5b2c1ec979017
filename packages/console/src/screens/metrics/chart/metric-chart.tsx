/** One metric: its curves, who they are, and the same in numbers. */
import { useComputedColorScheme } from "@mantine/core";
import { type KeyboardEvent, memo, useEffect, useId, useMemo, useRef, useState } from "react";
import { Icon } from "../../../components/icons/icon.tsx";
import { formatCount, plural } from "../../../format/numbers.ts";
import { formatFull } from "../../../format/times.ts";
import type { Curve, Points, XAxis } from "../curves/curve.ts";
import { isSystemMetric } from "../curves/curve-book.ts";
import { type Summary, summarize } from "../curves/summary.ts";
import { colourAt, dashAt, type Scheme } from "./colours.ts";
import { CurvePlot, type PlottedCurve } from "./curve-plot.ts";
import styles from "./metric-chart.module.css";
import { formatMetric, formatX, titleOf } from "./units.ts";
import { useSmoothed } from "./use-smoothed.ts";
import "uplot/dist/uPlot.min.css";

/** More are no picture any more. */
export const mostCurves = 40;

export interface ShownCurve {
  readonly curve: Curve;
  /** Beside the colour. */
  readonly label: string;
  /** Among all curves of the page, so that a task has one colour everywhere. */
  readonly place: number;
  /** Among the curves of its colour. */
  readonly line: number;
  /** From when on its time counts, in milliseconds. */
  readonly sinceMs: number;
}

export interface MetricChartProps {
  readonly name: string;
  readonly curves: readonly ShownCurve[];
  readonly axis: XAxis;
  readonly isLog: boolean;
  /** What the past counts, from 0 up to 1. */
  readonly smoothing: number;
  readonly asTable: boolean;
  /** Grows when the curves have. */
  readonly revision: number;
}

export const MetricChart = memo(function MetricChart(props: MetricChartProps) {
  const { name, axis, isLog, asTable } = props;
  const curves = props.curves.slice(0, mostCurves);
  const scheme = useComputedColorScheme("light") as Scheme;
  const id = useId();
  const [hovered, setHovered] = useState<number>();
  const [isZoomed, setZoomed] = useState(false);
  const { root, plot } = usePlot({ name, axis, isLog, scheme, isShown: !asTable }, setHovered, setZoomed);
  const summaries = useSummaries(props.curves, props.revision);
  const drawn = useDrawn(props, curves, scheme);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a plot that was made anew has to be told as well
  useEffect(() => plot.current?.show(drawn), [drawn, plot, name, axis, isLog, scheme, asTable]);

  const onKeyDown = (event: KeyboardEvent): void => {
    const act = keyActions[event.key];
    if (act === undefined || plot.current === undefined || event.ctrlKey || event.metaKey) return;
    act(plot.current);
    event.preventDefault();
  };
  const odd = summaries.reduce((sum, summary) => sum + (summary?.odd ?? 0), 0);
  return (
    <section className={styles.chart} aria-labelledby={id}>
      <header className={styles.head}>
        <h3 id={id} className="cut" title={name}>
          {titleOf(name)}
        </h3>
        {odd > 0 && (
          <span className={styles.odd} title="Marked at the edge of the chart: a cross is NaN, an arrow an infinity">
            <Icon name="warning" size={12} />
            {plural(odd, "value is", "values are")} not finite
          </span>
        )}
        {isZoomed && (
          <button type="button" className={styles.all} onClick={() => plot.current?.showAll()}>
            Show all
          </button>
        )}
      </header>
      {asTable ? null : (
        <div
          ref={root}
          className={styles.plot}
          role="img"
          aria-label={`${titleOf(name)}, ${plural(curves.length, "curve")} by ${axis}. The table says the same in numbers.`}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: its keys move and zoom
          tabIndex={0}
          onKeyDown={onKeyDown}
        />
      )}
      {asTable ? (
        <NumbersTable name={name} curves={props.curves} summaries={summaries} scheme={scheme} />
      ) : (
        <Legend name={name} curves={curves} axis={axis} hovered={hovered} scheme={scheme} />
      )}
      {!asTable && props.curves.length > mostCurves && (
        <p className={styles.more}>
          {mostCurves} of {formatCount(props.curves.length)} curves are drawn. Filter by task to see others.
        </p>
      )}
    </section>
  );
});

const keyActions: Readonly<Record<string, (plot: CurvePlot) => void>> = {
  ArrowLeft: (plot) => plot.move(-0.15),
  ArrowRight: (plot) => plot.move(0.15),
  "+": (plot) => plot.zoom(0.7),
  "=": (plot) => plot.zoom(0.7),
  "-": (plot) => plot.zoom(1 / 0.7),
  "0": (plot) => plot.showAll(),
};

interface PlotOf {
  readonly name: string;
  readonly axis: XAxis;
  readonly isLog: boolean;
  readonly scheme: Scheme;
  readonly isShown: boolean;
}

function usePlot(
  { name, axis, isLog, scheme, isShown }: PlotOf,
  onHover: (x: number | undefined) => void,
  onZoom: (isZoomed: boolean) => void,
) {
  const root = useRef<HTMLDivElement>(null);
  const plot = useRef<CurvePlot>(undefined);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the scheme changes the colours that are read from the page
  useEffect(() => {
    if (root.current === null || !isShown) return;
    const style = getComputedStyle(root.current);
    const look = {
      name,
      axis,
      isLog,
      fromZero: isSystemMetric(name),
      text: style.getPropertyValue("--text-2"),
      grid: style.getPropertyValue("--border"),
    };
    const made = new CurvePlot(root.current, look, { onHover, onZoom });
    plot.current = made;
    const watched = new ResizeObserver(() => made.resized());
    watched.observe(root.current);
    return () => {
      watched.disconnect();
      made.close();
      plot.current = undefined;
      onZoom(false);
    };
  }, [name, axis, isLog, scheme, isShown, onHover, onZoom]);
  return { root, plot };
}

function useSummaries(curves: readonly ShownCurve[], revision: number): readonly (Summary | undefined)[] {
  // biome-ignore lint/correctness/useExhaustiveDependencies: curves grow in place, and the revision says when
  return useMemo(() => curves.map(({ curve }) => summarize(curve.values)), [curves, revision]);
}

/** Faint as they are and strong as they are smoothed, or just as they are. */
function useDrawn({ axis, smoothing, revision }: MetricChartProps, curves: readonly ShownCurve[], scheme: Scheme) {
  const keys = curves.map(({ curve, place, line }) => `${curve.key}${place}.${line}`).join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: curves grow in place, and the revision says when
  const all = useMemo(
    () =>
      curves.map(({ curve, place, line, sinceMs }) => ({
        key: curve.key,
        points: curve.points(axis, sinceMs),
        stroke: { colour: colourAt(place, scheme), dash: dashAt(place, line) },
      })),
    [keys, axis, revision, scheme],
  );
  const smoothed = useSmoothed(all, smoothing);
  return useMemo(() => {
    const faint = all.map(({ stroke, points }): PlottedCurve => ({ ...stroke, points, isFaint: true }));
    const strong = all.map(
      ({ stroke, key, points }): PlottedCurve => ({ ...stroke, points: smoothed.get(key) ?? points, isFaint: false }),
    );
    return smoothed.size === 0 ? strong : [...faint, ...strong];
  }, [all, smoothed]);
}

interface LegendProps {
  readonly name: string;
  readonly curves: readonly ShownCurve[];
  readonly axis: XAxis;
  readonly hovered: number | undefined;
  readonly scheme: Scheme;
}

function Legend({ name, curves, axis, hovered, scheme }: LegendProps) {
  const at = curves.map(({ curve, sinceMs }) => nearest(curve.points(axis, sinceMs), hovered));
  return (
    <>
      <p className={styles.where}>
        {hovered === undefined ? "last" : `${axis} ${formatX(axis, axis === "step" ? Math.round(hovered) : hovered)}`}
      </p>
      <ul className={styles.legend} tabIndex={curves.length > 10 ? 0 : undefined} aria-label="Curves">
        {curves.map(({ curve, label, place, line }, index) => {
          const value = at[index]?.y ?? curve.last;
          return (
            <li key={curve.key}>
              <Swatch place={place} line={line} scheme={scheme} />
              <span className="cut" title={label}>
                {label}
              </span>
              <span className="figures">{value === undefined ? "–" : formatMetric(name, value)}</span>
            </li>
          );
        })}
      </ul>
    </>
  );
}

/** The point whose x is nearest. */
function nearest({ xs, ys }: Points, x: number | undefined): { readonly y: number } | undefined {
  if (x === undefined || xs.length === 0) return undefined;
  let low = 0;
  let high = xs.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((xs[middle] ?? 0) < x) low = middle + 1;
    else high = middle;
  }
  const before = Math.max(0, low - 1);
  const index = x - (xs[before] ?? 0) <= (xs[low] ?? 0) - x ? before : low;
  return { y: ys[index] ?? Number.NaN };
}

interface SwatchProps extends Pick<ShownCurve, "place" | "line"> {
  readonly scheme: Scheme;
}

function Swatch({ place, line, scheme }: SwatchProps) {
  return (
    <svg width="14" height="8" aria-hidden="true" className={styles.swatch}>
      <line
        x1="0"
        y1="4"
        x2="14"
        y2="4"
        stroke={colourAt(place, scheme)}
        strokeWidth="2.5"
        strokeDasharray={dashAt(place, line).join(" ")}
      />
    </svg>
  );
}

interface NumbersTableProps {
  readonly name: string;
  readonly curves: readonly ShownCurve[];
  readonly summaries: readonly (Summary | undefined)[];
  readonly scheme: Scheme;
}

function NumbersTable({ name, curves, summaries, scheme }: NumbersTableProps) {
  const columns = ["Last", "Lowest", "Highest", "Mean", "Points"];
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it may scroll, and keys have to reach it then
    <section className={styles.scroll} tabIndex={0} aria-label={`${titleOf(name)} in numbers`}>
      <table className={styles.table}>
        <caption className="unseen">{titleOf(name)} in numbers</caption>
        <thead>
          <tr>
            <th scope="col">Curve</th>
            {columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {curves.map(({ curve, label, place, line }, index) => {
            const summary = summaries[index];
            const last = curve.timeAt(curve.length - 1);
            return (
              <tr key={curve.key}>
                <th scope="row">
                  <Swatch place={place} line={line} scheme={scheme} /> {label}
                </th>
                <td title={last === undefined ? undefined : formatFull(last)}>{cell(name, summary?.last)}</td>
                <td>{cell(name, summary?.low)}</td>
                <td>{cell(name, summary?.high)}</td>
                <td>{cell(name, summary?.mean)}</td>
                <td>{formatCount(summary?.count ?? 0)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}

function cell(name: string, value: number | undefined): string {
  return value === undefined ? "–" : formatMetric(name, value);
}

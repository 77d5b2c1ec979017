/**
 * Curves on a canvas: uPlot draws, and what it is given is no more than the screen shows. Drag zooms, shift and drag or the
 * wheel's other direction moves, control and wheel zooms around the pointer, a double click shows all.
 */
import uPlot from "uplot";
import type { Points, XAxis } from "../curves/curve.ts";
import { chartOf, extentOf, type Mark, type Range } from "../curves/decimate.ts";
import { byteSteps, formatMetric, formatX, isInBytes } from "./units.ts";

/** While a chart moves, more curves than this are drawn at half the width: a canvas takes its time for each of their points. */
const fewCurves = 4;
/** So long after the last move it stands still. */
const restMs = 150;

export interface PlottedCurve {
  readonly points: Points;
  readonly colour: string;
  readonly dash: number[];
  /** Behind the smoothed one. */
  readonly isFaint: boolean;
}

export interface PlotLook {
  readonly name: string;
  readonly axis: XAxis;
  readonly isLog: boolean;
  /** What has a natural zero is drawn from there: a curve that rises by a percent does not look like a cliff. */
  readonly fromZero: boolean;
  readonly text: string;
  readonly grid: string;
}

export interface PlotEvents {
  readonly onHover: (x: number | undefined) => void;
  readonly onZoom: (isZoomed: boolean) => void;
}

export class CurvePlot {
  readonly #root: HTMLElement;
  readonly #events: PlotEvents;
  readonly #look: PlotLook;
  #plot: uPlot | undefined;
  #curves: readonly PlottedCurve[] = [];
  #shape = "";
  /** What is zoomed into; undefined: all, and what comes. */
  #range: Range | undefined;
  #marks: readonly Mark[] = [];
  #frame = 0;
  #isMoving = false;
  #rest: ReturnType<typeof setTimeout> | undefined;

  constructor(root: HTMLElement, look: PlotLook, events: PlotEvents) {
    this.#root = root;
    this.#look = look;
    this.#events = events;
    root.addEventListener("wheel", this.#onWheel, { passive: false });
    root.addEventListener("pointerdown", this.#onPointerDown, { capture: true });
    root.addEventListener("dblclick", this.#onDoubleClick, { capture: true });
  }

  close(): void {
    cancelAnimationFrame(this.#frame);
    clearTimeout(this.#rest);
    this.#root.removeEventListener("wheel", this.#onWheel);
    this.#root.removeEventListener("pointerdown", this.#onPointerDown, { capture: true });
    this.#root.removeEventListener("dblclick", this.#onDoubleClick, { capture: true });
    this.#plot?.destroy();
  }

  show(curves: readonly PlottedCurve[]): void {
    this.#curves = curves;
    const shape = JSON.stringify(curves.map(({ colour, dash, isFaint }) => [colour, dash, isFaint]));
    if (shape !== this.#shape) {
      this.#shape = shape;
      this.#plot?.destroy();
      this.#plot = undefined;
    }
    this.#soon();
  }

  resized(): void {
    const { width, height } = this.#size;
    this.#plot?.setSize({ width, height });
    this.#soon();
  }

  /** By a share of what is seen: 1 is one screen to the right. */
  move(share: number): void {
    const { from, to } = this.#seen;
    this.#zoomTo({ from: from + share * (to - from), to: to + share * (to - from) });
  }

  /** By a factor: 0.5 shows half. `around` is a share of the width. */
  zoom(factor: number, around = 0.5): void {
    const { from, to } = this.#seen;
    const centre = from + around * (to - from);
    this.#zoomTo({ from: centre - (centre - from) * factor, to: centre + (to - centre) * factor });
  }

  showAll(): void {
    this.#zoomTo(undefined);
  }

  get #size(): { readonly width: number; readonly height: number } {
    return { width: Math.max(80, this.#root.clientWidth), height: Math.max(80, this.#root.clientHeight) };
  }

  get #whole(): Range {
    let from = Number.POSITIVE_INFINITY;
    let to = Number.NEGATIVE_INFINITY;
    for (const { points } of this.#curves) {
      from = Math.min(from, points.xs[0] ?? from);
      to = Math.max(to, points.xs.at(-1) ?? to);
    }
    if (from > to) return { from: 0, to: 1 };
    return from === to ? { from: from - 0.5, to: to + 0.5 } : { from, to };
  }

  get #seen(): Range {
    return this.#range ?? this.#whole;
  }

  #zoomTo(range: Range | undefined): void {
    const whole = this.#whole;
    const isAll = range === undefined || (range.from <= whole.from && range.to >= whole.to);
    const isTooClose = range !== undefined && range.to - range.from < (whole.to - whole.from) / 1e7;
    if (isTooClose) return;
    this.#range = isAll ? undefined : within(range, whole);
    this.#events.onZoom(!isAll);
    this.#moves();
    this.#soon();
  }

  #moves(): void {
    this.#isMoving = true;
    clearTimeout(this.#rest);
    this.#rest = setTimeout(() => {
      this.#isMoving = false;
      this.#soon();
    }, restMs);
  }

  /** Pixels, or pairs of them, of which each is drawn by its low and its high. */
  get #columns(): number {
    const pixels = Math.max(50, Math.floor(this.#size.width - 64));
    return this.#isMoving && this.#curves.length > fewCurves ? Math.ceil(pixels / 2) : pixels;
  }

  #soon(): void {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.#draw();
    });
  }

  #draw(): void {
    const { isLog } = this.#look;
    const range = this.#seen;
    const chart = chartOf(
      this.#curves.map(({ points }) => points),
      range,
      this.#columns,
      isLog ? "log" : "linear",
    );
    this.#marks = chart.marks;
    const data = [chart.xs, ...chart.ys] as uPlot.AlignedData;
    this.#plot ??= new uPlot(this.#options(), data, this.#root);
    const plot = this.#plot;
    this.#thin(plot, chart.isDense);
    plot.batch(() => {
      plot.setData(data, false);
      plot.setScale("x", { min: range.from, max: range.to });
      plot.setScale("y", heightOf(withFloor(extentOf(chart.ys), this.#look.fromZero), isLog));
    });
  }

  /** Of dense lines nobody sees dashes nor what lies between pixels, and a canvas is slow at both. */
  #thin(plot: uPlot, isDense: boolean): void {
    for (const [index, { dash, isFaint }] of this.#curves.entries()) {
      const series = plot.series[index + 1];
      if (series === undefined) continue;
      const drawn = isDense ? { dash: [], pxAlign: 1, pxRound: Math.round } : { dash, pxAlign: 0, pxRound: Number };
      Object.assign(series, { ...drawn, width: isDense || isFaint ? 1 : 1.5 });
    }
  }

  #options(): uPlot.Options {
    const { name, axis, isLog, text, grid } = this.#look;
    const axes = {
      stroke: text,
      grid: { stroke: grid, width: 1 },
      ticks: { show: false },
      font: "11px system-ui, sans-serif",
    };
    return {
      ...this.#size,
      legend: { show: false },
      padding: [8, 8, 0, 0],
      scales: { x: { time: false, auto: false }, y: { auto: false, distr: isLog ? 3 : 1 } },
      axes: [
        { ...axes, size: 28, space: 72, values: (_, splits) => splits.map((value) => formatX(axis, value)) },
        {
          ...axes,
          size: 60,
          space: 32,
          ...(isInBytes(name) && { incrs: byteSteps }),
          values: (_, splits) => splits.map((value) => (value === null ? "" : formatMetric(name, value))),
        },
      ],
      cursor: {
        drag: { x: true, y: false, setScale: false },
        points: { size: 6, width: 1.5 },
        sync: { key: `troupe-${axis}` },
      },
      series: [
        {},
        ...this.#curves.map(({ colour, dash, isFaint }) => ({
          stroke: colour,
          width: isFaint ? 1 : 1.5,
          alpha: isFaint ? 0.28 : 1,
          dash,
          points: {
            show: (plot: uPlot, _: number, from: number, to: number) => !isFaint && to - from < plot.width / 24,
            size: 5,
          },
        })),
      ],
      hooks: {
        draw: [(plot) => this.#drawMarks(plot)],
        setCursor: [
          (plot) => {
            const { left = -1 } = plot.cursor;
            this.#events.onHover(left < 0 ? undefined : plot.posToVal(left, "x"));
          },
        ],
        setSelect: [
          (plot) => {
            const { left, width } = plot.select;
            if (width < 4) return;
            const range = { from: plot.posToVal(left, "x"), to: plot.posToVal(left + width, "x") };
            plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
            this.#zoomTo(range);
          },
        ],
      },
    };
  }

  /** A cross at the foot for NaN, an arrow at the top or the foot for an infinity. */
  #drawMarks({ ctx, bbox, valToPos }: uPlot): void {
    ctx.save();
    ctx.beginPath();
    ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
    ctx.clip();
    const unit = devicePixelRatio;
    ctx.lineWidth = 1.5 * unit;
    for (const { curve, x, value } of this.#marks) {
      const left = valToPos(x, "x", true);
      const top = value === Number.POSITIVE_INFINITY ? bbox.top + 7 * unit : bbox.top + bbox.height - 7 * unit;
      ctx.strokeStyle = this.#curves[curve]?.colour ?? this.#look.text;
      ctx.stroke(Number.isNaN(value) ? cross(left, top, 4 * unit) : arrow(left, top, value > 0 ? -4 * unit : 4 * unit));
    }
    ctx.restore();
  }

  readonly #onWheel = (event: WheelEvent): void => {
    const isMove = Math.abs(event.deltaX) > Math.abs(event.deltaY);
    if (!isMove && !event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    const { left, width } = this.#over;
    if (isMove) this.move(event.deltaX / width);
    else this.zoom(1.0015 ** event.deltaY, Math.min(1, Math.max(0, (event.clientX - left) / width)));
  };

  readonly #onPointerDown = (event: PointerEvent): void => {
    if (!event.shiftKey && event.button !== 1) return;
    event.preventDefault();
    event.stopPropagation();
    const { width } = this.#over;
    let last = event.clientX;
    const moved = (next: PointerEvent): void => {
      this.move((last - next.clientX) / width);
      last = next.clientX;
    };
    const done = (): void => {
      removeEventListener("pointermove", moved);
      removeEventListener("pointerup", done);
    };
    addEventListener("pointermove", moved);
    addEventListener("pointerup", done);
  };

  readonly #onDoubleClick = (event: MouseEvent): void => {
    event.stopPropagation();
    this.showAll();
  };

  get #over(): DOMRect {
    return (this.#plot?.over ?? this.#root).getBoundingClientRect();
  }
}

/** Not beyond the ends by more than half of what is seen. */
function within({ from, to }: Range, whole: Range): Range {
  const slack = (to - from) / 2;
  const by = from < whole.from - slack ? whole.from - slack - from : to > whole.to + slack ? whole.to + slack - to : 0;
  return { from: from + by, to: to + by };
}

function withFloor(extent: readonly [low: number, high: number] | undefined, fromZero: boolean) {
  return extent !== undefined && fromZero ? ([Math.min(0, extent[0]), extent[1]] as const) : extent;
}

function heightOf(
  extent: readonly [low: number, high: number] | undefined,
  isLog: boolean,
): { min: number; max: number } {
  const [low, high] = extent ?? (isLog ? [0.1, 1] : [0, 1]);
  if (isLog) {
    const [min, max] = uPlot.rangeLog(low, high, 10, false);
    return { min: min ?? low, max: max ?? high };
  }
  const pad = (high - low || Math.abs(high) || 1) * 0.08;
  // What is never below zero does not seem so.
  return { min: low >= 0 && low - pad < 0 ? 0 : low - pad, max: high + pad };
}

function cross(x: number, y: number, size: number): Path2D {
  const path = new Path2D();
  path.moveTo(x - size, y - size);
  path.lineTo(x + size, y + size);
  path.moveTo(x + size, y - size);
  path.lineTo(x - size, y + size);
  return path;
}

/** `size` below zero: upwards. */
function arrow(x: number, y: number, size: number): Path2D {
  const path = new Path2D();
  path.moveTo(x - size, y - size / 2);
  path.lineTo(x, y + size);
  path.lineTo(x + size, y - size / 2);
  return path;
}

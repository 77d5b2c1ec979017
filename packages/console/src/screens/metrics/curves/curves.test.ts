import { describe, expect, test } from "vitest";
import { Curve, type Points } from "./curve.ts";
import { chartOf, extentOf } from "./decimate.ts";
import { smooth } from "./smooth.ts";
import { summarize } from "./summary.ts";

const numbers = (...values: number[]): Float64Array => Float64Array.from(values);
const points = (xs: number[], ys: number[]): Points => ({ xs: numbers(...xs), ys: numbers(...ys) });
const curve = (most?: number): Curve => new Curve({ runId: "r", task: "t", attempt: 1, name: "loss" }, most);

describe("a curve", () => {
  test("grows, and is told by step, by count or by time", () => {
    const grown = curve();
    grown.append(numbers(0, 5), numbers(1, 2), numbers(1000, 3000));
    grown.append(numbers(10), numbers(3), numbers(4000));
    expect(grown.points("step")).toEqual(points([0, 5, 10], [1, 2, 3]));
    expect(grown.points("time", 1000)).toEqual(points([0, 2, 3], [1, 2, 3]));
    const stepless = curve();
    stepless.append(numbers(Number.NaN, Number.NaN), numbers(7, 8), numbers(0, 0));
    expect(stepless.points("step").xs).toEqual(numbers(0, 1));
  });

  test("whose steps go back is drawn in their order", () => {
    const back = curve();
    back.append(numbers(2, 1, 2), numbers(20, 10, 21), numbers(0, 0, 0));
    expect(back.points("step")).toEqual(points([1, 2, 2], [10, 20, 21]));
  });

  test("that is too long becomes coarser, and keeps its lows, its highs and its NaNs", () => {
    const long = curve(1000);
    const count = 4096;
    const values = Float64Array.from({ length: count }, (_, index) =>
      index === 777 ? 99 : index === 2000 ? -99 : index % 3,
    );
    values[3000] = Number.NaN;
    for (let at = 0; at < count; at += 64) {
      const steps = Float64Array.from({ length: 64 }, (_, index) => at + index);
      long.append(steps, values.slice(at, at + 64), steps);
    }
    expect(long.length).toBeLessThanOrEqual(1000);
    const { xs, ys } = long.points("step");
    expect(xs[ys.indexOf(99)]).toBe(777);
    expect(xs[ys.indexOf(-99)]).toBe(2000);
    expect(xs[ys.findIndex(Number.isNaN)]).toBe(3000);
    expect(xs.every((x, index) => index === 0 || x > (xs[index - 1] ?? 0))).toBe(true);
  });
});

describe("a chart", () => {
  test("of few points has each of them where it is", () => {
    const chart = chartOf([points([0, 2, 4], [1, 2, 3]), points([1, 2], [5, 6])], { from: 0, to: 4 }, 100);
    expect(chart.xs).toEqual([0, 1, 2, 4]);
    expect(chart.ys).toEqual([
      [1, undefined, 2, 3],
      [undefined, 5, 6, undefined],
    ]);
  });

  test("keeps points that share an x", () => {
    const chart = chartOf([points([1, 1, 2], [1, 9, 2])], { from: 0, to: 4 }, 100);
    expect([chart.xs, chart.ys]).toEqual([[1, 1, 2], [[1, 9, 2]]]);
  });

  test("breaks at what is no number, and marks it", () => {
    const odd = points([0, 1, 2, 3], [1, Number.NaN, Number.POSITIVE_INFINITY, 2]);
    const chart = chartOf([odd], { from: 0, to: 3 }, 100);
    expect(chart.ys).toEqual([[1, null, null, 2]]);
    expect(chart.marks).toEqual([
      { curve: 0, x: 1, value: Number.NaN },
      { curve: 0, x: 2, value: Number.POSITIVE_INFINITY },
    ]);
    expect(chartOf([points([0, 1], [0, 1])], { from: 0, to: 1 }, 100, "log").ys).toEqual([[null, 1]]);
  });

  test("shows of a part what reaches over its edges", () => {
    const line = points([0, 10, 20, 30, 40], [0, 1, 2, 3, 4]);
    expect(chartOf([line], { from: 12, to: 28 }, 100).xs).toEqual([10, 20, 30]);
  });

  test("of many points keeps every spike, in its order and at its place", () => {
    const count = 100_000;
    const ys = Float64Array.from({ length: count }, (_, index) => Math.sin(index / 5000));
    ys[50_500] = 100;
    ys[50_510] = -100;
    ys[70_000] = Number.NaN;
    const xs = Float64Array.from({ length: count }, (_, index) => index);
    const columns = 500;
    const chart = chartOf([{ xs, ys }], { from: 0, to: count - 1 }, columns);
    expect(chart.xs).toHaveLength((columns + 2) * 2);
    expect(chart.xs.every((x, index) => index === 0 || x > (chart.xs[index - 1] ?? 0))).toBe(true);
    const [drawn = []] = chart.ys;
    const [up, down] = [drawn.indexOf(100), drawn.indexOf(-100)];
    expect(down).toBe(up + 1);
    expect(Math.abs((chart.xs[up] ?? 0) - 50_500)).toBeLessThan(count / columns);
    expect(drawn.filter((y) => y === null)).toHaveLength(1);
    expect(chart.marks).toEqual([{ curve: 0, x: 70_000, value: Number.NaN }]);
    expect(extentOf(chart.ys)).toEqual([-100, 100]);
  });

  test("by blocks shows what it shows point by point", () => {
    const count = 50_000;
    const xs = Float64Array.from({ length: count }, (_, index) => index);
    const ys = xs.map((x) => Math.sin(x / 300) * (1 + Math.sin(x * 12.9898)));
    ys[12_345] = Number.NaN;
    const whole: Points = { xs, ys };
    // So many columns that each has too few points for blocks; then columns that are eight of those wide.
    const fine = chartOf([whole], { from: 0, to: count }, 4000).ys[0] ?? [];
    const coarse = chartOf([whole], { from: 0, to: count }, 500).ys[0] ?? [];
    const bounds = (drawn: readonly (number | null | undefined)[]) => {
      const values = drawn.filter((y) => typeof y === "number");
      return [Math.min(...values), Math.max(...values)];
    };
    expect(bounds(coarse)).toEqual(bounds(fine));
    for (let column = 4; column < 500; column++) {
      const [low = 0, high = 0] = bounds(coarse.slice(column * 2, column * 2 + 2));
      const [around, above] = bounds(fine.slice((column - 1) * 16 - 30, column * 16 + 32));
      expect(low).toBeGreaterThanOrEqual(around ?? 0);
      expect(high).toBeLessThanOrEqual(above ?? 0);
    }
    expect(coarse.filter((y) => y === null)).toHaveLength(1);
  });

  test("of ten curves of 100,000 points is made within a frame, or nearly so", () => {
    const xs = Float64Array.from({ length: 100_000 }, (_, index) => index);
    const curves = Array.from({ length: 10 }, (_, at) => ({ xs, ys: xs.map((x) => Math.sin(x / 100 + at)) }));
    chartOf(curves, { from: 0, to: 99_999 }, 1000);
    const times = Array.from({ length: 5 }, (_, at) => {
      const begin = process.threadCpuUsage();
      chartOf(curves, { from: at, to: 99_999 - at }, 1000);
      return process.threadCpuUsage(begin).user / 1000;
    });
    // About 1 ms; the best of five, of the time that this thread had.
    expect(Math.min(...times)).toBeLessThan(20);
  });
});

describe("smoothing", () => {
  test("is no smoothing at 0, and draws no line to zero", () => {
    const values = numbers(4, 4, 4);
    expect(smooth(values, 0)).toBe(values);
    expect([...smooth(values, 0.9)].every((value) => Math.abs(value - 4) < 1e-12)).toBe(true);
    const [first, second] = smooth(numbers(1, 2), 0.5);
    expect([first, second]).toEqual([1, 5 / 3]);
  });

  test("goes past what is no number", () => {
    const smoothed = smooth(numbers(1, Number.NaN, 1, Number.POSITIVE_INFINITY, 1), 0.5);
    expect([...smoothed]).toEqual([1, Number.NaN, 1, Number.POSITIVE_INFINITY, 1]);
  });
});

describe("a summary", () => {
  test("counts what is odd apart", () => {
    expect(summarize(numbers(3, 1, Number.NaN, 2))).toEqual({ count: 4, last: 2, low: 1, high: 3, mean: 2, odd: 1 });
    expect(summarize(numbers(Number.NaN))).toMatchObject({ low: Number.NaN, odd: 1 });
    expect(summarize(numbers())).toBeUndefined();
  });
});

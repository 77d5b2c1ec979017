/** How smooth a page is while something happens on it, as it sees that itself: long tasks, and the time between frames. */
import type { Page } from "playwright-core";

export interface Smoothness {
  /** Milliseconds of each task of the main thread above 50 ms. */
  readonly longTasks: readonly number[];
  /** Milliseconds between two frames. */
  readonly frames: readonly number[];
}

interface Watching {
  troupeTestSmoothness: { longTasks: number[]; frames: number[]; stop(): void };
}

export async function smoothnessDuring(page: Page, act: () => Promise<unknown>): Promise<Smoothness> {
  await page.evaluate(() => {
    const longTasks: number[] = [];
    const frames: number[] = [];
    const observer = new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) longTasks.push(duration);
    });
    observer.observe({ type: "longtask" });
    let last = performance.now();
    let next = requestAnimationFrame(function frame(now) {
      frames.push(now - last);
      last = now;
      next = requestAnimationFrame(frame);
    });
    const stop = (): void => {
      for (const { duration } of observer.takeRecords()) longTasks.push(duration);
      observer.disconnect();
      cancelAnimationFrame(next);
    };
    (window as unknown as Watching).troupeTestSmoothness = { longTasks, frames, stop };
  });
  await act();
  return await page.evaluate(() => {
    const { longTasks, frames, stop } = (window as unknown as Watching).troupeTestSmoothness;
    stop();
    return { longTasks, frames: frames.slice(1) };
  });
}

/** The value below which this share of them is: 0.95. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

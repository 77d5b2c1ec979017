/**
 * How smooth a page is while something happens on it: what its main thread had to do at a time, and the time between frames.
 * Tasks count by their own processor time, as the browser's trace has it, so that what else the machine does makes none long.
 * Frames cannot be had that way: on a busy machine they come late, whatever the page does.
 */
import type { Page } from "playwright-core";

export interface Smoothness {
  /** Processor milliseconds of each task of the page's main thread above 50. */
  readonly longTasks: readonly number[];
  /** Milliseconds from one frame to the next. */
  readonly frames: readonly number[];
}

export const longTaskMs = 50;

interface Watching {
  troupeTestFrames: { frames: number[]; stop(): void };
}

export async function smoothnessDuring(page: Page, act: () => Promise<unknown>): Promise<Smoothness> {
  const browser = page.context().browser();
  if (browser === null) throw new Error("the page has no browser");
  await page.evaluate(() => {
    const frames: number[] = [];
    let last = performance.now();
    let next = requestAnimationFrame(function frame(now) {
      frames.push(now - last);
      last = now;
      next = requestAnimationFrame(frame);
    });
    (window as unknown as Watching).troupeTestFrames = { frames, stop: () => cancelAnimationFrame(next) };
  });
  await browser.startTracing(page, { categories: ["toplevel", "__metadata"] });
  await act();
  const frames = await page.evaluate(() => {
    const { frames, stop } = (window as unknown as Watching).troupeTestFrames;
    stop();
    return frames.slice(1);
  });
  return { longTasks: longTasksIn((await browser.stopTracing()).toString()), frames };
}

interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  /** Microseconds of processor time. */
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

function longTasksIn(trace: string): readonly number[] {
  const { traceEvents } = JSON.parse(trace) as { readonly traceEvents: readonly TraceEvent[] };
  const threadOf = ({ pid, tid }: TraceEvent): string => `${pid}/${tid}`;
  const pages = new Set(
    traceEvents.filter(({ name, args }) => name === "thread_name" && args?.name === "CrRendererMain").map(threadOf),
  );
  if (pages.size === 0) throw new Error("the trace names no page");
  return traceEvents
    .filter((event) => event.name === "ThreadControllerImpl::RunTask" && pages.has(threadOf(event)))
    .flatMap(({ tdur = 0 }) => (tdur > longTaskMs * 1000 ? [tdur / 1000] : []));
}

/** The value below which this share of them is: 0.95. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

/** "46 ms". */
export function inMs(value: number): string {
  return `${Math.round(value)} ms`;
}

/** In words, for who reads what a test measured. */
export function smoothnessText({ longTasks, frames }: Smoothness): string {
  const tasks = longTasks.length === 0 ? "no task" : `${longTasks.length} tasks (${longTasks.map(inMs).join(", ")})`;
  return `p95 frame ${inMs(quantile(frames, 0.95))} of ${frames.length}, ${tasks} above ${longTaskMs} ms of processor time`;
}

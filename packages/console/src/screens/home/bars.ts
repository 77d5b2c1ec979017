/** The last runs of a pipeline as bars: how high, and where. */

/** How many a pipeline has room for. */
export const barCount = 30;

export interface BarRun {
  readonly runId: string;
  readonly state: string;
  /** Instants in ms; undefined while it has not ended. */
  readonly createdAt: number;
  readonly endedAt: number | undefined;
}

export interface Bar extends BarRun {
  /** From 0, the newest run in the last one. */
  readonly slot: number;
  /** Of the full height, 0 to 1. */
  readonly height: number;
  readonly durationMs: number;
}

/** Low enough to tell runs apart, high enough to be hit with a mouse. */
const leastHeight = 0.18;

/**
 * Newest last, as they come. Heights follow the square root of the duration: among runs of an hour one of a minute is still
 * seen, and one of three hours does not flatten the others. A run that goes on is as high as it is old.
 */
export function barsOf(runs: readonly BarRun[], now: number, slots = barCount): readonly Bar[] {
  const shown = runs.slice(-slots);
  const durations = shown.map(({ createdAt, endedAt }) => Math.max(0, (endedAt ?? now) - createdAt));
  const longest = Math.max(1, ...durations);
  return shown.map((run, at) => {
    const durationMs = durations[at] ?? 0;
    const height = Math.max(leastHeight, Math.sqrt(durationMs / longest));
    return { ...run, slot: slots - shown.length + at, height, durationMs };
  });
}

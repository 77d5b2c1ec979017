/** From the samples of a bench to the rows that are printed. */
import type { Contestant, Goal } from "./contestant.ts";
import { type FigureName, figureOf, type Sample } from "./figures.ts";
import { median } from "./statistics.ts";

export interface Row {
  readonly bench: string;
  readonly figure: FigureName;
  readonly value: number;
  readonly unit: string;
  /** Null where there is none. */
  readonly floor: number | null;
  /** The median of the ratios of each repeat; null without a floor. */
  readonly ratio: number | null;
  readonly min: number;
  readonly max: number;
  readonly repeats: number;
  readonly durability: string;
  /** Of a peer; null of what is ours. */
  readonly version: string | null;
  readonly goal: string | null;
  readonly reached: boolean | null;
}

export function rowsOf(
  contestants: readonly Contestant[],
  samples: ReadonlyMap<string, readonly Sample[]>,
): readonly Row[] {
  return contestants.flatMap((contestant) => {
    const own = samples.get(contestant.name) ?? [];
    const floor = contestant.floor === undefined ? undefined : samples.get(contestant.floor);
    const names = Object.keys(own[0] ?? {}) as FigureName[];
    return names.map((figure) => rowOf(contestant, figure, own, floor));
  });
}

function rowOf(
  contestant: Contestant,
  figure: FigureName,
  own: readonly Sample[],
  floor: readonly Sample[] | undefined,
): Row {
  const values = own.map((sample) => sample[figure] ?? Number.NaN);
  const floors = floor?.map((sample) => sample[figure] ?? Number.NaN) ?? [];
  const hasFloor = floors.length > 0 && !floors.some(Number.isNaN);
  const value = figureOf(figure).of === "worst" ? Math.max(...values) : median(values);
  const ratio = hasFloor ? median(values.map((each, at) => each / (floors[at] ?? Number.NaN))) : null;
  const goal = contestant.goals?.find((each) => each.figure === figure);
  return {
    bench: contestant.name,
    figure,
    value,
    unit: figureOf(figure).unit,
    floor: hasFloor ? median(floors) : null,
    ratio,
    min: Math.min(...values),
    max: Math.max(...values),
    repeats: values.length,
    durability: contestant.durability,
    version: contestant.version ?? null,
    goal: goal === undefined ? null : goalText(goal),
    reached: goal === undefined ? null : isReached(goal, value, ratio),
  };
}

function goalText({ measure, bound, limit }: Goal): string {
  return `${bound === "at most" ? "≤" : "≥"} ${limit.toLocaleString("en")}${measure === "ratio" ? " ×" : ""}`;
}

function isReached({ measure, bound, limit }: Goal, value: number, ratio: number | null): boolean {
  const measured = measure === "ratio" ? (ratio ?? Number.NaN) : value;
  return bound === "at most" ? measured <= limit : measured >= limit;
}

/** Curves as they are smoothed, which is done apart: until it is, they are shown as they were smoothed before. */
import { useEffect, useRef, useState } from "react";
import { keepBlocks } from "../curves/blocks.ts";
import type { Points } from "../curves/curve.ts";
import { smoothApart } from "../worker/smoother.ts";

export interface Smoothable {
  readonly key: string;
  readonly points: Points;
}

interface Known {
  readonly of: Points;
  readonly weight: number;
  readonly points: Points;
}

interface Wish {
  readonly curves: readonly Smoothable[];
  readonly weight: number;
}

/** By key. A curve that was never smoothed is not among them, nor any with the weight 0. The same map while none changes. */
export function useSmoothed(curves: readonly Smoothable[], weight: number): ReadonlyMap<string, Points> {
  const known = useRef(new Map<string, Known>());
  const wish = useRef(nothing);
  const isRunning = useRef(false);
  const [shown, setShown] = useState<ReadonlyMap<string, Points>>(none);
  useEffect(() => {
    wish.current = { curves, weight };
    if (isRunning.current) return;
    isRunning.current = true;
    void smoothOn(known.current, wish, setShown).finally(() => {
      isRunning.current = false;
    });
  }, [curves, weight]);
  useEffect(
    () => () => {
      wish.current = nothing;
    },
    [],
  );
  return shown;
}

const nothing: Wish = { curves: [], weight: 0 };
const none: ReadonlyMap<string, Points> = new Map();

/** Until there is no other wish. Curves that have grown meanwhile wait their turn: else live ones would never be smooth. */
async function smoothOn(
  known: Map<string, Known>,
  wish: { readonly current: Wish },
  show: (points: ReadonlyMap<string, Points>) => void,
): Promise<void> {
  for (let done: Wish | undefined; done !== wish.current; ) {
    done = wish.current;
    const hasChanged = await smoothAll(known, done, () => wish.current.weight !== done?.weight);
    if (hasChanged) show(known.size === 0 ? none : new Map([...known].map(([key, { points }]) => [key, points])));
  }
}

/** One after the other, so that what is overtaken by another weight is not smoothed for nothing. True if any is another. */
async function smoothAll(
  known: Map<string, Known>,
  { curves, weight }: Wish,
  isOvertaken: () => boolean,
): Promise<boolean> {
  if (weight <= 0) {
    const hadSome = known.size > 0;
    known.clear();
    return hadSome;
  }
  let hasChanged = false;
  for (const { key, points } of curves) {
    const before = known.get(key);
    if (before?.of === points && before.weight === weight) continue;
    const { ys, blocks } = await smoothApart(points.ys, weight);
    if (isOvertaken()) return hasChanged;
    const smoothed = { xs: points.xs, ys };
    keepBlocks(smoothed, blocks);
    known.set(key, { of: points, weight, points: smoothed });
    hasChanged = true;
  }
  return hasChanged;
}

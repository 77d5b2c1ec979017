import { useLayoutEffect, useMemo, useRef, useState } from "react";
import { type Drawing, type DrawnRow, drawCells, drawnRow, type Palette, readPalette, Stamps } from "./draw-cells.ts";
import type { GridRow, GridRun } from "./grid-model.ts";
import styles from "./grid-view.module.css";
import { measures } from "./measures.ts";
import type { Window } from "./window.ts";

export interface GridCanvasProps {
  readonly rows: readonly GridRow[];
  readonly runs: readonly GridRun[];
  readonly by: "state" | "time";
  readonly seenRows: Window;
  readonly seenColumns: Window;
}

const { cell, names, head } = measures;

/**
 * The cells around what is in sight, as one picture that scrolls with the page and is drawn anew when other cells come near.
 * For those who do not see it, the cell that is chosen is an element of its row.
 */
export function GridCanvas({ rows, runs, by, seenRows, seenColumns }: GridCanvasProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const shown = useRef<Drawing | null>(null);
  const palette = usePalette();
  const scale = Math.min(devicePixelRatio, 2);
  const stamps = useMemo(() => new Stamps(palette, scale), [palette, scale]);
  const rowAt = useMemo(() => {
    const drawn = new Map<number, DrawnRow>();
    return (place: number): DrawnRow => {
      const row = rows[place];
      const found = drawn.get(place) ?? (row === undefined ? [] : drawnRow(row, runs));
      drawn.set(place, found);
      return found;
    };
  }, [rows, runs]);
  const width = (seenColumns.to - seenColumns.from) * cell;
  const height = (seenRows.to - seenRows.from) * cell;
  useLayoutEffect(() => {
    const element = canvas.current;
    const context = element?.getContext("2d");
    if (element === null || context === null || context === undefined) return;
    const isGrown = grow(element, width * scale, height * scale, scale);
    const picture = { rows: seenRows, columns: seenColumns, by, stamps, rowAt };
    context.setTransform(scale, 0, 0, scale, 0, 0);
    for (const rows of shift(context, isGrown ? null : shown.current, picture)) {
      const top = (rows.from - seenRows.from) * cell;
      context.clearRect(0, top, element.width, (rows.to - rows.from) * cell);
      context.save();
      context.translate(0, top);
      drawCells(context, { ...picture, rows });
      context.restore();
    }
    shown.current = picture;
  }, [rowAt, seenRows, seenColumns, by, width, height, stamps, scale]);
  return (
    // biome-ignore lint/a11y/noAriaHiddenOnFocusable: it takes no focus; the rule takes every canvas for one that does
    <canvas
      ref={canvas}
      aria-hidden="true"
      className={styles.canvas}
      style={{
        transform: `translate(${names + seenColumns.from * cell}px, ${head + seenRows.from * cell}px)`,
      }}
    />
  );
}

/** True if it has got larger, and is empty: another size is another piece of memory, so it never gets smaller. */
function grow(canvas: HTMLCanvasElement, width: number, height: number, scale: number): boolean {
  const [wide, high] = [Math.max(canvas.width, Math.ceil(width)), Math.max(canvas.height, Math.ceil(height))];
  if (canvas.width >= wide && canvas.height >= high) return false;
  canvas.width = wide;
  canvas.height = high;
  canvas.style.width = `${wide / scale}px`;
  canvas.style.height = `${high / scale}px`;
  return true;
}

/** Moves what is drawn already to where it belongs now, and answers the rows that are not. */
function shift(context: CanvasRenderingContext2D, before: Drawing | null, now: Drawing): readonly Window[] {
  const { rows, columns, by, stamps, rowAt } = now;
  const isSame =
    before !== null &&
    before.rowAt === rowAt &&
    before.stamps === stamps &&
    before.by === by &&
    before.columns.from === columns.from &&
    before.columns.to === columns.to;
  if (!isSame || before.rows.to <= rows.from || before.rows.from >= rows.to) {
    context.clearRect(0, 0, context.canvas.width, context.canvas.height);
    return [rows];
  }
  context.save();
  context.globalCompositeOperation = "copy";
  const { a: scale } = context.getTransform();
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.drawImage(context.canvas, 0, (before.rows.from - rows.from) * cell * scale);
  context.restore();
  const above = { from: rows.from, to: before.rows.from };
  const below = { from: before.rows.to, to: rows.to };
  return [above, below].filter(({ from, to }) => to > from);
}

/** Of the scheme that the page has, light or dark. */
function usePalette(): Palette {
  const [palette, setPalette] = useState(() => readPalette(document.documentElement));
  useLayoutEffect(() => {
    const watcher = new MutationObserver(() => setPalette(readPalette(document.documentElement)));
    watcher.observe(document.documentElement, { attributeFilter: ["data-mantine-color-scheme"] });
    return () => watcher.disconnect();
  }, []);
  return palette;
}

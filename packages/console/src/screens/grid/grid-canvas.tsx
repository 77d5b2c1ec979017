import { useLayoutEffect, useMemo, useRef, useState } from "react";
import { type DrawnRow, drawCells, drawnRow, type Palette, readPalette, Stamps } from "./draw-cells.ts";
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
    // It only ever grows: another size is another piece of memory.
    const [wide, high] = [Math.ceil(width * scale), Math.ceil(height * scale)];
    if (element.width < wide || element.height < high) {
      element.width = Math.max(element.width, wide);
      element.height = Math.max(element.height, high);
      element.style.width = `${element.width / scale}px`;
      element.style.height = `${element.height / scale}px`;
    }
    context.setTransform(scale, 0, 0, scale, 0, 0);
    context.clearRect(0, 0, element.width, element.height);
    drawCells(context, { rows: seenRows, columns: seenColumns, by, stamps, rowAt });
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

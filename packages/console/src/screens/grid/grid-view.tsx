import {
  type KeyboardEvent,
  type PointerEvent,
  type RefObject,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import { CellTip, type CellTipHandle } from "./cell-tip.tsx";
import { GridCanvas } from "./grid-canvas.tsx";
import { GridHead } from "./grid-head.tsx";
import type { GridData, GridRow } from "./grid-model.ts";
import { cellId, GridRowView } from "./grid-row-view.tsx";
import styles from "./grid-view.module.css";
import { measures } from "./measures.ts";
import { nextPlace, type Place } from "./next-place.ts";
import { revealed, type Window, windowOf } from "./window.ts";

export interface GridViewProps {
  readonly data: GridData;
  readonly rows: readonly GridRow[];
  readonly by: "state" | "time";
  readonly chosen: Place | null;
  readonly onChoose: (place: Place) => void;
  readonly onToggle: (key: string) => void;
  /** Enter or a double click on a cell. */
  readonly onOpen: (place: Place) => void;
}

const { cell, names, head } = measures;

/** Steps below each other, runs beside each other; drawn is what is in sight. */
export function GridView({ data, rows, by, chosen, onChoose, onToggle, onOpen }: GridViewProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const tip = useRef<CellTipHandle>(null);
  const hover = useRef<HTMLDivElement>(null);
  const { runs } = data;
  const seen = useSight(scroller, rows.length, runs.length);
  useShown(scroller, chosen, rows.length, runs.length);

  const pointed = ({ clientX, clientY }: PointerEvent): Place | null => {
    const box = scroller.current;
    if (box === null) return null;
    const { left, top } = box.getBoundingClientRect();
    const [x, y] = [clientX - left, clientY - top];
    const row = Math.floor((y - head + box.scrollTop) / cell);
    const column = x < names ? -1 : Math.floor((x - names + box.scrollLeft) / cell);
    return y < head || row >= rows.length || column >= runs.length ? null : { row, column };
  };
  const activate = (place: Place): void => {
    const row = rows[place.row];
    if (place.column < 0 && row?.isGroup === true) onToggle(row.key);
    else if (place.column >= 0) onOpen(place);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const at = chosen ?? { row: 0, column: runs.length - 1 };
    const page = Math.max(1, Math.floor(((scroller.current?.clientHeight ?? 0) - head) / cell) - 1);
    const next = nextPlace(event, at, { rows: rows.length, columns: runs.length, page });
    if (next !== undefined) onChoose(chosen === null ? at : next);
    else if (event.key === "Enter" || event.key === " ") activate(at);
    else return;
    event.preventDefault();
  };
  return (
    <>
      {/* biome-ignore lint/a11y/useSemanticElements: rows that are placed by hand are no rows of a table element */}
      <div
        ref={scroller}
        role="grid"
        className={styles.grid}
        tabIndex={0}
        data-list
        aria-label="Steps by run. Arrow keys move, Enter opens."
        aria-rowcount={rows.length + 1}
        aria-colcount={runs.length + 1}
        aria-activedescendant={chosen === null ? undefined : cellId(chosen)}
        onKeyDown={onKeyDown}
        onPointerMove={(event) => {
          const place = pointed(event);
          const row = place === null ? undefined : rows[place.row];
          const run = place === null ? undefined : runs[place.column];
          tip.current?.show(row && run ? { row, run, x: event.clientX, y: event.clientY } : null);
          point(hover.current, run === undefined ? null : place);
        }}
        onPointerLeave={() => {
          tip.current?.show(null);
          point(hover.current, null);
        }}
        onClick={(event) => {
          const place = pointed(event as unknown as PointerEvent);
          if (place === null) return;
          onChoose(place);
          if (place.column < 0) activate(place);
        }}
        onDoubleClick={(event) => {
          const place = pointed(event as unknown as PointerEvent);
          if (place !== null && place.column >= 0) onOpen(place);
        }}
      >
        <div className={styles.space} style={{ width: names + runs.length * cell, height: head + rows.length * cell }}>
          <GridHead runs={runs} from={seen.columns.from} to={seen.columns.to} />
          <GridCanvas rows={rows} runs={runs} by={by} seenRows={seen.rows} seenColumns={seen.columns} />
          {rows.slice(seen.rows.from, seen.rows.to).map((row, index) => {
            const place = seen.rows.from + index;
            const column = chosen?.row === place ? chosen.column : undefined;
            return <GridRowView key={row.key} row={row} place={place} column={column} run={runs[column ?? -1]} />;
          })}
          <div ref={hover} className={styles.hover} aria-hidden="true" />
        </div>
      </div>
      <CellTip ref={tip} />
    </>
  );
}

/** Past React: nothing else changes while the pointer moves. */
function point(hover: HTMLDivElement | null, place: Place | null): void {
  if (hover === null) return;
  hover.hidden = place === null;
  if (place !== null)
    hover.style.transform = `translate(${names + place.column * cell}px, ${head + place.row * cell}px)`;
}

/** Of what is drawn around what is in sight: rows and columns. */
const step = 8;

/** What is in sight; changes only when the window around it does. */
function useSight(scroller: RefObject<HTMLDivElement | null>, rows: number, columns: number) {
  const measure = () => {
    const box = scroller.current;
    const [x, y] = [box?.scrollLeft ?? 0, box?.scrollTop ?? 0];
    const [width, height] = [box?.clientWidth ?? 1200, box?.clientHeight ?? 700];
    return {
      rows: windowOf({ count: rows, size: cell, offset: y, view: height - head }, step),
      columns: windowOf({ count: columns, size: cell, offset: x, view: width - names }, step),
    };
  };
  const [sight, setSight] = useState(measure);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what it measures are these counts and the element
  useEffect(() => {
    const box = scroller.current;
    if (box === null) return;
    const look = (): void =>
      setSight((before) => {
        const now = measure();
        return JSON.stringify(now) === JSON.stringify(before) ? before : now;
      });
    look();
    box.addEventListener("scroll", look, { passive: true });
    const watcher = new ResizeObserver(look);
    watcher.observe(box);
    return () => {
      box.removeEventListener("scroll", look);
      watcher.disconnect();
    };
  }, [rows, columns]);
  // Rows that are gone by now are none: the effect comes after this render.
  return useMemo(() => {
    const within = ({ from, to }: Window, count: number) => ({ from: Math.min(from, count), to: Math.min(to, count) });
    return { rows: within(sight.rows, rows), columns: within(sight.columns, columns) };
  }, [sight, rows, columns]);
}

/** The newest runs are in sight at first; then what is chosen is brought there. */
function useShown(
  scroller: RefObject<HTMLDivElement | null>,
  chosen: Place | null,
  rows: number,
  columns: number,
): void {
  const isFirst = useRef(true);
  useLayoutEffect(() => {
    const box = scroller.current;
    if (box === null || rows === 0) return;
    if (isFirst.current) box.scrollLeft = box.scrollWidth;
    isFirst.current = false;
    if (chosen === null) return;
    const view = { rows: box.clientHeight - head, columns: box.clientWidth - names };
    box.scrollTop = revealed({ count: rows, size: cell, offset: box.scrollTop, view: view.rows }, chosen.row);
    if (chosen.column >= 0)
      box.scrollLeft = revealed(
        { count: columns, size: cell, offset: box.scrollLeft, view: view.columns },
        chosen.column,
      );
  }, [scroller, chosen, rows, columns]);
}

import {
  type ColumnDef,
  createSortedRowModel,
  type Row,
  type RowData,
  rowSortingFeature,
  sortFns,
  tableFeatures,
  useTable,
} from "@tanstack/react-table";
import { useVirtualizer } from "@tanstack/react-virtual";
import { type CSSProperties, type KeyboardEvent, type ReactNode, useMemo, useRef, useState } from "react";
import styles from "./data-table.module.css";
import { Icon } from "./icons/icon.tsx";

export interface Column<Item extends RowData> {
  readonly id: string;
  readonly header: ReactNode;
  /** A track of CSS grid: "120px", "minmax(160px, 2fr)". */
  readonly width: string;
  readonly cell: (item: Item) => ReactNode;
  /** By what the column sorts; absent: it does not. Undefined values come last. */
  readonly sort?: (item: Item) => string | number | undefined;
  readonly align?: "right";
}

export interface DataTableProps<Item extends RowData> {
  /** What is listed: "Tasks of the run". */
  readonly label: string;
  readonly items: readonly Item[];
  /** Must stay the same object. */
  readonly columns: readonly Column<Item>[];
  readonly keyOf: (item: Item) => string;
  /** Enter or a click on a row. */
  readonly onOpen?: (item: Item) => void;
  /** The row that is open beside the table. */
  readonly selectedKey?: string | undefined;
  /** Pixels; 32 by default. */
  readonly rowHeight?: number;
  /** CSS height of all of it; by default as much as its parent leaves. */
  readonly height?: string;
  readonly empty?: ReactNode;
  /** The end of the list comes into sight. */
  readonly onReachEnd?: () => void;
}

const features = tableFeatures({ rowSortingFeature, sortedRowModel: createSortedRowModel(), sortFns });

/** Rows that are in sight, and no others. j and k, arrows, Home and End move; Enter opens. */
export function DataTable<Item extends RowData>(props: DataTableProps<Item>) {
  const { label, items, columns, keyOf, empty, rowHeight = 32, height = "100%" } = props;
  const scroller = useRef<HTMLTableSectionElement>(null);
  const [active, setActive] = useState(0);
  const definitions = useMemo(() => columns.map((column) => toDefinition(column)), [columns]);
  const table = useTable({
    features,
    columns: definitions,
    // The library writes nothing into it.
    data: items as Item[],
    getRowId: keyOf,
    enableSortingRemoval: true,
  });
  const rows = table.getRowModel().rows;
  const sorting = Object.fromEntries(
    table.state.sorting.map(({ id, desc }) => [id, desc ? "descending" : "ascending"] as const),
  );
  const onSort = (id: string): void => table.getColumn(id)?.toggleSorting();
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    getItemKey: (index) => rows[index]?.id ?? index,
    overscan: 12,
    onChange: ({ range }) => {
      if (range !== null && range.endIndex >= rows.length - 1 && rows.length > 0) props.onReachEnd?.();
    },
  });
  const tracks = columns.map((column) => column.width).join(" ");
  const move = (to: number): void => {
    const next = Math.min(Math.max(to, 0), rows.length - 1);
    setActive(next);
    virtual.scrollToIndex(next);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / rowHeight) - 2);
    const target = nextRow(event, active, page, rows.length);
    const row = rows[active];
    if (target !== undefined) move(target);
    else if (event.key === "Enter" && row !== undefined && event.target === event.currentTarget)
      props.onOpen?.(row.original);
    else return;
    event.preventDefault();
  };
  return (
    <table aria-label={label} aria-rowcount={rows.length + 1} className={styles.table} style={{ height }}>
      <Head sorting={sorting} onSort={onSort} columns={columns} tracks={tracks} />
      <tbody
        ref={scroller}
        className={styles.scroller}
        style={{ "--total": `${virtual.getTotalSize()}px` } as CSSProperties}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it takes the keys that move in it, and scrolls
        tabIndex={0}
        onKeyDown={onKeyDown}
        data-list
      >
        {virtual.getVirtualItems().map(({ index, key, start }) => {
          const row = rows[index];
          if (row === undefined) return null;
          return (
            <TableRow
              key={key}
              row={row}
              columns={columns}
              style={{ transform: `translateY(${start}px)`, height: rowHeight, gridTemplateColumns: tracks }}
              place={index}
              isActive={index === active}
              isSelected={row.id === props.selectedKey}
              onOpen={props.onOpen}
              onPoint={setActive}
            />
          );
        })}
      </tbody>
      {rows.length === 0 && <caption className={styles.empty}>{empty}</caption>}
    </table>
  );
}

function toDefinition<Item extends RowData>({ id, sort }: Column<Item>): ColumnDef<typeof features, Item> {
  return {
    id,
    ...(sort === undefined
      ? { enableSorting: false }
      : { accessorFn: (item: Item) => sort(item), sortUndefined: "last" as const, sortFn: "auto" as const }),
  } as ColumnDef<typeof features, Item>;
}

type Sorting = Readonly<Record<string, "ascending" | "descending">>;

interface HeadProps<Item extends RowData> {
  readonly sorting: Sorting;
  readonly onSort: (id: string) => void;
  readonly columns: readonly Column<Item>[];
  readonly tracks: string;
}

function Head<Item extends RowData>({ sorting, onSort, columns, tracks }: HeadProps<Item>) {
  return (
    <thead className={styles.head}>
      <tr className={styles.headRow} style={{ gridTemplateColumns: tracks }}>
        {columns.map((column) => {
          const sorted = sorting[column.id];
          return (
            <th key={column.id} scope="col" aria-sort={sorted} className={styles.headCell} data-align={column.align}>
              {column.sort === undefined ? (
                column.header
              ) : (
                <button type="button" onClick={() => onSort(column.id)}>
                  {column.header}
                  {sorted !== undefined && <Icon name={sorted === "ascending" ? "up" : "down"} size={12} />}
                </button>
              )}
            </th>
          );
        })}
      </tr>
    </thead>
  );
}

interface TableRowProps<Item extends RowData> {
  readonly row: Row<typeof features, Item>;
  readonly columns: readonly Column<Item>[];
  readonly style: { readonly transform: string; readonly height: number; readonly gridTemplateColumns: string };
  readonly place: number;
  readonly isActive: boolean;
  readonly isSelected: boolean;
  readonly onOpen: ((item: Item) => void) | undefined;
  readonly onPoint: (place: number) => void;
}

function TableRow<Item extends RowData>({
  row,
  columns,
  style,
  place,
  isActive,
  isSelected,
  onOpen,
  onPoint,
}: TableRowProps<Item>) {
  return (
    <tr
      aria-rowindex={place + 2}
      aria-selected={isSelected}
      className={styles.row}
      style={style}
      data-active={isActive}
      data-opens={onOpen !== undefined}
      onClick={() => {
        onPoint(place);
        // Who selects text, or follows a link in the row, does not mean the row.
        if (getSelection()?.isCollapsed !== false) onOpen?.(row.original);
      }}
    >
      {columns.map((column) => (
        <td key={column.id} className={styles.cell} data-align={column.align}>
          {column.cell(row.original)}
        </td>
      ))}
    </tr>
  );
}

/** Which row a key leads to; undefined for keys that mean something else. */
function nextRow(event: KeyboardEvent, active: number, page: number, count: number): number | undefined {
  if (event.altKey || event.ctrlKey || event.metaKey) return undefined;
  switch (event.key) {
    case "j":
    case "ArrowDown":
      return active + 1;
    case "k":
    case "ArrowUp":
      return active - 1;
    case "PageDown":
      return active + page;
    case "PageUp":
      return active - page;
    case "Home":
      return 0;
    case "End":
      return count - 1;
    default:
      return undefined;
  }
}

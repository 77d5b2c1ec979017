/** A row and a column, from 0; column -1 is the name of the row. */
export interface Place {
  readonly row: number;
  readonly column: number;
}

interface Extent {
  readonly rows: number;
  readonly columns: number;
  /** Rows that are seen at once. */
  readonly page: number;
}

interface Key {
  readonly key: string;
  readonly altKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
}

/** Where a key leads to in the grid; undefined for keys that mean something else. */
export function nextPlace(event: Key, { row, column }: Place, { rows, columns, page }: Extent): Place | undefined {
  if (event.altKey || event.metaKey) return undefined;
  const within = (place: Place): Place => ({
    row: Math.min(Math.max(place.row, 0), rows - 1),
    column: Math.min(Math.max(place.column, -1), columns - 1),
  });
  switch (event.key) {
    case "ArrowDown":
    case "j":
      return within({ row: row + 1, column });
    case "ArrowUp":
    case "k":
      return within({ row: row - 1, column });
    case "ArrowRight":
    case "l":
      return within({ row, column: column + 1 });
    case "ArrowLeft":
    case "h":
      return within({ row, column: column - 1 });
    case "PageDown":
      return within({ row: row + page, column });
    case "PageUp":
      return within({ row: row - page, column });
    case "Home":
      return within({ row: event.ctrlKey ? 0 : row, column: 0 });
    case "End":
      return within({ row: event.ctrlKey ? rows - 1 : row, column: columns - 1 });
    default:
      return undefined;
  }
}

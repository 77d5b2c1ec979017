import styles from "./preview.module.css";

export interface RowsTableProps {
  readonly columns: readonly { readonly name: string; readonly type?: string }[];
  readonly rows: readonly (readonly string[])[];
  readonly note: string;
}

/** Longer cells are cut: what is in a table is to be overlooked. */
const cellLength = 200;
const columnsShown = 100;

export function RowsTable({ columns, rows, note }: RowsTableProps) {
  const shown = columns.slice(0, columnsShown);
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
      <section className={styles.scroller} tabIndex={0} aria-label="Rows">
        <table className={styles.rows}>
          <thead>
            <tr>
              <th scope="col" className={styles.number}>
                <span className="unseen">Row</span>
              </th>
              {shown.map(({ name, type }, place) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: columns may share a name, and their places stay
                <th key={place} scope="col">
                  {name}
                  {type !== undefined && <span className={styles.type}>{type}</span>}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row, number) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: rows have no names, and their places stay
              <tr key={number}>
                <td className={styles.number}>{number + 1}</td>
                {shown.map((_, place) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: as above
                  <td key={place} data-number={isNumber(row[place])}>
                    {cut(row[place] ?? "")}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <p className={styles.foot}>
        {note}
        {columns.length > columnsShown && `; the first ${columnsShown} columns`}
      </p>
    </>
  );
}

function cut(text: string): string {
  return text.length > cellLength ? `${text.slice(0, cellLength)}…` : text;
}

function isNumber(text = ""): boolean {
  return text !== "" && text.length < 32 && Number.isFinite(Number(text));
}

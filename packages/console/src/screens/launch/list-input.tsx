import { ActionIcon, Button } from "@mantine/core";
import { useId } from "react";
import { Icon } from "../../components/icons/icon.tsx";
import type { ControlComponent, ControlProps } from "./control-props.ts";
import { type Draft, type DraftFields, emptyDraft } from "./draft.ts";
import styles from "./list-input.module.css";
import type { Control as ControlOf, Field } from "./schema-field.ts";
import { ViolationList } from "./violation-list.tsx";
import { fieldPath, type Violation, violationsAt } from "./violations.ts";

interface ListInputProps extends ControlProps {
  readonly Control: ControlComponent;
  readonly items: readonly Draft[];
  readonly control: Extract<ControlOf, { readonly kind: "list" }>;
}

/** More would make a page that no browser shows; what is longer is given in a file. */
const mostItems = 200;

/** A list, each item on a line; of small flat objects a table with a row for each. */
export function ListInput(props: ListInputProps) {
  const { field, items, control, onChange, id } = props;
  const add = (): void => onChange([...items, emptyDraft(control.item)]);
  return (
    <div className={styles.list} id={id}>
      {control.isTable && control.item.control.kind === "object" ? (
        <TableInput {...props} columns={control.item.control.fields} />
      ) : (
        items.map((item, place) => <ItemInput key={keyOf(place)} {...props} item={item} place={place} />)
      )}
      <Button
        variant="default"
        size="compact-xs"
        className={styles.add}
        leftSection={<Icon name="plus" size={12} />}
        disabled={items.length >= mostItems}
        onClick={add}
      >
        Add one to {field.name}
      </Button>
    </div>
  );
}

/** Items have nothing but their places. */
function keyOf(place: number): string {
  return `item-${place}`;
}

interface ItemProps extends ListInputProps {
  readonly item: Draft;
  readonly place: number;
}

function ItemInput({ Control, field, control, items, item, place, path, onChange, violations }: ItemProps) {
  const id = useId();
  const own = fieldPath(path, place);
  const isNested = control.item.control.kind === "object" || control.item.control.kind === "list";
  const wrong = violationsAt(violations, own, isNested ? "itself" : "inside");
  return (
    <div className={styles.item}>
      <span className={styles.place}>{place}</span>
      <div className={styles.value}>
        <Control
          field={control.item}
          path={own}
          draft={item}
          onChange={(changed) => onChange(items.with(place, changed))}
          violations={violations}
          id={id}
          describedBy={`${id}-wrong`}
          isWrong={wrong.length > 0}
          label={`${field.name}, item ${place}`}
        />
        <ViolationList id={`${id}-wrong`} violations={wrong} />
      </div>
      <RemoveButton
        label={`Remove item ${place} of ${field.name}`}
        onClick={() => onChange(items.filter((_, at) => at !== place))}
      />
    </div>
  );
}

function TableInput(props: ListInputProps & { readonly columns: readonly Field[] }) {
  const { Control, field, items, columns, path, onChange, violations } = props;
  if (items.length === 0) return <p className={styles.none}>The list is empty.</p>;
  return (
    <table className={styles.table}>
      <thead>
        <tr>
          <th scope="col" className={styles.place}>
            #
          </th>
          {columns.map((column) => (
            <th
              key={column.name}
              scope="col"
              title={`${column.expects}${column.description && `. ${column.description}`}`}
            >
              {column.name}
            </th>
          ))}
          <th scope="col">
            <span className="unseen">Remove</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {items.map((item, place) => (
          <tr key={keyOf(place)}>
            <td className={styles.place}>{place}</td>
            {columns.map((column) => (
              <Cell
                key={column.name}
                {...{ Control, column, violations }}
                label={`${field.name}, item ${place}, ${column.name}`}
                path={fieldPath(fieldPath(path, place), column.name)}
                draft={(item as DraftFields | undefined)?.[column.name]}
                onChange={(changed) =>
                  onChange(items.with(place, { ...(item as DraftFields | undefined), [column.name]: changed }))
                }
              />
            ))}
            <td>
              <RemoveButton
                label={`Remove item ${place} of ${field.name}`}
                onClick={() => onChange(items.filter((_, at) => at !== place))}
              />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

interface CellProps {
  readonly Control: ControlComponent;
  readonly column: Field;
  readonly path: string;
  readonly label: string;
  readonly draft: Draft;
  readonly onChange: (draft: Draft) => void;
  readonly violations: readonly Violation[];
}

function Cell({ Control, column, path, label, draft, onChange, violations }: CellProps) {
  const id = useId();
  const wrong = violationsAt(violations, path, "inside");
  return (
    <td>
      <Control
        field={column}
        {...{ path, draft, onChange, violations, id, label }}
        describedBy={`${id}-wrong`}
        isWrong={wrong.length > 0}
      />
      <ViolationList id={`${id}-wrong`} violations={wrong} />
    </td>
  );
}

function RemoveButton({ label, onClick }: { readonly label: string; readonly onClick: () => void }) {
  return (
    <ActionIcon variant="subtle" color="gray" size="sm" aria-label={label} title={label} onClick={onClick}>
      <Icon name="cross" size={14} />
    </ActionIcon>
  );
}

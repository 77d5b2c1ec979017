import { Checkbox, NativeSelect, SegmentedControl, Switch, Textarea, TextInput } from "@mantine/core";
import type { Json } from "@troupe/core";
import { useId } from "react";
import type { ControlProps, FieldInputProps } from "./control-props.ts";
import { type Draft, type DraftFields, draftOf } from "./draft.ts";
import styles from "./field-input.module.css";
import { ListInput } from "./list-input.tsx";
import type { Field } from "./schema-field.ts";
import { ViolationList } from "./violation-list.tsx";
import { fieldPath, violationsAt } from "./violations.ts";

/** A field with its name, what belongs there, and what the coordinator says of what stands there. */
export function FieldInput(props: FieldInputProps) {
  const { field, path, draft, onChange, violations } = props;
  const id = useId();
  const { kind } = field.control;
  const own = violationsAt(violations, path, kind === "object" || kind === "list" ? "itself" : "inside");
  const isChanged = JSON.stringify(draft) !== JSON.stringify(draftOf(field, field.default));
  return (
    <div className={styles.field} data-path={path}>
      <div className={styles.head}>
        <label htmlFor={id} className={styles.name}>
          {field.name}
        </label>
        {field.isRequired && field.default === undefined && <span className={styles.needed}>needed</span>}
        <span className={styles.expects} id={`${id}-expects`}>
          {field.expects}
        </span>
        {field.description !== "" && <span className={styles.description}>{field.description}</span>}
      </div>
      <div className={styles.value}>
        <div className={styles.control}>
          <Control {...props} id={id} describedBy={`${id}-expects ${id}-wrong`} isWrong={own.length > 0} />
          {field.isNullable && (
            <Checkbox
              size="xs"
              label="null"
              checked={draft === null}
              onChange={({ currentTarget }) => onChange(currentTarget.checked ? null : undefined)}
            />
          )}
        </div>
        <ViolationList id={`${id}-wrong`} violations={own} />
        {isChanged && field.default !== undefined && (
          <button type="button" className={styles.reset} onClick={() => onChange(draftOf(field, field.default))}>
            back to the default
          </button>
        )}
      </div>
    </div>
  );
}

/** What one fills in, without its name. */
function Control(props: ControlProps) {
  const { field, draft } = props;
  switch (field.control.kind) {
    case "text":
    case "number":
      return <LineInput {...props} />;
    case "switch":
      return <SwitchInput {...props} />;
    case "choice":
      return <ChoiceInput {...props} options={field.control.options} />;
    case "list":
      return (
        <ListInput {...props} Control={Control} items={(draft ?? []) as readonly Draft[]} control={field.control} />
      );
    case "object":
      return <ObjectInput {...props} fields={field.control.fields} />;
    case "json":
      return <JsonText {...props} />;
  }
}

function LineInput({ field, draft, onChange, id, describedBy, isWrong, label }: ControlProps) {
  const isNumber = field.control.kind === "number";
  const isLong = field.control.kind === "text" && field.control.isLong;
  const shared = {
    id,
    value: typeof draft === "string" ? draft : "",
    placeholder: draft === null ? "null" : field.isRequired ? "" : "left out",
    disabled: draft === null,
    error: isWrong,
    "aria-describedby": describedBy,
    "aria-label": label,
    className: styles.line,
    onChange: ({ currentTarget }: { readonly currentTarget: { readonly value: string } }) =>
      onChange(currentTarget.value === "" ? emptied(field) : currentTarget.value),
  };
  if (isLong) return <Textarea autosize minRows={2} maxRows={12} {...shared} />;
  return <TextInput inputMode={isNumber ? "decimal" : "text"} autoComplete="off" spellCheck={false} {...shared} />;
}

/** An empty text is a value where one must be given, or where another one counts otherwise. */
function emptied(field: Field): Draft {
  return field.control.kind === "text" && (field.isRequired || field.default !== undefined) ? "" : undefined;
}

function SwitchInput({ field, draft, onChange, id, describedBy, label }: ControlProps) {
  if (draft === undefined || (field.default === undefined && !field.isRequired))
    return <ChoiceInput {...{ field, draft, onChange, id, describedBy, label }} options={[true, false]} />;
  return (
    <Switch
      id={id}
      checked={draft === true}
      aria-describedby={describedBy}
      aria-label={label}
      label={draft === true ? "true" : "false"}
      onChange={({ currentTarget }) => onChange(currentTarget.checked)}
    />
  );
}

interface ChoiceProps extends Pick<ControlProps, "field" | "draft" | "onChange" | "id" | "describedBy"> {
  readonly label?: string | undefined;
  readonly options: readonly Json[];
}

function ChoiceInput({ field, draft, onChange, id, describedBy, label, options }: ChoiceProps) {
  const data = options.map((option) => ({ value: JSON.stringify(option), label: optionText(option) }));
  const isSwitch = field.control.kind === "switch";
  const value = isSwitch ? (draft === undefined ? "" : String(draft)) : typeof draft === "string" ? draft : "";
  const take = (chosen: string): void => {
    if (chosen === "") onChange(undefined);
    else onChange(isSwitch ? chosen === "true" : chosen);
  };
  const isShort = data.length <= 4 && data.every((each) => each.label.length <= 16) && label === undefined;
  if (isShort && value !== "")
    return (
      <SegmentedControl id={id} size="xs" aria-describedby={describedBy} data={data} value={value} onChange={take} />
    );
  return (
    <NativeSelect
      id={id}
      aria-describedby={describedBy}
      aria-label={label}
      data={field.isRequired && value !== "" ? data : [{ value: "", label: "left out" }, ...data]}
      value={value}
      onChange={({ currentTarget }) => take(currentTarget.value)}
    />
  );
}

function optionText(option: Json): string {
  return typeof option === "string" ? option : JSON.stringify(option);
}

function JsonText({ draft, onChange, id, describedBy, isWrong, label }: ControlProps) {
  return (
    <Textarea
      id={id}
      className={styles.json}
      value={typeof draft === "string" ? draft : ""}
      placeholder="JSON; left out while it is empty"
      autosize
      minRows={2}
      maxRows={16}
      spellCheck={false}
      error={isWrong}
      aria-describedby={describedBy}
      aria-label={label}
      onChange={({ currentTarget }) => onChange(currentTarget.value === "" ? undefined : currentTarget.value)}
    />
  );
}

function ObjectInput({
  fields,
  path,
  draft,
  onChange,
  violations,
  id,
}: ControlProps & { readonly fields: readonly Field[] }) {
  const drafts = (draft ?? {}) as DraftFields;
  return (
    <fieldset id={id} className={styles.object}>
      {fields.map((field) => (
        <FieldInput
          key={field.name}
          field={field}
          path={fieldPath(path, field.name)}
          draft={drafts[field.name]}
          onChange={(changed) => onChange({ ...drafts, [field.name]: changed })}
          violations={violations}
        />
      ))}
    </fieldset>
  );
}

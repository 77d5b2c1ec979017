import { Panel } from "../../components/panel.tsx";
import { FieldInput } from "../launch/field-input.tsx";
import { ViolationList } from "../launch/violation-list.tsx";
import { fieldPath, type Violation, violationsElsewhere } from "../launch/violations.ts";
import type { useRunParams } from "./use-run-params.ts";

export interface ParamsPanelProps {
  readonly filled: ReturnType<typeof useRunParams>;
  readonly violations: readonly Violation[];
}

/** What each run of the backfill is given: the pipeline's own params, with what the schedule says of them. */
export function ParamsPanel({ filled: { fields, drafts, change }, violations }: ParamsPanelProps) {
  if (fields.length === 0) return null;
  const paths = fields.map(({ name }) => fieldPath("params", name));
  const elsewhere = violationsElsewhere(violations, paths).filter(({ field }) => field.startsWith("params"));
  return (
    <Panel title="Params of its runs">
      <ViolationList violations={elsewhere} />
      {fields.map((field) => (
        <FieldInput
          key={field.name}
          field={field}
          path={fieldPath("params", field.name)}
          draft={drafts[field.name]}
          onChange={(draft) => change(field.name, draft)}
          violations={violations}
        />
      ))}
    </Panel>
  );
}

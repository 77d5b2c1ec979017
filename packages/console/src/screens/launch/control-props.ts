import type { ComponentType } from "react";
import type { Draft } from "./draft.ts";
import type { Field } from "./schema-field.ts";
import type { Violation } from "./violations.ts";

export interface FieldInputProps {
  readonly field: Field;
  /** As the coordinator names it: "params.settings[0].rate". */
  readonly path: string;
  readonly draft: Draft;
  readonly onChange: (draft: Draft) => void;
  /** All of the form's. */
  readonly violations: readonly Violation[];
}

export interface ControlProps extends FieldInputProps {
  readonly id: string;
  readonly describedBy: string;
  readonly isWrong: boolean;
  /** For what has no label of its own: an item of a list. */
  readonly label?: string | undefined;
}

/** What is in a list is shown by what shows the list. */
export type ControlComponent = ComponentType<ControlProps>;

/** Where in the form the coordinator's objections belong. */
import { CallError } from "../../api/call-error.ts";

/** As errors of the API carry them in `details.violations`. */
export interface Violation {
  /** "params.settings[0].hidden". */
  readonly field: string;
  /** "is 0: 0 is less than 1". */
  readonly message: string;
  readonly fix?: string;
}

/** The path of a field inside another, as the coordinator writes it. */
export function fieldPath(parent: string, key: string | number): string {
  return typeof key === "number" ? `${parent}[${key}]` : `${parent}.${key}`;
}

/** Of the field itself; with `inside`, of what is in it too: for a control that shows all of it as one text. */
export function violationsAt(
  violations: readonly Violation[],
  path: string,
  inside: "itself" | "inside",
): readonly Violation[] {
  return violations.filter(({ field }) => field === path || (inside === "inside" && isInside(field, path)));
}

/** Those that belong to no field of the form: unknown fields, the interval, the pipeline itself. */
export function violationsElsewhere(violations: readonly Violation[], paths: readonly string[]): readonly Violation[] {
  return violations.filter(({ field }) => !paths.some((path) => field === path || isInside(field, path)));
}

export function violationText({ message, fix }: Violation): string {
  return fix === undefined || fix === "" ? message : `${message}; ${fix}`;
}

function isInside(field: string, path: string): boolean {
  return field.startsWith(`${path}.`) || field.startsWith(`${path}[`);
}

/** That a refusal of the coordinator names; none of any other failure. */
export function violationsOf(error: Error | null): readonly Violation[] {
  if (!(error instanceof CallError)) return [];
  const { violations } = error.details;
  return Array.isArray(violations) ? (violations as Violation[]) : [];
}

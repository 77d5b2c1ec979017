/** What a reference stands for. */
import type { Expression } from "@troupe/core";

/** An expression of the spec, or, while the arguments of a command are being written, one of its inputs. */
export type Origin = Expression | CommandInput | CommandText;

export interface CommandInput {
  readonly kind: "input";
  readonly path: readonly string[];
}

/** A word of a command that is made of text and inputs. */
export interface CommandText {
  readonly kind: "input-text";
  readonly parts: readonly (string | CommandInput)[];
}

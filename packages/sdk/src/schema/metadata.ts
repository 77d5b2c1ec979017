/** What a schema says beyond its shape: kept in zod's registry, written into the JSON Schema under the same names. */
import { z } from "zod";

/** The additions to JSON Schema that the coordinator understands. */
export interface Marks {
  readonly artifact?: string;
  readonly columns?: readonly string[];
  readonly proof?: "validated" | "passed";
  readonly band?: string;
  readonly evaluationSet?: string;
  readonly evaluatedOn?: string;
}

/** A copy of a schema that carries marks. Works on zod's core, so that schemas of `zod/mini` serve as well. */
export function marked<S extends z.core.$ZodType>(schema: S, marks: Marks): S {
  const copy = z.core.clone(schema, undefined, { parent: true });
  z.globalRegistry.add(copy, { ...z.globalRegistry.get(schema), ...marks });
  return copy;
}

export function marksOf(schema: z.core.$ZodType): Marks {
  return (z.globalRegistry.get(schema) as Marks | undefined) ?? {};
}

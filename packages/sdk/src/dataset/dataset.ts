/** Datasets: what one pipeline hands on to others, under a name and revision by revision. */
import { type DatasetUse, datasetLimits, isDatasetName, type JsonObject } from "@troupe/core";
import type { z } from "zod";
import { invalidSpec } from "../invalid-spec.ts";
import type { Builder } from "../pipeline/builder.ts";
import { readSchema } from "../schema/json-schema.ts";
import type { Checked } from "../schema/storable.ts";

/** A dataset that pipelines publish, read, or are started by. */
export interface Dataset<T = unknown> {
  readonly name: string;
  readonly schema: JsonObject;
  /** Types only: what a revision is. */
  readonly "~value"?: T;
}

/** What a revision of a dataset is: `DatasetOf<typeof features>`. */
export type DatasetOf<D extends Dataset> = NonNullable<D["~value"]>;

/**
 * Declares a dataset. Pipelines that import the same declaration agree on what it is: publishing something else, or
 * reading it as something else, is a compile error.
 *
 * @param name - Lower-case words with slashes between them, at most 120 characters.
 * @param schema - Of a revision's value. Bytes are artifacts in it.
 * @throws TroupeError `INVALID_SPEC`.
 *
 * @example
 * ```ts
 * export const features = dataset("churn/features", z.object({ rows: z.int(), table: artifact("csv") }));
 * ```
 */
export function dataset<S extends z.core.$ZodType>(name: string, schema: S & Checked<S>): Dataset<z.output<S>> {
  if (!isDatasetName(name)) {
    throw invalidSpec({
      field: `dataset(${JSON.stringify(name)})`,
      message: "has a name that no dataset can have",
      fix: `use lower-case words with slashes between them, at most ${datasetLimits.nameLength} characters: "churn/features"`,
    });
  }
  return { name, schema: readSchema(schema, `dataset("${name}")`) };
}

/** Notes that a pipeline has to do with it. */
export function mention(builder: Builder, { name, schema }: Dataset, read?: DatasetUse["read"]): void {
  const known = builder.datasets.get(name);
  if (known !== undefined && JSON.stringify(known.schema) !== JSON.stringify(schema)) {
    throw invalidSpec({
      field: `dataset("${name}")`,
      message: "is declared twice, with two schemas",
      fix: "declare it once, and import it where it is used",
    });
  }
  // Whoever needs it in one place needs it.
  const strictest = known?.read === "required" ? known.read : (read ?? known?.read);
  builder.datasets.set(name, { schema, ...(strictest !== undefined && { read: strictest }) });
}

/** Bytes: declared by kind, stored by digest, read and written as local files. */
import type { ArtifactValue } from "@troupe/core";
import { z } from "zod";
import type { contents } from "./marks.ts";
import { marked } from "./metadata.ts";

/** Bytes by digest. In a pipeline's body a ref to it is passed on; inside a step it is a local file. */
export interface Artifact<out Kind extends string = string> {
  /** What the bytes are, as the pipeline calls it: `"csv"`, `"joblib"`. */
  readonly kind: Kind;
  readonly digest: `sha256:${string}`;
  /** Bytes. */
  readonly size: number;
  /** Where this attempt finds it on its machine. Never an output: a path means nothing elsewhere. */
  readonly path: string;
}

/** An artifact whose columns are known. */
export interface Table<out Kind extends string, out Row> extends Artifact<Kind> {
  readonly [contents]: Row;
}

/**
 * A schema that means the same type on both sides. `z.ZodType<T>` alone leaves the input side `unknown`, and nothing
 * would be checked: annotate with this.
 */
export type Schema<T> = z.ZodType<T, T>;

/** A value as it is stored and sent: artifacts by digest, without the path that they have inside a step. */
export type Stored<T> =
  T extends Artifact<infer Kind>
    ? ArtifactValue & { readonly kind: Kind }
    : T extends object
      ? { readonly [K in keyof T as K extends string | number ? K : never]: Stored<T[K]> }
      : T;

/**
 * Declares bytes of one kind. With the columns of a table, only a table that has them fits where it is asked for.
 *
 * @example
 * ```ts
 * const Customer = z.object({ tenure: z.number(), churned: z.boolean() });
 * const Dataset = z.object({ rows: z.int(), table: artifact("csv", Customer) });
 * const Model = z.object({ accuracy: z.number(), file: artifact("joblib") });
 * ```
 */
export function artifact<const Kind extends string>(kind: Kind): Schema<Artifact<Kind>>;
export function artifact<const Kind extends string, Row extends z.ZodObject>(
  kind: Kind,
  columns: Row,
): Schema<Table<Kind, z.output<Row>>>;
export function artifact(kind: string, columns?: z.ZodObject): Schema<Artifact> {
  const fields = {
    kind: z.literal(kind),
    digest: z.string().regex(/^sha256:[0-9a-f]{64}$/),
    size: z.int().min(0),
    columns: z.array(z.string()).optional(),
    path: z.string().optional(),
  };
  const value = z.object(fields, {
    error: ({ code }) => (code === "invalid_type" ? `an artifact (${kind})` : undefined),
  });
  const names = columns === undefined ? undefined : Object.keys(columns.shape);
  // Sound although `path` is optional here: inside a step the host gives it, and outside nobody can read it.
  return marked(value, { artifact: kind, ...(names && { columns: names }) }) as unknown as Schema<Artifact>;
}

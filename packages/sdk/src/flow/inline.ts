/** A pipeline inside of another one, in the same run. */
import { type Expression, isObject, type JsonSchema, validateJson } from "@troupe/core";
import { invalidSpec } from "../invalid-spec.ts";
import { type Builder, current } from "../pipeline/builder.ts";
import { bodyOf, inputsOf, type Pipeline } from "../pipeline/pipeline.ts";
import { express } from "../ref/express.ts";
import type { Inputs, Ref } from "../ref/ref.ts";
import type { Absent, When } from "../step/rules.ts";
import { type GroupOptions, placeGroup } from "./group.ts";

export interface InlineOptions<W extends When = When, M extends boolean = boolean> extends GroupOptions<W, M> {
  /** The name of the group. Needed only where a pipeline is inlined twice. Default: the pipeline's name. */
  readonly id?: string;
}

/**
 * Runs what a pipeline does inside of this run, as a group: its steps become steps of this pipeline, with ids that begin
 * with the group's, and what its body returns is what this yields. Its timeout, schedule and overlap policy are for runs
 * of its own: for one of those use `trigger`.
 *
 * @example
 * ```ts
 * const { model } = inline(churn, {});
 * score({ model: model.file, table: data.table });
 * ```
 */
export function inline<Params, Out, const W extends When = "all-succeeded", const M extends boolean = false>(
  pipeline: Pipeline<Params, Out>,
  params: Inputs<Params>,
  options: InlineOptions<W, M> = {},
): Ref<Out | Absent<W, M>> {
  const builder = current(`inline(${pipeline.name}, …)`);
  const { id = pipeline.name, ...rest } = options;
  const given = paramsOf(builder, pipeline, params);
  return placeGroup(builder, id, () => readBody(builder, pipeline, given), rest) as never;
}

function readBody(builder: Builder, pipeline: Pipeline, params: Expression): unknown {
  const outer = builder.inlined;
  builder.inlined = pipeline.name;
  try {
    return bodyOf(pipeline)(inputsOf(builder, params));
  } finally {
    builder.inlined = outer;
  }
}

/** As its body finds them: defaults filled in, and what is neither given nor has one absent. */
function paramsOf(builder: Builder, { name, spec }: Pipeline, params: object): Expression {
  const { properties = {}, required = [] } = spec.params as {
    readonly properties?: Readonly<Record<string, JsonSchema>>;
    readonly required?: readonly string[];
  };
  const given = params as Readonly<Record<string, unknown>>;
  const surplus = Object.keys(given).find((key) => !Object.hasOwn(properties, key));
  if (surplus !== undefined) throw wrong(name, surplus, "is no parameter", `known are ${names(properties)}`);
  const fields = Object.entries(properties).map(([key, schema]): readonly [string, Expression] => {
    const expression = express(given[key], { who: `inline(${name}).${key}`, builder });
    if (expression?.kind === "literal") check(name, key, schema, expression);
    if (expression !== undefined) return [key, expression];
    if (isObject(schema) && "default" in schema) return [key, { kind: "literal", value: schema.default as never }];
    if (required.includes(key)) throw wrong(name, key, "is missing", `its parameters are ${names(properties)}`);
    return [key, { kind: "at", of: { kind: "literal", value: {} }, key: { kind: "literal", value: key } }];
  });
  return { kind: "object", fields: Object.fromEntries(fields) };
}

function check(
  name: string,
  key: string,
  schema: JsonSchema,
  { value }: Expression & { readonly kind: "literal" },
): void {
  const [problem] = validateJson(schema, value, `inline(${name}).${key}`);
  if (problem !== undefined) throw invalidSpec(problem);
}

function wrong(name: string, key: string, message: string, fix: string): Error {
  return invalidSpec({ field: `inline(${name}).${key}`, message, fix });
}

function names(properties: object): string {
  return Object.keys(properties).join(", ") || "none";
}

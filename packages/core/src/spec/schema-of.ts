/** What an expression will be: the schema that its value fits, told from the schemas of what it reads. */
import type { Problem } from "../error.ts";
import { isObject } from "../json.ts";
import { source } from "../run/evaluate.ts";
import { describe } from "../schema/validate-json.ts";
import { scopeIds } from "./compile.ts";
import { endedSchema, outcomeSchema } from "./ending-schemas.ts";
import { alwaysOneOf } from "./exhaustive.ts";
import type { Expression, Path } from "./expression.ts";
import { endsSurely } from "./fallback.ts";
import { isNullable, withoutNull } from "./nullable.ts";
import type { JsonSchema, Node, PipelineSpec, StepDeclaration } from "./pipeline-spec.ts";

export interface Inferred {
  readonly schema: JsonSchema;
  /** It may be absent when the run has come that far. */
  readonly optional: boolean;
}

/** What can be seen while a pipeline is checked. */
export interface SpecScope {
  readonly spec: PipelineSpec;
  readonly byId: ReadonlyMap<string, Node>;
  /** The scope in which the expression stands. */
  readonly scope: readonly string[];
  /** Loops whose state is being told: what a round leaves is told from what it found. */
  readonly telling?: ReadonlySet<string>;
  /** The loop whose condition it is: that sees what a round left. */
  readonly condition?: string;
  /** A node that is taken to have succeeded. */
  readonly succeeded?: string;
}

/** Thrown while a schema is inferred; the checker turns it into a problem at the field. */
export class Unwired {
  readonly message: string;
  readonly fix: string;
  constructor(message: string, fix: string) {
    this.message = message;
    this.fix = fix;
  }
  at(field: string): Problem {
    return { field, message: this.message, fix: this.fix };
  }
}

export function schemaOf(expression: Expression, within: SpecScope): Inferred {
  switch (expression.kind) {
    case "literal":
      return { schema: literalSchema(expression.value), optional: false };
    case "param":
      return follow({ schema: within.spec.params, optional: false }, expression.path, "params");
    case "interval":
      if (within.spec.schedule === undefined)
        throw new Unwired(
          `interval.${expression.fact} is asked for, and the pipeline has no schedule`,
          "give the pipeline a schedule, or a param",
        );
      return { schema: { type: "string" }, optional: false };
    case "run":
    case "text":
      if (expression.kind === "text")
        for (const part of expression.parts) if (typeof part !== "string") schemaOf(part, within);
      return { schema: { type: "string" }, optional: false };
    case "step":
      return follow(outputOf(visible(expression.step, within, ["step"]), within), expression.path, expression.step);
    case "item":
      return follow(itemOf(expression.map, within), expression.path, `an item of ${expression.map}`);
    case "index":
      insideOf(expression.map, within);
      return { schema: { type: "integer" }, optional: false };
    case "state":
      return follow(stateOf(expression.loop, within), expression.path, `the state of ${expression.loop}`);
    case "loop":
      return follow(loopOf(expression.loop, within), expression.path, expression.loop);
    case "gather":
      return listOf(expression.map, expression.of, within);
    case "group": {
      const node = visible(expression.group, within, ["group"]);
      const inner = { ...within, scope: [...node.scope, ...scopeIds(node)] };
      const { schema, optional } = schemaOf(expression.of, inner);
      return { schema, optional: optional || mayBeAbsent(node, within) };
    }
    case "ended":
      return { schema: endedSchema(schemaOf(expression.of, within)), optional: false };
    case "outcome":
      finalizerAround(within);
      return follow({ schema: outcomeSchema, optional: false }, expression.path, "the outcome");
    case "first":
      return firstOf(expression.items, within);
    case "arm":
      return { schema: armOf(expression.branch, expression.arm, expression.of, within), optional: true };
    case "passed":
      return passedBy(expression.gate, expression.arm, expression.of, within);
    case "present":
      return { schema: withoutNull(schemaOf(expression.of, within).schema), optional: false };
    case "previous":
      return { ...follow({ schema: used("", within), optional: true }, expression.path, "previous"), optional: true };
    case "latest":
      return follow(
        { schema: used(expression.pipeline, within), optional: true },
        expression.path,
        `latest(${expression.pipeline})`,
      );
    case "dataset":
      return follow(readOf(expression.dataset, within), expression.path, `read(${expression.dataset})`);
    case "at":
      return { schema: entryOf(schemaOf(expression.of, within).schema), optional: true };
    case "field":
      return follow(schemaOf(expression.of, within), expression.path, source(expression.of));
    case "list":
      return {
        schema: { type: "array", items: { anyOf: expression.items.map((item) => schemaOf(item, within).schema) } },
        optional: false,
      };
    case "object":
      return { schema: objectSchema(expression.fields, within), optional: false };
  }
}

/** The node, if it may be read from here. */
function visible(id: string, within: SpecScope, kinds: readonly Node["kind"][]): Node {
  const node = within.byId.get(id);
  if (node === undefined)
    throw new Unwired(`there is no node "${id}"`, `nodes are ${[...within.byId.keys()].slice(0, 20).join(", ")}`);
  if (!kinds.includes(node.kind))
    throw new Unwired(`"${id}" is a ${node.kind}, not a ${kinds.join(" or ")}`, "refer to it by the kind that it has");
  const hidden = node.scope.find((scope, depth) => within.scope[depth] !== scope);
  if (hidden !== undefined)
    throw new Unwired(`"${id}" exists only inside ${hidden}`, "take it from what that map or branch yields");
  return node;
}

export function outputOf(node: Node, within: SpecScope): Inferred {
  const declaration = node.kind === "step" ? within.spec.steps[node.step] : undefined;
  const schema = declaration === undefined ? undefined : outputSchema(declaration);
  if (schema === undefined)
    throw new Unwired(`"${node.id}" yields nothing`, "declare an output for the step, or wait for it with `after`");
  return { schema, optional: mayBeAbsent(node, within) };
}

/** Whether those who read from it run though it yields nothing. */
function mayBeAbsent(node: Node, { succeeded }: SpecScope): boolean {
  if (node.id === succeeded) return false;
  return node.when === "any-failed" || ("mayFail" in node && node.mayFail === true);
}

/** What a step's output is to those who read it: a check hands its subject on, with its word for it. */
export function outputSchema(declaration: StepDeclaration): JsonSchema | undefined {
  if (declaration.role !== "check") return declaration.output;
  const subject =
    isObject(declaration.input) && isObject(declaration.input.properties)
      ? declaration.input.properties.subject
      : undefined;
  return isObject(subject) ? ({ ...subject, proof: "validated" } as JsonSchema) : (declaration.output ?? true);
}

/** The map or loop, if it is around. */
function insideOf(id: string, within: SpecScope): Node {
  const node = within.byId.get(id);
  const isInside = within.scope.includes(`${id}[]`) || within.condition === id;
  if ((node?.kind === "map" || node?.kind === "loop") && isInside) return node;
  throw new Unwired(
    `"${id}" is not a map or loop around it`,
    "take what it yields: an item, a position or a state exists only inside",
  );
}

function itemOf(map: string, within: SpecScope): Inferred {
  const node = within.byId.get(map);
  if (node?.kind !== "map" || !within.scope.includes(`${map}[]`))
    throw new Unwired(`an item of "${map}" exists only inside that map`, "take it from what the map yields");
  return { schema: entryOf(schemaOf(node.over, { ...within, scope: node.scope }).schema), optional: false };
}

/** A round that yields nothing, or that failed and may, has null in the list. */
function listOf(map: string, of: Expression, within: SpecScope): Inferred {
  const node = visible(map, within, ["map"]);
  const inner = schemaOf(of, { ...within, scope: [...node.scope, ...scopeIds(node)] });
  const hasHoles = inner.optional || (node.kind === "map" && node.fail !== undefined && node.fail !== "stop");
  const items: JsonSchema = hasHoles ? { anyOf: [inner.schema, { type: "null" }] } : inner.schema;
  return { schema: { type: "array", items }, optional: mayBeAbsent(node, within) };
}

/** What the loop starts with, or what a round leaves, which is told from what it starts with. */
function stateOf(loop: string, within: SpecScope): Inferred {
  const node = insideOf(loop, within);
  if (node.kind !== "loop") throw new Unwired(`"${loop}" is no loop`, "a map has items: use the item");
  return stateFrom(node, within);
}

function stateFrom(node: Node & { readonly kind: "loop" }, within: SpecScope): Inferred {
  const outside = { ...within, scope: node.scope };
  const start = schemaOf(node.start, outside);
  if (within.telling?.has(node.id)) return start;
  const telling = new Set([...(within.telling ?? []), node.id]);
  const next = schemaOf(node.next, { ...outside, scope: [...node.scope, ...scopeIds(node)], telling });
  return {
    schema: { anyOf: [start.schema, next.schema] },
    optional: start.optional || next.optional,
  };
}

function loopOf(loop: string, within: SpecScope): Inferred {
  const node = visible(loop, within, ["loop"]);
  if (node.kind !== "loop") throw new Unwired(`"${loop}" is no loop`, "refer to it by the kind that it has");
  const state = stateFrom(node, within);
  const properties = { state: state.schema, rounds: { type: "integer" }, limited: { type: "boolean" } };
  const required = ["rounds", "limited", ...(state.optional ? [] : ["state"])];
  return { schema: { type: "object", properties, required } as JsonSchema, optional: mayBeAbsent(node, within) };
}

function finalizerAround(within: SpecScope): void {
  const [outermost = ""] = within.scope;
  if (within.byId.get(outermost.replace(/\/.*$/, ""))?.kind === "finalizer") return;
  throw new Unwired("how everything ended is known only at the end", "read it inside atEnd(…)");
}

/** Absent only if each of them may be, and none of them has to be there when the others are not. */
function firstOf(items: readonly Expression[], within: SpecScope): Inferred {
  const all = items.map((item) => schemaOf(item, within));
  const isSure =
    all.some(({ optional, schema }) => !optional && !isNullable(schema)) ||
    alwaysOneOf(items, within, schemaOf) ||
    endsSurely(items, within, schemaOf);
  return { schema: { anyOf: all.map(({ schema }) => withoutNull(schema)) }, optional: !isSure };
}

function armOf(branch: string, arm: string, of: Expression, within: SpecScope): JsonSchema {
  const node = visible(branch, within, ["branch", "gate"]);
  const arms = node.kind === "branch" || node.kind === "gate" ? node.arms.map((each) => each.name) : [];
  if (!arms.includes(arm)) throw new Unwired(`"${branch}" has no arm "${arm}"`, `its arms are ${arms.join(", ")}`);
  if (of.kind === "literal" && of.value === null) return { type: "null" };
  return schemaOf(of, { ...within, scope: [...node.scope, `${branch}/${arm}`] }).schema;
}

function passedBy(gate: string, arm: string, of: Expression, within: SpecScope): Inferred {
  const node = within.byId.get(gate);
  if (node?.kind !== "gate" || !within.scope.includes(`${gate}/${arm}`))
    throw new Unwired(
      `nothing has passed "${gate}" as "${arm}" here`,
      `use it inside the arm "${arm}" of the gate "${gate}"`,
    );
  if (node.subject === undefined || !isPartOf(of, node.subject))
    throw new Unwired(
      `${source(of)} is not what "${gate}" judged`,
      node.subject === undefined ? "give the gate a subject" : `the gate judged ${source(node.subject)}`,
    );
  const { schema, optional } = schemaOf(of, { ...within, scope: node.scope });
  return { schema: isObject(schema) ? { ...(schema as object), proof: "passed", band: arm } : schema, optional };
}

/** The subject itself, or a field of it. */
function isPartOf(part: Expression, whole: Expression): boolean {
  if (JSON.stringify(part) === JSON.stringify(whole)) return true;
  return part.kind === "field"
    ? isPartOf(part.of, whole)
    : part.kind === "step" &&
        whole.kind === "step" &&
        part.step === whole.step &&
        whole.path.every((key, index) => part.path[index] === key);
}

function used(pipeline: string, within: SpecScope): JsonSchema {
  const schema = within.spec.uses?.[pipeline];
  if (schema === undefined)
    throw new Unwired(
      pipeline === ""
        ? "the spec does not say what earlier outputs look like"
        : `the spec does not say what the outputs of "${pipeline}" look like`,
      `add uses["${pipeline}"]`,
    );
  return schema;
}

function readOf(dataset: string, within: SpecScope): Inferred {
  const use = within.spec.datasets?.[dataset];
  if (use?.read === undefined)
    throw new Unwired(`the spec does not say that it reads "${dataset}"`, `add read to datasets["${dataset}"]`);
  return { schema: use.schema, optional: use.read === "optional" };
}

function literalSchema(value: unknown): JsonSchema {
  if (value === null) return { type: "null" };
  if (Array.isArray(value))
    return value.length === 0 ? { type: "array" } : { type: "array", items: { anyOf: value.map(literalSchema) } };
  if (isObject(value))
    return {
      type: "object",
      properties: Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, literalSchema(inner)])),
      required: Object.keys(value),
    };
  return { const: value as string | number | boolean };
}

function objectSchema(fields: Readonly<Record<string, Expression>>, within: SpecScope): JsonSchema {
  const inferred = Object.entries(fields).map(([name, inner]) => [name, schemaOf(inner, within)] as const);
  return {
    type: "object",
    properties: Object.fromEntries(inferred.map(([name, { schema }]) => [name, schema])),
    required: inferred.filter(([, { optional }]) => !optional).map(([name]) => name),
  };
}

function entryOf(schema: JsonSchema): JsonSchema {
  if (!isObject(schema)) return true;
  const entry = schema.items ?? (isObject(schema.additionalProperties) ? schema.additionalProperties : undefined);
  const plain = isObject(entry) || typeof entry === "boolean" ? (entry as JsonSchema) : true;
  return inherit(plain, schema as JsonSchema);
}

/** Follows fields; those of what may be absent may be absent too. */
function follow(from: Inferred, path: Path, name: string): Inferred {
  return path.reduce<Inferred>((at, key, depth) => fieldOf(at, key, [name, ...path.slice(0, depth)].join(".")), from);
}

function fieldOf({ schema, optional }: Inferred, key: string, name: string): Inferred {
  if (!isObject(schema)) return { schema: true, optional };
  const alternatives = Array.isArray(schema.anyOf)
    ? (schema.anyOf as JsonSchema[]).filter((each) => !(isObject(each) && each.type === "null"))
    : undefined;
  if (alternatives !== undefined) {
    const parts = alternatives.map((each) => fieldOf({ schema: each, optional }, key, name));
    const isNullable = alternatives.length < (schema.anyOf as unknown[]).length;
    return {
      schema: inherit(
        parts.length === 1 ? (parts[0]?.schema ?? true) : { anyOf: parts.map((part) => part.schema) as never },
        schema as JsonSchema,
      ),
      optional: isNullable || parts.some((part) => part.optional),
    };
  }
  const properties = isObject(schema.properties) ? (schema.properties as Record<string, JsonSchema>) : undefined;
  const property = properties?.[key];
  if (property !== undefined) {
    const isSure = Array.isArray(schema.required) && schema.required.includes(key);
    const hasDefault = isObject(property) && "default" in property;
    return { schema: inherit(property, schema as JsonSchema), optional: optional || !(isSure || hasDefault) };
  }
  if (isObject(schema.additionalProperties))
    return { schema: inherit(schema.additionalProperties as JsonSchema, schema as JsonSchema), optional: true };
  if (schema.type === undefined && properties === undefined) return { schema: true, optional };
  throw new Unwired(
    `${name} has no field "${key}"`,
    properties === undefined
      ? `it is ${describe(schema as JsonSchema)}`
      : `its fields are ${Object.keys(properties).join(", ")}`,
  );
}

/** What is inside a validated or passed value is validated or passed too. */
function inherit(part: JsonSchema, whole: JsonSchema): JsonSchema {
  if (!isObject(part) || !isObject(whole) || (whole.proof !== "validated" && whole.proof !== "passed")) return part;
  return {
    ...(part as object),
    proof: whole.proof,
    ...(whole.band === undefined ? {} : { band: whole.band }),
  } as JsonSchema;
}

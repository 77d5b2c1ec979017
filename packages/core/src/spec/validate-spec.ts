/** Is a pipeline sound? Every problem names its node or step and says what to do. What passes here can be run. */
import { type Problem, unreachable } from "../error.ts";
import { isObject } from "../json.ts";
import { checkScheduleParams } from "../schedule/check-schedule.ts";
import { misfit } from "../schema/assignable.ts";
import { withDefaults } from "../schema/defaults.ts";
import { validateJson } from "../schema/validate-json.ts";
import { checkFailure } from "./check-failure.ts";
import { checkRules } from "./check-rules.ts";
import { ownersOf, scopeIds, sortNodes } from "./compile.ts";
import type { Condition, Expression } from "./expression.ts";
import type { JsonSchema, Node, PipelineSpec, StepNode } from "./pipeline-spec.ts";
import { specLimits } from "./pipeline-spec.ts";
import { type SpecScope, schemaOf, Unwired } from "./schema-of.ts";
import { checkShape } from "./spec-shape.ts";

/** The spec if it is sound, else what is wrong with it (at most 50 problems). Needs no clock and no other pipeline. */
export function validateSpec(
  input: unknown,
): { readonly ok: true; readonly spec: PipelineSpec } | { readonly ok: false; readonly problems: readonly Problem[] } {
  const problems = [...checkShape(input)];
  if (problems.length === 0) {
    const spec = input as PipelineSpec;
    problems.push(...checkLimits(spec), ...checkPlaces(spec), ...checkRules(spec));
    if (problems.length === 0) problems.push(...checkFailure(spec));
    if (spec.schedule !== undefined) problems.push(...checkScheduleParams(spec.params, spec.schedule));
    if (problems.length === 0) problems.push(...checkCycles(spec));
    if (problems.length === 0) problems.push(...checkWiring(spec));
    if (problems.length === 0) return { ok: true, spec };
  }
  return { ok: false, problems: problems.slice(0, 50) };
}

function checkLimits(spec: PipelineSpec): Problem[] {
  const problems: Problem[] = [];
  if (spec.nodes.length > specLimits.steps)
    problems.push({
      field: "nodes",
      message: `has ${spec.nodes.length.toLocaleString("en-US")} nodes, at most ${specLimits.steps.toLocaleString("en-US")} are allowed`,
      fix: "use map(…) over a list for many tasks of one kind, or split the pipeline",
    });
  if (spec.nodes.length === 0)
    problems.push({ field: "nodes", message: "is empty", fix: "call at least one step in the pipeline's body" });
  for (const node of spec.nodes) {
    if (node.scope.length > specLimits.depth)
      problems.push({
        field: `nodes["${node.id}"].scope`,
        message: `is ${node.scope.length} deep, at most ${specLimits.depth} is allowed`,
        fix: "flatten the maps and branches around it",
      });
  }
  return problems;
}

/** Ids, scopes, declarations: does everything that is named exist? */
function checkPlaces(spec: PipelineSpec): Problem[] {
  const problems: Problem[] = [];
  const byId = new Map<string, Node>();
  for (const node of spec.nodes) {
    if (byId.has(node.id))
      problems.push({
        field: `nodes["${node.id}"].id`,
        message: "stands twice",
        fix: `give one of them an id of its own: "${node.id}-2"`,
      });
    byId.set(node.id, node);
  }
  for (const node of spec.nodes) {
    const at = `nodes["${node.id}"]`;
    if (node.kind === "step" && !Object.hasOwn(spec.steps, node.step))
      problems.push({
        field: `${at}.step`,
        message: `there is no step "${node.step}"`,
        fix: `declared are ${Object.keys(spec.steps).join(", ") || "none"}`,
      });
    const hollow = node.scope.find((scope, depth) => !isScope(byId, scope, node.scope.slice(0, depth)));
    if (hollow !== undefined)
      problems.push({
        field: `${at}.scope`,
        message: `there is no scope "${hollow}" there`,
        fix: 'a scope is the inside of a map, "each[]", or an arm, "quality/production", in its own scope',
      });
    for (const id of node.after ?? []) {
      const target = byId.get(id);
      if (target === undefined)
        problems.push({
          field: `${at}.after`,
          message: `there is no node "${id}"`,
          fix: `nodes are ${[...byId.keys()].slice(0, 20).join(", ")}`,
        });
      else if (target.scope.some((scope, depth) => node.scope[depth] !== scope))
        problems.push({
          field: `${at}.after`,
          message: `"${id}" exists only inside ${target.scope.at(-1)}`,
          fix: `wait for ${ownersOf(target).at(-1)} instead`,
        });
    }
  }
  return problems;
}

function isScope(byId: ReadonlyMap<string, Node>, scope: string, around: readonly string[]): boolean {
  const owner = byId.get(scope.replace(/(\[\]|\/.*)$/, ""));
  return (
    owner !== undefined &&
    owner.kind !== "step" &&
    scopeIds(owner).includes(scope) &&
    owner.scope.join(" ") === around.join(" ")
  );
}

function checkCycles(spec: PipelineSpec): Problem[] {
  const { cycle } = sortNodes(spec.nodes, new Map(spec.nodes.map((node) => [node.id, node])));
  if (cycle === undefined) return [];
  return [
    {
      field: `nodes["${cycle[0]}"]`,
      message: `waits for itself: ${cycle.join(" → ")}`,
      fix: "remove one of these references: a pipeline has no cycles",
    },
  ];
}

function checkWiring(spec: PipelineSpec): Problem[] {
  const byId = new Map(spec.nodes.map((node) => [node.id, node]));
  const problems: Problem[] = [];
  for (const node of spec.nodes) {
    const within: SpecScope = { spec, byId, scope: node.scope };
    const at = `nodes["${node.id}"]`;
    problems.push(...checkNode(node, within, at));
    if (problems.length >= 50) return problems;
  }
  if (spec.outputs !== undefined) problems.push(...infers(spec.outputs, { spec, byId, scope: [] }, "outputs"));
  return [...problems, ...checkDatasets(spec, { spec, byId, scope: [] }), ...checkWebhook(spec)];
}

function checkDatasets(spec: PipelineSpec, within: SpecScope): readonly Problem[] {
  const named = [...(spec.publishes ?? []).map(({ dataset }) => dataset), ...(spec.on?.datasets ?? [])];
  const unknown = named.find((dataset) => !Object.hasOwn(spec.datasets ?? {}, dataset));
  if (unknown !== undefined)
    return [
      {
        field: `datasets["${unknown}"]`,
        message: "is missing, and the pipeline names it",
        fix: "add its schema there",
      },
    ];
  const published = (spec.publishes ?? []).flatMap(({ dataset, value }, index) =>
    fits(value, optionally(spec.datasets?.[dataset]?.schema ?? true), within, `publishes[${index}].value`),
  );
  return spec.on === undefined ? published : [...published, ...startsWithoutParams(spec, "on")];
}

/** A dataset's revision brings no params: each has a default. */
function startsWithoutParams({ params }: PipelineSpec, field: string): readonly Problem[] {
  return validateJson(params, withDefaults(params, {}), "params").map((problem) => ({
    ...problem,
    fix: `give it a default: what \`${field}\` starts is given no params`,
  }));
}

function checkWebhook({ webhook, params }: PipelineSpec): readonly Problem[] {
  const known = isObject(params) && isObject(params.properties) ? Object.keys(params.properties) : [];
  return Object.keys(webhook?.params ?? {})
    .filter((name) => !known.includes(name))
    .map((name) => ({
      field: `webhook.params.${name}`,
      message: "is no param of this pipeline",
      fix: known.length === 0 ? "the pipeline takes no params" : `its params are ${known.join(", ")}`,
    }));
}

function checkNode(node: Node, within: SpecScope, at: string): readonly Problem[] {
  switch (node.kind) {
    case "step":
      return [...checkInputs(node, within), ...checkKey(node, within)];
    case "map":
      return fits(node.over, { type: "array" }, within, `${at}.over`);
    case "branch":
    case "gate":
      return [
        ...(node.subject === undefined ? [] : infers(node.subject, within, `${at}.subject`)),
        ...node.arms.flatMap((arm) => checkCondition(arm.if, within, `${at}.arms["${arm.name}"]`)),
      ];
    case "loop":
      return [
        ...infers(node.start, within, `${at}.start`),
        ...infers(node.next, { ...within, scope: [...node.scope, ...scopeIds(node)] }, `${at}.next`),
        ...checkCondition(node.until, { ...within, condition: node.id }, `${at}.until`),
      ];
    case "group":
    case "finalizer":
      return [];
    default:
      return unreachable(node);
  }
}

function checkInputs(node: StepNode, within: SpecScope): readonly Problem[] {
  const declaration = within.spec.steps[node.step];
  return declaration === undefined
    ? []
    : objectFits(node.input, declaration.input, within, `nodes["${node.id}"].input`);
}

const keySchema: JsonSchema = { anyOf: [{ type: "string" }, { type: "number" }, { type: "boolean" }] };

/** It may be absent: then there is no key. */
function checkKey({ id, concurrency }: StepNode, within: SpecScope): readonly Problem[] {
  if (concurrency === undefined) return [];
  const { key } = concurrency;
  return fits(key, optionally(keySchema), within, `nodes["${id}"].concurrency.key`);
}

function checkCondition(condition: Condition, within: SpecScope, at: string): readonly Problem[] {
  switch (condition.test) {
    case "gt":
    case "gte":
    case "lt":
    case "lte":
      return [
        ...fits(condition.left, { type: "number" }, within, at),
        ...fits(condition.right, { type: "number" }, within, at),
      ];
    case "equals":
      return [...infers(condition.left, within, at), ...infers(condition.right, within, at)];
    case "present":
      return infers(condition.of, within, at);
    case "holds":
      return fits(condition.of, { type: "boolean" }, within, at);
    case "beats": {
      const metrics: JsonSchema = {
        type: "object",
        properties: { [condition.metric]: { type: "number" } },
        required: [condition.metric],
      };
      return [...fits(condition.challenger, metrics, within, at), ...fits(condition.champion, metrics, within, at)];
    }
    case "all":
    case "any":
      return condition.of.flatMap((inner) => checkCondition(inner, within, at));
    case "not":
      return checkCondition(condition.of, within, at);
    case "otherwise":
      return [];
  }
}

/** Does an expression fit where `target` is asked for? Written-down values are checked as values, references by their schema. */
function fits(expression: Expression, target: JsonSchema, within: SpecScope, at: string): readonly Problem[] {
  const accepted =
    isObject(target) && Array.isArray(target.anyOf) && isWritten(expression)
      ? (target.anyOf as JsonSchema[])
      : undefined;
  if (accepted !== undefined) {
    const tried = accepted.map((each) => fits(expression, each, within, at));
    return tried.find((problems) => problems.length === 0) ?? tried[0] ?? [];
  }
  if (expression.kind === "literal") return forged(target, at) ?? validateJson(target, expression.value, at);
  if (expression.kind === "object" && isObject(target) && target.type === "object")
    return forged(target, at) ?? objectFits(expression.fields, target, within, at);
  if (expression.kind === "list" && isObject(target) && target.type === "array") {
    const items = isObject(target.items) ? (target.items as JsonSchema) : true;
    return (
      forged(target, at) ?? expression.items.flatMap((item, index) => fits(item, items, within, `${at}[${index}]`))
    );
  }
  return infers(expression, within, at, (schema, optional) => {
    if (optional && !allowsAbsence(target))
      return {
        field: at,
        message: "may be absent when the run has come that far, and is asked for",
        fix: "make the input optional, or use it inside the branch or when(…) that makes sure of it",
      };
    const why = misfit(schema, target);
    return why === undefined
      ? undefined
      : { field: at, message: why, fix: "wire an output that has this shape, or change the input's schema" };
  });
}

function isWritten(expression: Expression): boolean {
  return expression.kind === "literal" || expression.kind === "object" || expression.kind === "list";
}

function objectFits(
  fields: Readonly<Record<string, Expression>>,
  target: JsonSchema,
  within: SpecScope,
  at: string,
): readonly Problem[] {
  if (!isObject(target)) return [];
  const properties = isObject(target.properties) ? (target.properties as Record<string, JsonSchema>) : {};
  const required = Array.isArray(target.required) ? (target.required as string[]) : [];
  const problems: Problem[] = [];
  for (const name of required) {
    if (fields[name] === undefined && !(isObject(properties[name]) && "default" in properties[name]))
      problems.push({
        field: `${at}.${name}`,
        message: "is missing",
        fix: `known inputs are ${Object.keys(properties).join(", ")}`,
      });
  }
  for (const [name, expression] of Object.entries(fields)) {
    const property = Object.hasOwn(properties, name) ? properties[name] : undefined;
    if (property === undefined) {
      if (isObject(target.additionalProperties))
        problems.push(
          ...fits(expression, optionally(target.additionalProperties as JsonSchema), within, `${at}.${name}`),
        );
      else
        problems.push({
          field: `${at}.${name}`,
          message: "is not asked for",
          fix:
            Object.keys(properties).length === 0
              ? "the step takes no inputs"
              : `known inputs are ${Object.keys(properties).join(", ")}`,
        });
      continue;
    }
    problems.push(
      ...fits(expression, required.includes(name) ? property : optionally(property), within, `${at}.${name}`),
    );
  }
  return problems;
}

const absent = Symbol("may be absent");

/** A field that need not be given takes what may be absent. */
function optionally(schema: JsonSchema): JsonSchema {
  return isObject(schema)
    ? Object.assign({ ...(schema as object) } as JsonSchema & object, { [absent]: true })
    : schema;
}

function allowsAbsence(schema: JsonSchema): boolean {
  return (
    !isObject(schema) ||
    absent in schema ||
    "default" in schema ||
    misfit({ type: "null" }, schema as JsonSchema) === undefined
  );
}

function forged(target: JsonSchema, at: string): readonly Problem[] | undefined {
  if (!isObject(target) || target.proof === undefined) return undefined;
  return [
    {
      field: at,
      message: `must be ${String(target.proof)}, and a written value cannot be`,
      fix: "take it from the check or gate that vouches for it",
    },
  ];
}

function infers(
  expression: Expression,
  within: SpecScope,
  at: string,
  judge: (schema: JsonSchema, optional: boolean) => Problem | undefined = () => undefined,
): readonly Problem[] {
  try {
    const { schema, optional } = schemaOf(expression, within);
    const found = judge(schema, optional);
    return found === undefined ? [] : [found];
  } catch (error) {
    if (error instanceof Unwired) return [error.at(at)];
    throw error;
  }
}

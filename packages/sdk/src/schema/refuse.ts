/**
 * What cannot cross from step to step, refused by name when a step is declared. A schema is checked by the coordinator
 * at submit, by the agent and by steps in other languages, so what only TypeScript could do is not in it.
 */
import type { Problem } from "@troupe/core";
import type { z } from "zod";
import { invalidSpec } from "../invalid-spec.ts";
import { marksOf } from "./metadata.ts";

/** Throws, naming every place in a schema that cannot be stored or checked everywhere. */
export function refuseUnstorable(schema: z.core.$ZodType, field: string): void {
  const [first, ...more] = problemsIn(schema, field, new Set());
  if (first !== undefined) throw invalidSpec(first, ...more);
}

/** Kinds of schema, by their name in zod, and what to use in their place. */
const refusals: Readonly<Record<string, readonly [what: string, instead: string]>> = {
  any: ["z.any()", "say what it is"],
  bigint: ["z.bigint()", "use z.int(), or a string for more than 2^53"],
  catch: [".catch()", "let a wrong value be an error"],
  custom: ["z.custom() or z.instanceof()", "use z.object() for data and artifact(kind) for bytes"],
  date: ["z.date()", "use z.iso.datetime(), a string"],
  file: ["z.file()", "use artifact(kind)"],
  function: ["z.function()", "a step is declared with task()"],
  map: ["z.map()", "use z.record(z.string(), …)"],
  nan: ["z.nan()", "use z.number().nullable()"],
  pipe: ["a transform", "convert in the step's function"],
  promise: ["z.promise()", "a step yields the value itself"],
  set: ["z.set()", "use z.array()"],
  success: ["z.success()", "use z.boolean()"],
  symbol: ["z.symbol()", "use a string"],
  transform: ["a transform", "convert in the step's function"],
  undefined: ["z.undefined()", "leave it out, or use .optional()"],
  unknown: ["z.unknown()", "say what it is"],
  void: ["z.void()", "leave it out"],
};

const checkRefusals: Readonly<Record<string, readonly [what: string, instead: string]>> = {
  custom: [".refine()", "use a schema that says it in data, or a check() step"],
  overwrite: ["a rewrite such as .trim()", "rewrite in the step's function"],
};

function problemsIn(schema: z.core.$ZodType, field: string, seen: Set<z.core.$ZodType>): readonly Problem[] {
  // What artifact() made is ours, and a recursive schema comes by again.
  if (seen.has(schema) || marksOf(schema).artifact !== undefined) return [];
  seen.add(schema);
  const { def } = (schema as z.core.$ZodTypes)._zod;
  const refused = refusals[def.type];
  if (refused !== undefined) return [problem(field, refused)];
  const own = (def.checks ?? []).flatMap((check) => {
    const found = checkRefusals[check._zod.def.check];
    return found === undefined ? [] : [problem(field, found)];
  });
  if (def.type === "literal") own.push(...literalProblems(def.values, field));
  return [...own, ...childrenOf(schema).flatMap(([name, child]) => problemsIn(child, `${field}${name}`, seen))];
}

function literalProblems(values: readonly unknown[], field: string): readonly Problem[] {
  const refused = values.filter((value) => value === undefined || typeof value === "bigint");
  return refused.slice(0, 1).map((value) => {
    const shown = typeof value === "bigint" ? `${value}n` : String(value);
    return problem(field, [`z.literal(${shown})`, "use a string, a number, true, false or null"]);
  });
}

function problem(field: string, [what, instead]: readonly [string, string]): Problem {
  return { field, message: `is ${what}, which cannot be checked and stored everywhere`, fix: instead };
}

function childrenOf(schema: z.core.$ZodType): readonly (readonly [name: string, schema: z.core.$ZodType])[] {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  switch (def.type) {
    case "object": {
      const fields = Object.entries(def.shape).map(([name, field]) => [`.${name}`, field] as const);
      const rest =
        def.catchall === undefined || def.catchall._zod.def.type === "never" ? [] : [["{}", def.catchall] as const];
      return [...fields, ...rest];
    }
    case "array":
      return [["[]", def.element]];
    case "tuple": {
      const items = def.items.map((item, at) => [`[${at}]`, item] as const);
      return def.rest === null ? items : [...items, ["[]", def.rest]];
    }
    case "record":
      return [["{}", def.valueType]];
    case "union":
      return def.options.map((option) => ["", option]);
    case "intersection":
      return [
        ["", def.left],
        ["", def.right],
      ];
    case "optional":
    case "nullable":
    case "default":
    case "prefault":
    case "readonly":
    case "nonoptional":
      return [["", def.innerType]];
    case "lazy":
      return [["", def.getter()]];
    default:
      return [];
  }
}

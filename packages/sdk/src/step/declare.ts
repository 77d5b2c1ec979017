/** What all kinds of step have in common: a declaration, and the call that places it. */
import { defaultLimits, type Executable, functionMillicpus, type JsonObject, type StepDeclaration } from "@troupe/core";
import { z } from "zod";
import { invalidSpec } from "../invalid-spec.ts";
import { checkName } from "../names.ts";
import { inputSchema, outputSchema, readSchema } from "../schema/json-schema.ts";
import type { Shape } from "../schema/shape.ts";
import { type Cache, cacheOf } from "./cache.ts";
import { callerOf, type Declared, type FunctionBody } from "./declared.ts";
import { limitsOf, type StepLimits } from "./limits.ts";
import { placeStep } from "./place-step.ts";

/** A signature after its types have done their work. */
export interface PlainSignature extends StepLimits {
  readonly input?: Shape | undefined;
  readonly output?: z.core.$ZodType | undefined;
  readonly metrics?: readonly string[] | undefined;
  readonly cache?: Cache | undefined;
  readonly description?: string | undefined;
}

export interface Making {
  readonly name: string;
  readonly runs: Executable;
  readonly role?: "check";
  readonly signature: PlainSignature;
  readonly body?: Pick<FunctionBody, "run" | "settle">;
  /** The function that the author called: the stack above it is the author's. */
  readonly by: (...args: never[]) => unknown;
}

export function declare({ name, runs, role, signature, body, by }: Making): Declared {
  checkName(name, "the step");
  const { input = {}, output } = signature;
  if ("_zod" in input) throw shapeExpected(name);
  const schemas = {
    input: inputSchema(input, `${name}.input`),
    ...(output !== undefined && { output: outputOf(output, name, role) }),
  };
  return {
    name,
    declaration: declarationOf(runs, role, signature, schemas, name),
    limits: signature,
    declaredAt: callerOf(by),
    ...(body && { body: { ...body, input: z.strictObject(input), output } }),
  };
}

function declarationOf(
  runs: Executable,
  role: "check" | undefined,
  signature: PlainSignature,
  schemas: { readonly input: JsonObject; readonly output?: JsonObject },
  name: string,
): StepDeclaration {
  const { metrics, description } = signature;
  const cache = cacheOf(signature.cache, runs, `${name}.cache`);
  const millicpus = runs.kind === "function" ? functionMillicpus : defaultLimits.resources.millicpus;
  return {
    runs,
    ...(role && { role }),
    ...schemas,
    ...(metrics && { metrics: [...new Set(metrics)] }),
    limits: limitsOf(signature, millicpus, name),
    ...(cache && { cache }),
    ...(description !== undefined && { description }),
  };
}

/** The call: `train({ data, trees: 3 }, { id: "train-2" })`. */
export function callable(step: Declared): (inputs?: object, options?: object) => unknown {
  const call = (inputs: object = {}, options: object = {}) => placeStep(step, inputs, options);
  Object.defineProperty(call, "name", { value: step.name });
  return Object.assign(call, { declaration: step.declaration });
}

/** A check yields the value that it was given, whatever else is in it. */
function outputOf(output: z.core.$ZodType, name: string, role: "check" | undefined): JsonObject {
  const schemaOf = role === "check" ? readSchema : outputSchema;
  if (output._zod.optout !== "optional") return schemaOf(output, `${name}.output`);
  throw invalidSpec({
    field: `${name}.output`,
    message: "may be undefined, which no store keeps",
    fix: "use .nullable(), or leave the output out if there is never one",
  });
}

function shapeExpected(name: string): Error {
  return invalidSpec({
    field: `${name}.input`,
    message: "is one schema, and inputs are named",
    fix: "give the fields themselves: input: { rows: z.int() }, or input: MyObject.shape",
  });
}

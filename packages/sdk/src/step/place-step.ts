/** Places a step in the body that is being read. */
import type { Expression, StepNode } from "@troupe/core";
import { invalidSpec } from "../invalid-spec.ts";
import { type Builder, current, homeOf, idIn, place, scopeOf } from "../pipeline/builder.ts";
import { express } from "../ref/express.ts";
import type { Ref } from "../ref/ref.ts";
import { reference } from "../ref/reference.ts";
import { type Declared, register } from "./declared.ts";
import { callLimitsOf } from "./limits.ts";
import { concurrencyOf } from "./placement.ts";
import { rulesOf, type When } from "./rules.ts";
import type { CallOptions } from "./step.ts";

const knownOptions = [
  "id",
  "after",
  "when",
  "mayFail",
  "resources",
  "retries",
  "timeout",
  "grace",
  "within",
  "watchdog",
  "cache",
  "pool",
  "priority",
  "concurrency",
];

export function placeStep(step: Declared, inputs: object, options: CallOptions<When, boolean>): Ref<unknown> {
  const builder = current(`${step.name}(…)`);
  register(builder, step);
  const { id: given = step.name, after = [], when = "all-succeeded", mayFail = false, ...other } = options;
  const { cache, concurrency: ownKey, ...own } = other;
  checkOptions(step.name, options);
  const id = idIn(builder, given);
  const limits = callLimitsOf(own, step.limits, step.declaration.limits, id);
  const rules = rulesOf({ after, when }, { who: id, builder });
  const concurrency = concurrencyOf(ownKey ?? step.limits.concurrency, id, builder);
  const node: StepNode = {
    kind: "step",
    id,
    step: step.name,
    scope: scopeOf(builder),
    input: inputsOf(step, inputs, builder),
    ...rules,
    ...(mayFail && { mayFail }),
    ...(Object.keys(limits).length > 0 && { limits }),
    ...(cache === false && { cache }),
    ...(concurrency && { concurrency }),
  };
  place(builder, node);
  return reference({ kind: "step", step: id, path: [] }, homeOf(builder));
}

/** The compiler says the same to those who have one. */
function inputsOf({ name, declaration }: Declared, inputs: object, builder: Builder): Record<string, Expression> {
  const { properties = {}, required = [] } = declaration.input as { properties?: object; required?: readonly string[] };
  const known = Object.keys(properties);
  const given: Record<string, Expression> = {};
  for (const [key, value] of Object.entries(inputs)) {
    const field = `${name}(…).${key}`;
    if (!known.includes(key)) throw unknown(field, "input", known);
    const input = express(value, { who: field, builder });
    if (input !== undefined) given[key] = input;
  }
  const missing = required.filter((key) => !(key in given));
  if (missing.length === 0) return given;
  throw invalidSpec({
    field: `${name}(…)`,
    message: `lacks ${missing.join(", ")}`,
    fix: `call it with ${known.join(", ")}`,
  });
}

function checkOptions(name: string, options: object): void {
  const surplus = Object.keys(options).find((option) => !knownOptions.includes(option));
  if (surplus !== undefined) throw unknown(`${name}(…, { ${surplus} })`, "option of a call", knownOptions);
}

function unknown(field: string, what: string, known: readonly string[]): Error {
  return invalidSpec({ field, message: `is no ${what}`, fix: `known are ${known.join(", ") || "none"}` });
}

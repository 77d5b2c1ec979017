/** Runs the function of a step between the checks of its inputs and of its output. */
import { invariant } from "@troupe/core";
import { parse } from "../schema/parse.ts";
import type { Declared } from "../step/declared.ts";
import type { StepHost } from "../step-host.ts";
import { contextOf } from "./context-of.ts";

/** The value as the function knows it: artifacts with their path on this machine. */
export async function runFunction(step: Declared, inputs: unknown, host: StepHost, own?: object): Promise<unknown> {
  const { name, body } = step;
  invariant(body, `step "${name}" has no function`);
  const received = parse(body.input, inputs, "inputs", "TASK_INPUT_INVALID", name);
  const result = await body.run(received as never, { ...contextOf(host), ...own } as never);
  if (body.settle !== undefined) return body.settle(result);
  // A function that yields nothing may end in an expression, as `() => console.log(…)` does.
  if (body.output === undefined) return undefined;
  return parse(body.output, result, "output", "TASK_OUTPUT_INVALID", name);
}

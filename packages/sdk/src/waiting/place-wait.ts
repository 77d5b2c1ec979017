/** Steps that wait stand in the body themselves: declared and placed at once, under the name that they are given. */
import { defaultLimits, type JsonObject, type PollExecutable, type WaitingExecutable } from "@troupe/core";
import { checkName } from "../names.ts";
import type { Ref } from "../ref/ref.ts";
import { callerOf } from "../step/declared.ts";
import { limitsOf, type Retries } from "../step/limits.ts";
import { placeStep } from "../step/place-step.ts";
import type { NodeOptions, When } from "../step/rules.ts";
import type { Duration } from "../step/units.ts";

/** What every step that waits may be told. */
export interface Waiting<W extends When = When, M extends boolean = boolean> extends NodeOptions<W> {
  /** If it fails, the run goes on without what it would have yielded: whoever reads from it must allow for that. */
  readonly mayFail?: M;
  /** For people: shown by the console and the CLI. */
  readonly description?: string;
}

export interface WaitToPlace {
  readonly name: string;
  readonly runs: WaitingExecutable | PollExecutable;
  /** Schemas of what the run decides about it, and what is given for them. */
  readonly input: Readonly<Record<string, JsonObject>>;
  readonly optional?: readonly string[];
  readonly given: Readonly<Record<string, unknown>>;
  readonly output: JsonObject | undefined;
  readonly timeout: Duration | undefined;
  readonly retries?: Retries | undefined;
  /** Of the agents that may look. */
  readonly labels?: Readonly<Record<string, string>> | undefined;
  readonly options: Waiting;
  /** Its id, if that is not its name. */
  readonly id?: string | undefined;
  /** The function that the author called. */
  readonly by: (...args: never[]) => unknown;
}

export function placeWait(wait: WaitToPlace): Ref<unknown> {
  const { name, runs, input, optional = [], given, output, timeout, retries, labels = {}, options, id, by } = wait;
  checkName(name, "the step");
  const limits = { ...(timeout !== undefined && { timeout }), ...(retries !== undefined && { retries }) };
  const { description, ...rules } = options;
  const declaration = {
    runs,
    input: objectOf(input, optional),
    ...(output && { output }),
    limits: { ...limitsOf(limits, 0, name), resources: { ...defaultLimits.resources, millicpus: 0, labels } },
    ...(description !== undefined && { description }),
  };
  const step = { name, declaration, limits, declaredAt: callerOf(by) };
  return placeStep(step, given, { ...(id !== undefined && { id }), ...rules });
}

/** The schema of an object that has these fields and no others. */
export function objectOf(
  properties: Readonly<Record<string, JsonObject>>,
  optional: readonly string[] = [],
): JsonObject {
  const required = Object.keys(properties).filter((name) => !optional.includes(name));
  return { type: "object", properties, required, additionalProperties: false };
}

export const text: JsonObject = { type: "string" };

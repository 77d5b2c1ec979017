/** Running another pipeline. */
import type { z } from "zod";
import { outputsSchema } from "../pipeline/outputs-schema.ts";
import type { Pipeline } from "../pipeline/pipeline.ts";
import type { Input, Inputs, Ref } from "../ref/ref.ts";
import { readSchema } from "../schema/json-schema.ts";
import type { Checked } from "../schema/storable.ts";
import type { Absent, When } from "../step/rules.ts";
import { type Duration, toMs } from "../step/units.ts";
import { objectOf, placeWait, text, type Waiting } from "./place-wait.ts";

export interface TriggerOptions<Waits extends boolean, W extends When = When, M extends boolean = boolean>
  extends Waiting<W, M> {
  /** Its name in the run. Needed only where a pipeline is triggered twice. Default: the pipeline's name. */
  readonly id?: string;
  /**
   * `true`, the default: yields the run's outputs once it has succeeded; if it does not, the task fails, and if the task
   * is cancelled, so is the run. `false`: yields the run's id as soon as there is one.
   */
  readonly wait?: Waits;
  /** While a run that was triggered with this key is live, it serves, and no other is made. */
  readonly key?: Input<string>;
  /** Also so long after it was made, whatever has become of it. */
  readonly within?: Duration;
  /** How long it may wait; then the run is cancelled, and the task fails. Default: for ever. */
  readonly timeout?: Duration;
}

/** What a trigger that does not wait yields. */
export interface Triggered {
  readonly runId: string;
}

/** Of a pipeline that is known by its name only: what its runs hand out. */
export interface NamedTriggerOptions<S extends z.core.$ZodType, W extends When = When, M extends boolean = boolean>
  extends TriggerOptions<true, W, M> {
  readonly outputs: S & Checked<S>;
}

/** Another pipeline by its name; with `outputs`, what it hands out. */
export function trigger<
  S extends z.core.$ZodType,
  const W extends When = "all-succeeded",
  const M extends boolean = false,
>(
  pipeline: string,
  params: Readonly<Record<string, unknown>>,
  options: NamedTriggerOptions<S, W, M>,
): Ref<z.output<S> | Absent<W, M>>;
/** The same, of which nothing is read. */
export function trigger<
  const Waits extends boolean = true,
  const W extends When = "all-succeeded",
  const M extends boolean = false,
>(
  pipeline: string,
  params: Readonly<Record<string, unknown>>,
  options?: TriggerOptions<Waits, W, M>,
): Ref<Waits extends false ? Triggered | Absent<W, M> : undefined>;
// The last one: of several the compiler tells why that one does not fit, and this is the one that people mean.
/**
 * Runs another pipeline that is applied: its current version, once, however often the task is tried. Give it as the value
 * that `pipeline(…)` made, so that params and outputs are checked; or by its name.
 *
 * @example
 * ```ts
 * const { model } = trigger(churn, { trees: [50, 100] });
 * deploy({ model });
 *
 * trigger(report, { day: interval.start }, { wait: false, key: interval.start });
 * const table = trigger("nightly-import", { region: "eu" }, { outputs: z.object({ rows: z.int() }) });
 * ```
 */
export function trigger<
  Params,
  Out,
  const Waits extends boolean = true,
  const W extends When = "all-succeeded",
  const M extends boolean = false,
>(
  pipeline: Pipeline<Params, Out>,
  params: Inputs<Params>,
  options?: TriggerOptions<Waits, W, M>,
): Ref<(Waits extends false ? Triggered : Out) | Absent<W, M>>;
export function trigger(
  pipeline: Pipeline | string,
  params: object,
  options: TriggerOptions<boolean> & { readonly outputs?: z.core.$ZodType } = {},
): Ref<unknown> {
  const name = typeof pipeline === "string" ? pipeline : pipeline.name;
  const { id = name, wait = true, key, within, timeout, outputs, ...rest } = options;
  return placeWait({
    name: id,
    runs: {
      kind: "trigger",
      pipeline: name,
      wait,
      ...(within !== undefined && { keyWithinMs: toMs(within, `${id}.within`) }),
    },
    input: { params: paramsOf(pipeline), key: text },
    optional: ["key"],
    given: { params, ...(key !== undefined && { key }) },
    output: wait ? outputsOf(id, pipeline, outputs) : objectOf({ runId: text }),
    timeout,
    options: rest,
    by: trigger,
  });
}

/** By its name, whatever is given: the pipeline itself says what is wrong when its run is made. */
function paramsOf(pipeline: Pipeline | string) {
  if (typeof pipeline === "string") return { type: "object", additionalProperties: {} };
  const { params } = pipeline.spec;
  return typeof params === "boolean" ? { type: "object" } : params;
}

function outputsOf(id: string, pipeline: Pipeline | string, outputs: z.core.$ZodType | undefined) {
  if (outputs !== undefined) return readSchema(outputs, `${id}.outputs`);
  if (typeof pipeline === "string" || pipeline.spec.outputs === undefined) return undefined;
  return outputsSchema(pipeline.spec);
}

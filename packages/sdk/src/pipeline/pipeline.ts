/** Pipelines: a name, what a run may be given, and a body that is read once, here, to a graph. */
import type { Expression, PipelineSpec } from "@troupe/core";
import { invalidSpec } from "../invalid-spec.ts";
import { checkName } from "../names.ts";
import type { Notification } from "../notify/notify.ts";
import type { Handle, Ref, ValueOf } from "../ref/ref.ts";
import { reference } from "../ref/reference.ts";
import { execute } from "../run/execute.ts";
import type { NoFields, Shape } from "../schema/shape.ts";
import type { MaxParallelOption } from "../step/placement.ts";
import type { Given, Received } from "../step/step.ts";
import type { Duration } from "../step/units.ts";
import { type Builder, build, homeOf, synchronous } from "./builder.ts";
import { type PipelineProgram, programKey } from "./program.ts";
import type { RetentionOptions } from "./retention.ts";
import type { ScheduleFor } from "./schedule.ts";
import type { StartingOptions } from "./starting.ts";
import { writeSpec } from "./write-spec.ts";

export interface PipelineOptions<P extends Shape, S = ScheduleFor<Given<P>> | undefined> extends StartingOptions<P> {
  /** What a run may be given, by name: `{ trees: z.array(z.int()).default([10, 50]) }`. The fields, not a `z.object`. */
  readonly params?: P;
  /** Of a whole run. Default: none. */
  readonly timeout?: Duration;
  /** When it runs by itself: `"@daily"`, `cron("0 3 * * *", { timezone: "Europe/Berlin" })`, `every("15m")`. */
  readonly schedule?: S;
  /** Who is told how its runs end: `[slack("ml-alerts"), email(["ml@example.com"])]`. */
  readonly notify?: readonly Notification[];
  /**
   * Of its runs, unless a run has its own: minutes of head start. A task goes before everything that came at most so much
   * earlier and has none; less than 0 lets others go first. Default: 0.
   */
  readonly priority?: number;
  /**
   * Its share, 1 to 1,000, of what pipelines of the same priority take while several have something waiting. One with 3
   * takes three times as much as one with 1, in cpus, memory or GPUs, whichever it takes most of. Default: 1.
   */
  readonly weight?: number;
  /** How many tasks may be with agents at once: of each run, or `{ run: 4, pipeline: 16 }`. Default: as many as fit. */
  readonly maxParallel?: MaxParallelOption;
  /**
   * How long its ended runs are kept: `{ for: "90d" }`, `{ runs: 500 }`, or both. What it does not say, the coordinator's
   * settings do; where they say nothing, all are kept. The newest that succeeded, and what others still need, always are.
   */
  readonly retention?: RetentionOptions;
  /** For people: shown by the console and the CLI. */
  readonly description?: string;
}

/** What a body is read with. */
export interface BodyInputs<P extends Shape> {
  /** What the run is given, defaults filled in. */
  readonly params: Ref<Received<P>>;
  /** The run itself. */
  readonly run: RunFacts;
}

/** What the body of a pipeline with a schedule is read with besides. */
export interface ScheduledInputs {
  /** What the run is about: from `start` up to, and without, `end`. */
  readonly interval: IntervalFacts;
}

/** ISO 8601, in UTC: `2026-11-22T00:00:00.000Z`. */
export interface IntervalFacts {
  readonly start: Ref<string>;
  readonly end: Ref<string>;
}

export interface RunFacts {
  readonly id: Ref<string>;
  /** ISO 8601, in UTC: `2026-11-22T17:10:00.000Z`. */
  readonly createdAt: Ref<string>;
}

/**
 * What a body hands out, for whoever started the run, for later runs and for other pipelines: values by name, or what
 * one step yields. A promise is not: reading does no I/O.
 */
// biome-ignore lint/suspicious/noConfusingVoidType: a body without a return statement.
export type Outputs = { readonly [name: string]: unknown } | Handle<unknown> | void;

/** A pipeline that has been read: its spec, and what runs its TypeScript steps. */
export interface Pipeline<Params = unknown, Out = unknown> {
  readonly name: string;
  readonly spec: PipelineSpec;
  /** What hosts and tools of any version look for. */
  readonly [programKey]: PipelineProgram;
  /** Types only: what a run may be given, and what it hands out. */
  readonly "~types"?: { readonly params: Params; readonly outputs: Out };
}

/** What a run of a pipeline may be given: `ParamsOf<typeof churn>`. */
export type ParamsOf<P extends Pipeline> = NonNullable<P["~types"]>["params"];

/** What a run of a pipeline hands out: `OutputsOf<typeof churn>`. */
export type OutputsOf<P extends Pipeline> = NonNullable<P["~types"]>["outputs"];

/**
 * Declares a pipeline. The body is an ordinary function that calls steps; it is read once, when the module is loaded,
 * without I/O, and what it calls becomes the graph that runs. Export it, as default or by name.
 *
 * @param body - Synchronous. What it returns is handed out to `previous` and `latest`.
 * @throws TroupeError `INVALID_SPEC`, naming what is wrong and what to do.
 *
 * @example
 * ```ts
 * export default pipeline("churn", { params: { trees: z.array(z.int()).default([10, 50]) } }, ({ params }) => {
 *   const data = validate(extract());
 *   const models = map(params.trees, (trees) => train({ data, trees }));
 *   return { model: best({ models }) };
 * });
 * ```
 */
export function pipeline<
  P extends Shape = NoFields,
  O extends Outputs = void,
  S extends ScheduleFor<Given<P>> | undefined = undefined,
>(
  name: string,
  options: PipelineOptions<P, S>,
  body: (inputs: BodyInputs<P> & (undefined extends S ? unknown : ScheduledInputs)) => O,
): Pipeline<Given<P>, ValueOf<O>>;
export function pipeline<O extends Outputs = void>(
  name: string,
  body: (inputs: BodyInputs<NoFields>) => O,
): Pipeline<NoFields, ValueOf<O>>;
export function pipeline(name: string, ...rest: readonly unknown[]): Pipeline {
  const [options, body] = (rest.length > 1 ? rest : [{}, rest[0]]) as [PipelineOptions<Shape>, Body];
  checkName(name, "the pipeline");
  return build(name, (builder) => {
    const result = synchronous(body(inputsOf(builder)), `the body of ${name}`);
    const spec = writeSpec(builder, options, result);
    const { steps } = builder;
    const program: PipelineProgram = {
      format: 1,
      name,
      spec,
      execute: (step, inputs, host) => execute(steps, step, inputs, host),
    };
    return withBody({ name, spec, [programKey]: program }, body);
  });
}

// Two copies of this package in one process must read each other's bodies. Hidden: it is no part of what a pipeline is.
const bodyKey: unique symbol = Symbol.for("troupe.body");

function withBody(made: Pipeline, body: Body): Pipeline {
  return Object.defineProperty(made, bodyKey, { value: body });
}

/** What a pipeline's body is, to read it again inside of another one. */
export function bodyOf(made: Pipeline): Body {
  const { [bodyKey]: body } = made as Pipeline & { readonly [bodyKey]?: Body };
  if (body !== undefined) return body;
  throw invalidSpec({
    field: `the pipeline "${made.name}"`,
    message: "has no body that can be read here",
    fix: "give what pipeline(…) made",
  });
}

export type Body = (inputs: BodyInputs<Shape> & ScheduledInputs) => unknown;

/** The interval too where there is none: the spec's checks refuse it, if somebody without a compiler reads from it. */
export function inputsOf(
  builder: Builder,
  params: Expression = { kind: "param", path: [] },
): BodyInputs<Shape> & ScheduledInputs {
  const home = homeOf(builder);
  return {
    params: reference(params, home),
    run: {
      id: reference({ kind: "run", fact: "id" }, home),
      createdAt: reference({ kind: "run", fact: "createdAt" }, home),
    },
    interval: {
      start: reference({ kind: "interval", fact: "start" }, home),
      end: reference({ kind: "interval", fact: "end" }, home),
    },
  };
}
